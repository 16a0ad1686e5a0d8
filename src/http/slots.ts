/**
 * Lets so many requests be under way at a time; others wait in line, and leave it when their signal is aborted. Owns the
 * line, so that what never left the gateway is known to have never left.
 */

import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';

/** The request's signal was aborted while it waited in line: it was not sent. */
export class NeverSent extends UpstreamFailure {
  constructor(upstream: UpstreamName) {
    super('UPSTREAM_UNAVAILABLE', upstream, 'is busy with too many requests of this gateway');
  }
}

/** @param max requests under way at a time */
export function withSlots<Request extends { readonly signal: AbortSignal }, Answer>(
  send: (request: Request) => Promise<Answer>,
  { max, upstream }: { readonly max: number; readonly upstream: UpstreamName },
): (request: Request) => Promise<Answer> {
  let free = max;
  const line = new Set<() => void>();

  const enter = (signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (free > 0) {
      free -= 1;
      return Promise.resolve();
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = (): void => {
      line.delete(proceed);
      reject(new NeverSent(upstream));
    };
    const proceed = (): void => {
      signal.removeEventListener('abort', leave);
      resolve();
    };
    line.add(proceed);
    signal.addEventListener('abort', leave, { once: true });
    return promise;
  };

  const release = (): void => {
    const [next] = line;
    if (next === undefined) free += 1;
    else {
      line.delete(next);
      next();
    }
  };

  return async (request) => {
    await enter(request.signal);
    try {
      return await send(request);
    } finally {
      release();
    }
  };
}
