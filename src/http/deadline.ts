/**
 * Gives every request to an upstream a longest duration until it settles, with its repetitions and its time in line.
 * Owns the timer and its error.
 */

import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import type { StreamedResponse, UpstreamRequest } from './exchange.ts';
import { followAbort } from './follow-abort.ts';
import { NeverSent } from './never-sent.ts';

/** The upstream had its whole time: that is its fault, unlike when somebody else has no more time. */
export class DeadlinePassed extends UpstreamFailure {
  /** @param method a write that was sent may have been carried out */
  constructor(upstream: UpstreamName, what: string, method: UpstreamRequest['method']) {
    super('UPSTREAM_TIMEOUT', upstream, what, method === 'GET' ? {} : { mayHaveHappened: true });
  }
}

/** Rejects with `UPSTREAM_TIMEOUT` after `timeoutMs`, and aborts the request underneath, which knows when that will be. */
export function withDeadline<Answer>(
  send: (request: UpstreamRequest) => Promise<Answer>,
  options: { readonly upstream: UpstreamName; readonly timeoutMs: number; readonly now: () => number },
): (request: UpstreamRequest) => Promise<Answer> {
  const { upstream, timeoutMs, now } = options;
  return async (request) => {
    const end = followAbort(request.signal);
    const timeout = setTimeout(() => {
      end.abort(new DeadlinePassed(upstream, `did not answer within ${timeoutMs} ms`, request.method));
    }, timeoutMs);
    const { signal } = end;
    const endsAtMs = Math.min(request.origin.endsAtMs, now() + timeoutMs);
    let isOver: Promise<void> | null = null;
    try {
      const answer = await send({ ...request, origin: { ...request.origin, endsAtMs }, signal });
      isOver = isStreamed(answer) ? answer.closed : null;
      return answer;
    } catch (error) {
      if (!(error instanceof NeverSent)) signal.throwIfAborted();
      throw error;
    } finally {
      clearTimeout(timeout);
      // A stream ends with the request that it belongs to, long after it was answered.
      if (isOver) void isOver.then(end.done);
      else end.done();
    }
  };
}

function isStreamed(answer: unknown): answer is StreamedResponse {
  return typeof answer === 'object' && answer !== null && 'closed' in answer;
}
