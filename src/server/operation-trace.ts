/**
 * The spans of one request to `/graphql`: what they are called and what they say, by OpenTelemetry's semantic conventions
 * where there are any. Nothing in them is a token, an address with ids, a variable, a document or a body.
 */

import type { IncomingMessage } from 'node:http';
import {
  type Attributes,
  defaultTextMapGetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { Trace } from '#src/http/trace.ts';
import type { Incoming } from './incoming.ts';
import { keptContext, type Tracer } from './tracer.ts';
import type { OperationTrace } from './tracing.ts';
import { traceUpstreams } from './upstream-spans.ts';

export function createOperationTrace(
  { method = '', headers }: IncomingMessage,
  requestId: string,
  tracer: Tracer,
): OperationTrace {
  const { spans, propagator } = tracer;
  const caller = propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
  const attributes = {
    'http.request.method': method,
    'http.route': '/graphql',
    'url.path': '/graphql',
    'atelier.request_id': requestId,
  };
  const span = spans.startSpan(`${method} /graphql`, { kind: SpanKind.SERVER, attributes }, caller);
  const context = trace.setSpan(caller, span);
  const asked = traceUpstreams(tracer, { context, asker: span });
  const links = [{ context: span.spanContext() }];
  let described: Attributes = {};
  let event: Span | null = null;
  const endEvent = (codes: readonly string[]): void => {
    if (event) endWith(event, codes);
    event = null;
  };
  return {
    traceId: span.spanContext().traceId,
    asked,
    watched: span.isRecording()
      ? traceUpstreams(tracer, { context: keptContext, links, asker: span })
      : asked,
    describe: (details) => {
      described = details;
      span.setAttributes(details);
    },
    step: (name, startedMs, details = {}) => {
      if (!span.isRecording()) return;
      const step = spans.startSpan(name, { startTime: startedMs, attributes: details }, context);
      step.end(performance.now());
    },
    beginEvent: (): Trace => {
      if (!span.isRecording()) return asked;
      endEvent([]);
      event = spans.startSpan('subscription event', { attributes: described, links }, keptContext);
      return traceUpstreams(tracer, { context: trace.setSpan(keptContext, event), asker: event });
    },
    endEvent,
    end: ({ incoming, status, complete }) => {
      endEvent([]);
      if (incoming.operation) span.updateName(incoming.operation.kind);
      if (status !== null) span.setAttribute('http.response.status_code', status);
      span.setAttribute('atelier.complete', complete);
      span.setAttributes(operationAttributes(incoming));
      endWith(span, [...incoming.codes]);
    },
  };
}

function operationAttributes({ operation }: Incoming): Attributes {
  if (!operation) return {};
  const name = operation.name === null ? {} : { 'graphql.operation.name': operation.name };
  return { 'graphql.operation.type': operation.kind, ...name };
}

/** Failures that are not the client's to repair. */
const faults = /^(INTERNAL|OVERLOADED|UPSTREAM_.*)$/;

function endWith(span: Span, codes: readonly string[]): void {
  if (codes.length > 0) span.setAttribute('atelier.error_codes', [...codes]);
  const fault = codes.find((code) => faults.test(code));
  if (fault !== undefined) {
    span.setAttribute('error.type', fault);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}
