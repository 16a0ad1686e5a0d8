/**
 * A span for each upstream request on the wire, and a span event on the operation for what took no request. Says routes,
 * never paths; the semantic conventions for HTTP clients have the names, where they do.
 */

import {
  type Attributes,
  type Context,
  defaultTextMapSetter,
  type Link,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { UpstreamEvent } from '#src/http/events.ts';
import type { UpstreamRequest } from '#src/http/exchange.ts';
import { failureCodeOf } from '#src/http/status.ts';
import type { Trace, WireOutcome } from '#src/http/trace.ts';
import type { Tracer } from './tracer.ts';

/** Where the spans of requests belong. */
export interface SpanPlace {
  /** Of the span above them. */
  readonly context: Context;
  /** Spans that caused them, where those are of other traces. */
  readonly links?: Link[];
  /** Gets the span events. */
  readonly asker: Span;
}

export function traceUpstreams({ spans, propagator, addressOf }: Tracer, place: SpanPlace): Trace {
  const { context, links = [], asker } = place;
  const headersIn = (within: Context): Record<string, string> => {
    const headers = {};
    propagator.inject(within, headers, defaultTextMapSetter);
    return headers;
  };
  // What is not recorded is still passed on, so that the upstreams record nothing either.
  if (!asker.isRecording()) {
    const unrecorded = { headers: headersIn(context), end: () => {} };
    return { onWire: () => unrecorded, tell: () => {} };
  }
  return {
    onWire: (upstream, request) => {
      const { host, port } = addressOf(upstream);
      const attributes = {
        ...attributesOf(request),
        'server.address': host,
        'server.port': port,
        'atelier.upstream': upstream,
      };
      const name = `${request.method} ${request.route}`;
      const span = spans.startSpan(name, { kind: SpanKind.CLIENT, attributes, links }, context);
      return {
        headers: headersIn(trace.setSpan(context, span)),
        end: (outcome) => endWith(span, outcome),
      };
    },
    tell: (upstream, event) => {
      const told = asker.isRecording() ? spanEventOf(event) : null;
      if (told) asker.addEvent(told.name, { 'atelier.upstream': upstream, ...told.attributes });
    },
  };
}

function attributesOf({ method, route, retry, record }: UpstreamRequest): Attributes {
  return {
    'http.request.method': method,
    'url.template': route,
    ...(retry === undefined ? {} : { 'http.request.resend_count': retry }),
    ...(record?.cache == null ? {} : { 'atelier.cache': record.cache }),
  };
}

/** That something does not exist is an answer. */
function endWith(span: Span, outcome: WireOutcome): void {
  if (outcome.kind === 'answered') {
    const { status } = outcome;
    span.setAttribute('http.response.status_code', status);
    const code = failureCodeOf(status);
    if (code !== null && code !== 'NOT_FOUND') failWith(span, String(status));
  } else if (outcome.code === 'ABORTED') span.setAttribute('error.type', outcome.code);
  else failWith(span, outcome.code);
  span.end();
}

function failWith(span: Span, type: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

interface SpanEvent {
  readonly name: string;
  readonly attributes: Attributes;
}

/** Null for what spans of requests say themselves, and for what is no request's. */
function spanEventOf(event: UpstreamEvent): SpanEvent | null {
  switch (event.kind) {
    case 'cache':
      if (event.use === 'miss' || event.use === 'bypassed') return null;
      return { name: 'upstream.cache', attributes: { ...routeOf(event), 'atelier.cache': event.use } };
    case 'shared':
      return { name: 'upstream.shared', attributes: { ...routeOf(event), 'atelier.asker': event.asker } };
    case 'retried':
      return { name: 'upstream.retry', attributes: { ...routeOf(event), 'atelier.delay_ms': event.delayMs } };
    case 'retry-refused':
      return { name: 'upstream.retry_refused', attributes: routeOf(event) };
    case 'failed':
      if (event.sent) return null;
      return { name: 'upstream.not_sent', attributes: { ...routeOf(event), 'error.type': event.code } };
    default:
      return null;
  }
}

function routeOf({ route }: { readonly route: string }): Attributes {
  return { 'url.template': route };
}
