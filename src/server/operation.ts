/** What the upstreams need to know of the request that an operation came with. Pure; reads headers only. */

import type { Origin } from '#src/http/exchange.ts';
import type { Ledger } from '#src/http/ledger.ts';
import type { Trace } from '#src/http/trace.ts';
import { isMultipartType } from './request-body.ts';

/** One operation as it came. Its headers hold the callers' tokens, so it is handed to credential sources only. */
export interface Operation extends Omit<Origin, 'caller'> {
  readonly headers: Headers;
  /** Aborted when the client leaves. */
  readonly signal: AbortSignal;
}

/** @param options.timeoutMs longest duration of an operation, in milliseconds; a POST that brings a file has none */
export function operationOf(
  { method, headers, signal }: Pick<Request, 'method' | 'headers' | 'signal'>,
  options: {
    readonly requestId: string;
    readonly ledger: Ledger;
    readonly timeoutMs: number;
    readonly nowMs: number;
    readonly trace?: Trace | null;
  },
): Operation {
  const { requestId, ledger, timeoutMs, nowMs, trace = null } = options;
  // Anybody can write the header; only a POST is read as multipart.
  const bringsFile = method === 'POST' && isMultipartType(headers.get('content-type'));
  return {
    headers,
    signal,
    requestId,
    ledger,
    trace,
    reuse: /\bno-(cache|store)\b/i.test(headers.get('cache-control') ?? '') ? 'refused' : 'allowed',
    endsAtMs: bringsFile ? Number.POSITIVE_INFINITY : nowMs + timeoutMs,
  };
}

/** The same operation, for an event of its subscription: its time and its requests start anew. */
export function nextEventOf(
  operation: Operation,
  options: { readonly timeoutMs: number; readonly nowMs: number; readonly trace: Trace | null },
): Operation {
  const { timeoutMs, nowMs, trace } = options;
  return { ...operation, ledger: operation.ledger?.again() ?? null, trace, endsAtMs: nowMs + timeoutMs };
}

/** The same operation, for what it watches: that may last, and is always read anew. */
export function watchingOf(operation: Operation): Operation {
  return { ...operation, ledger: null, reuse: 'refused', endsAtMs: Number.POSITIVE_INFINITY };
}

/** The same operation, for what it changes: a change that depends on what is there must not depend on what was. */
export function changingOf(operation: Operation): Operation {
  return { ...operation, reuse: 'refused' };
}
