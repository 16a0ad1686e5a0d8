/**
 * Requests to upstreams as parts of traces: each one on the wire is a span, and its upstream is told which. Owns the words
 * for it and knows no tracing library; whose trace it is comes with the request's origin.
 */

import { type UpstreamErrorCode, UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import type { UpstreamEvent } from './events.ts';
import type { OpenStream, Send, UpstreamRequest } from './exchange.ts';

/** The trace of whoever asks upstreams: an operation, or an event of a subscription. */
export interface Trace {
  /** Begins the span of one request on the wire. */
  onWire(upstream: UpstreamName, request: UpstreamRequest): WireSpan;
  /** Hears what policies did for one of its requests; what is on the wire has a span of its own. */
  tell(upstream: UpstreamName, event: UpstreamEvent): void;
}

export interface WireSpan {
  /** `traceparent`, and `tracestate` where the caller sent one. */
  readonly headers: Readonly<Record<string, string>>;
  end(outcome: WireOutcome): void;
}

/** How a request on the wire ended: with an answer, or without one that could be used. */
export type WireOutcome =
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'failed'; readonly code: UpstreamErrorCode | 'ABORTED' };

/** Gives each request of a trace its span, which ends when the answer is whole. */
export function withWireSpan(send: Send, upstream: UpstreamName): Send {
  return spanned(send, upstream, (_answer, end) => end());
}

/** As `withWireSpan`, for answers without an end: the span ends when the connection is free again. */
export function withStreamSpan(open: OpenStream, upstream: UpstreamName): OpenStream {
  return spanned(open, upstream, ({ closed }, end) => void closed.then(end));
}

/** @param whenOver calls `end` when nothing of the answer is on the wire any more */
function spanned<Answer extends { readonly status: number }>(
  ask: (request: UpstreamRequest) => Promise<Answer>,
  upstream: UpstreamName,
  whenOver: (answer: Answer, end: () => void) => void,
): (request: UpstreamRequest) => Promise<Answer> {
  const askTraced = async (request: UpstreamRequest, span: WireSpan): Promise<Answer> => {
    try {
      const answer = await ask(tracedRequest(request, span));
      whenOver(answer, () => span.end({ kind: 'answered', status: answer.status }));
      return answer;
    } catch (error) {
      span.end(failed(error));
      throw error;
    }
  };
  return (request) => {
    const span = request.origin.trace?.onWire(upstream, request);
    return span ? askTraced(request, span) : ask(request);
  };
}

function tracedRequest(request: UpstreamRequest, { headers }: WireSpan): UpstreamRequest {
  return { ...request, headers: { ...request.headers, ...headers } };
}

function failed(error: unknown): WireOutcome {
  return { kind: 'failed', code: error instanceof UpstreamFailure ? error.code : 'ABORTED' };
}
