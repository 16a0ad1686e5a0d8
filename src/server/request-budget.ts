/**
 * How many upstream requests a caller may cause in a minute, at each upstream. An operation reserves the most that it may
 * need before it begins, and gets back what it did not need.
 */

import type { Redis } from 'ioredis';
import { type UpstreamName, upstreamNames } from '#src/errors.ts';
import type { Throttle } from './explain.ts';
import { createMinuteCounter, windowSeconds } from './minute-counter.ts';

/** Who pays for requests to each upstream. */
export type BudgetKeys = (upstream: UpstreamName) => string;

export interface RequestBudget {
  /** Takes the most that an operation may need, from all upstreams or from none. */
  reserve(keyOf: BudgetKeys, needed: ReadonlyMap<UpstreamName, number>): Promise<Reservation | OverBudget>;
  /** Takes what was sent already, also where that is more than there is. */
  charge(keyOf: BudgetKeys, sent: (upstream: UpstreamName) => number): Promise<void>;
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
  readonly now: () => number;
  readonly redis: Redis | null;
}): RequestBudget {
  const { perMinute, redis, now } = options;
  if (perMinute === 0) return { reserve: async () => unlimited, charge: async () => {} };
  const counter = createMinuteCounter({ name: 'budget', perMinute, redis });
  return {
    charge: async (keyOf, sent) => {
      for (const upstream of upstreamNames) {
        const points = sent(upstream);
        if (points > 0) await counter.take(`${upstream}:${keyOf(upstream)}`, points);
      }
    },
    reserve: async (keyOf, needed) => {
      const taken = new Map<UpstreamName, Share>();
      const giveBack = async (unused: (upstream: UpstreamName, points: number) => number): Promise<void> => {
        await Promise.all(
          [...taken].map(async ([upstream, { points, endsAtMs }]) => {
            const rest = unused(upstream, points);
            // Another minute has begun: what was taken is forgotten already.
            if (rest > 0 && now() < endsAtMs) await counter.putBack(`${upstream}:${keyOf(upstream)}`, rest);
          }),
        );
      };
      for (const [upstream, points] of needed) {
        if (points === 0) continue;
        const outcome = await counter.take(`${upstream}:${keyOf(upstream)}`, points);
        const endsAtMs = now() + outcome.resetMs;
        // What is refused is counted as well.
        taken.set(upstream, { points, left: outcome.remaining, endsAtMs });
        if (outcome.isRefused) {
          await giveBack((_, all) => all);
          const available = Math.max(0, perMinute - (outcome.consumed - points));
          return { kind: 'over', upstream, available, perMinute, retryAfterMs: outcome.resetMs };
        }
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

/** What was taken of an upstream's minute. */
interface Share {
  readonly points: number;
  readonly left: number;
  /** When that minute ends, in milliseconds since 1970. */
  readonly endsAtMs: number;
}

const unlimited: Reservation = {
  kind: 'reserved',
  settle: async () => {},
  throttleOf: () => null,
};
