/** Gives every request to an upstream a longest duration until it settles. Owns the timer and its error. */

import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import type { UpstreamRequest } from './exchange.ts';
import { NeverSent } from './slots.ts';

/** Rejects with `UPSTREAM_TIMEOUT` after `timeoutMs`, and aborts the request underneath. */
export function withDeadline<Answer>(
  send: (request: UpstreamRequest) => Promise<Answer>,
  options: { readonly upstream: UpstreamName; readonly timeoutMs: number },
): (request: UpstreamRequest) => Promise<Answer> {
  const { upstream, timeoutMs } = options;
  return async (request) => {
    const timer = new AbortController();
    const timeout = setTimeout(() => timer.abort(), timeoutMs);
    try {
      return await send({ ...request, signal: AbortSignal.any([request.signal, timer.signal]) });
    } catch (error) {
      request.signal.throwIfAborted();
      if (!timer.signal.aborted || error instanceof NeverSent) throw error;
      const details = request.method === 'GET' ? {} : { mayHaveHappened: true as const };
      throw new UpstreamFailure(
        'UPSTREAM_TIMEOUT',
        upstream,
        `did not answer within ${timeoutMs} ms`,
        details,
      );
    } finally {
      clearTimeout(timeout);
    }
  };
}
