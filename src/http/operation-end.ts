/**
 * Lets no request to an upstream outlive the operation that it is sent for, nor begin after it. Owns the timer and its
 * error; how long an operation may last is decided by whoever made its origin.
 */

import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import type { Method, Origin } from './exchange.ts';
import { followAbort } from './follow-abort.ts';
import { NeverSent } from './never-sent.ts';

/** As much of a request as its end depends on. */
interface Ending {
  readonly method: Method;
  readonly origin: Pick<Origin, 'endsAtMs'>;
  readonly signal: AbortSignal;
}

/** Rejects with `UPSTREAM_TIMEOUT` at `origin.endsAtMs`, and aborts what is underneath. */
export function withOperationEnd<Request extends Ending, Answer>(
  send: (request: Request) => Promise<Answer>,
  options: { readonly upstream: UpstreamName; readonly now: () => number },
): (request: Request) => Promise<Answer> {
  const { upstream, now } = options;
  return async (request) => {
    const { endsAtMs } = request.origin;
    if (endsAtMs === Number.POSITIVE_INFINITY) return send(request);
    const leftMs = endsAtMs - now();
    if (leftMs <= 0) {
      request.signal.throwIfAborted();
      throw outOfTime(upstream, false);
    }
    const end = followAbort(request.signal);
    let isOutOfTime = false;
    const timeout = setTimeout(() => {
      isOutOfTime = !end.signal.aborted;
      end.abort(outOfTime(upstream, request.method !== 'GET'));
    }, leftMs);
    const { signal } = end;
    try {
      return await send({ ...request, signal });
    } catch (error) {
      if (isOutOfTime && error instanceof NeverSent) {
        throw outOfTime(upstream, false);
      }
      signal.throwIfAborted();
      throw error;
    } finally {
      clearTimeout(timeout);
      end.done();
    }
  };
}

function outOfTime(upstream: UpstreamName, mayHaveHappened: boolean): UpstreamFailure {
  const what = 'did not answer before the operation ran out of time';
  return new UpstreamFailure('UPSTREAM_TIMEOUT', upstream, what, mayHaveHappened ? { mayHaveHappened } : {});
}
