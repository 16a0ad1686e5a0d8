/**
 * Traces of operations, for whoever configured where they go. Owns the words between the server and the tracing library,
 * which is loaded only where there is such a place; without one nothing here costs anything.
 */

import type { IncomingMessage } from 'node:http';
import type { Config } from '#src/config/config.ts';
import type { Trace } from '#src/http/trace.ts';
import type { EndedOperation } from './ended-operation.ts';
import type { Log } from './log.ts';

/** Disposing delivers what is left, for a bounded time. */
export interface Tracing extends AsyncDisposable {
  /** Begins the span of a request to `/graphql`, in the trace of its client where that sent one. */
  begin(request: IncomingMessage, requestId: string): OperationTrace;
}

/** The span of one request to `/graphql`, and what belongs to it. */
export interface OperationTrace {
  readonly traceId: string;
  /** For its upstream requests. */
  readonly asked: Trace;
  /** For what its subscription watches, which may go on for days: each request is a trace of its own. */
  readonly watched: Trace;
  /** Says what is known of the document that was sent. */
  describe(details: TraceDetails): void;
  /** Adds a span for a step that has just ended; `startedMs` is a time of `performance.now()`. */
  step(name: string, startedMs: number, details?: TraceDetails): void;
  /** Begins the trace of the next event of its subscription; the one before ends. */
  beginEvent(): Trace;
  /** @param codes of the errors that the client is told with it */
  endEvent(codes: readonly string[]): void;
  end(operation: EndedOperation): void;
}

export type TraceDetails = Readonly<Record<string, string | number>>;

/** Null where no traces are wanted. */
export async function startTracing(
  { tracing, upstreams, shutdown }: Pick<Config, 'tracing' | 'upstreams' | 'shutdown'>,
  log: Log,
): Promise<Tracing | null> {
  if (tracing === null) return null;
  const { createOpenTelemetry } = await import('./open-telemetry.ts');
  return createOpenTelemetry(tracing, { upstreams, shutdown, log });
}
