/**
 * Lets so many requests be under way at a time; others wait in a line of bounded length, and leave it when their signal
 * is aborted. Owns the line, so that what never left the gateway is known to have never left.
 */

import type { UpstreamName } from '#src/errors.ts';
import type { Observe, SlotsPool } from './events.ts';
import type { OpenStream } from './exchange.ts';
import { NeverSent } from './never-sent.ts';

export interface Slots {
  /** Waits for a slot; the returned function gives it back, once. Rejects with `NeverSent` where there will be none. */
  enter(signal: AbortSignal): Promise<() => void>;
}

export interface SlotsOptions {
  readonly upstream: UpstreamName;
  /** What the slots are for. */
  readonly pool: SlotsPool;
  /** Requests under way at a time. */
  readonly max: number;
  /** Requests in line at a time; a further one is refused. */
  readonly maxWaiting: number;
  readonly observe: Observe;
}

export function createSlots({ upstream, pool, max, maxWaiting, observe }: SlotsOptions): Slots {
  let running = 0;
  const line = new Set<() => void>();
  const tell = (): void => observe(upstream, { kind: 'slots', pool, running, waiting: line.size });
  const busy = (): NeverSent =>
    new NeverSent(upstream, 'is busy with too many requests of this gateway', { heldBy: 'bulkhead' });

  const release = (): void => {
    const [next] = line;
    if (next === undefined) running -= 1;
    else {
      line.delete(next);
      next();
    }
    tell();
  };

  const taken = (): (() => void) => {
    let isHeld = true;
    return () => {
      if (isHeld) release();
      isHeld = false;
    };
  };

  const waitInLine = (signal: AbortSignal): Promise<() => void> => {
    const { promise, resolve, reject } = Promise.withResolvers<() => void>();
    const leave = (): void => {
      line.delete(proceed);
      tell();
      reject(busy());
    };
    const proceed = (): void => {
      signal.removeEventListener('abort', leave);
      resolve(taken());
    };
    line.add(proceed);
    signal.addEventListener('abort', leave, { once: true });
    tell();
    return promise;
  };

  return {
    enter: async (signal) => {
      if (signal.aborted) throw busy();
      if (running >= max) {
        if (line.size >= maxWaiting) throw busy();
        return waitInLine(signal);
      }
      running += 1;
      tell();
      return taken();
    },
  };
}

/** A request holds its slot until it settles. */
export function withSlots<Request extends { readonly signal: AbortSignal }, Answer>(
  send: (request: Request) => Promise<Answer>,
  slots: Slots,
): (request: Request) => Promise<Answer> {
  return async (request) => {
    const leave = await slots.enter(request.signal);
    try {
      return await send(request);
    } finally {
      leave();
    }
  };
}

/** A stream holds its slot until its connection is free again. */
export function withStreamSlots(open: OpenStream, slots: Slots): OpenStream {
  return async (request) => {
    const leave = await slots.enter(request.signal);
    try {
      const answer = await open(request);
      void answer.closed.then(leave);
      return answer;
    } catch (error) {
      leave();
      throw error;
    }
  };
}
