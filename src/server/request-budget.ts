/**
 * How many upstream requests a caller may cause in a minute, at each upstream. An operation reserves the most that it may
 * need before it begins, and gets back what it did not need.
 */

import type { Redis } from 'ioredis';
import type { UpstreamName } from '#src/errors.ts';
import type { Throttle } from './explain.ts';
import { createMinuteCounter, windowSeconds } from './minute-counter.ts';

export interface RequestBudget {
  /** Takes the most that an operation may need, from all upstreams or from none. */
  reserve(callerId: string, needed: ReadonlyMap<UpstreamName, number>): Promise<Reservation | OverBudget>;
}

export interface Reservation {
  readonly kind: 'reserved';
  /** Gives back what was not needed. */
  settle(used: (upstream: UpstreamName) => number): Promise<void>;
  throttleOf(upstream: UpstreamName): Throttle | null;
}

export interface OverBudget {
  readonly kind: 'over';
  readonly upstream: UpstreamName;
  /** What is left. */
  readonly available: number;
  readonly perMinute: number;
  /** Until all of it is there again, in milliseconds. */
  readonly retryAfterMs: number;
}

/**
 * @param options.perMinute 0 for any number
 * @param options.redis must give up commands by itself and queue none while it is not connected
 */
export function createRequestBudget(options: {
  readonly perMinute: number;
  readonly redis: Redis | null;
}): RequestBudget {
  const { perMinute, redis } = options;
  if (perMinute === 0) return { reserve: async () => unlimited };
  const counter = createMinuteCounter({ name: 'budget', perMinute, redis });
  return {
    reserve: async (callerId, needed) => {
      const taken = new Map<UpstreamName, { readonly points: number; readonly left: number }>();
      const giveBack = async (unused: (upstream: UpstreamName, points: number) => number): Promise<void> => {
        await Promise.all(
          [...taken].map(async ([upstream, { points }]) => {
            const rest = unused(upstream, points);
            if (rest > 0) await counter.putBack(keyOf(callerId, upstream), rest);
          }),
        );
      };
      for (const [upstream, points] of needed) {
        if (points === 0) continue;
        const outcome = await counter.take(keyOf(callerId, upstream), points);
        if (outcome.isRefused) {
          // What was refused was counted as well.
          taken.set(upstream, { points, left: 0 });
          await giveBack((_, all) => all);
          const available = Math.max(0, perMinute - (outcome.consumed - points));
          return { kind: 'over', upstream, available, perMinute, retryAfterMs: outcome.resetMs };
        }
        taken.set(upstream, { points, left: outcome.remaining });
      }
      const spare = new Map<UpstreamName, number>();
      return {
        kind: 'reserved',
        settle: (used) =>
          giveBack((upstream, points) => {
            const rest = Math.max(0, points - used(upstream));
            spare.set(upstream, rest);
            return rest;
          }),
        throttleOf: (upstream) => {
          const state = taken.get(upstream);
          const available = (state?.left ?? perMinute) + (spare.get(upstream) ?? 0);
          return { maximum: perMinute, available, restoreRate: perMinute / windowSeconds };
        },
      };
    },
  };
}

const unlimited: Reservation = {
  kind: 'reserved',
  settle: async () => {},
  throttleOf: () => null,
};

function keyOf(callerId: string, upstream: UpstreamName): string {
  return `${upstream}:${callerId}`;
}
