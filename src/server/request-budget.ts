/**
 * How many upstream requests a caller may cause in a minute, at each upstream. An operation reserves the most that it may
 * need before it begins, and gets back what it did not need.
 */

import { type UpstreamName, upstreamNames } from '#src/errors.ts';
import type { Throttle } from './explain.ts';
import { type CounterPlaces, createMinuteCounter, type Taken, windowSeconds } from './minute-counter.ts';

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
export function createRequestBudget(
  options: CounterPlaces & { readonly perMinute: number; readonly now: () => number },
): RequestBudget {
  const { perMinute, redis, siblings, now } = options;
  if (perMinute === 0) return { reserve: async () => unlimited, charge: async () => {} };
  const counter = createMinuteCounter({ name: 'budget', perMinute, redis, siblings: siblings ?? null });
  const take = async (upstream: UpstreamName, key: string, points: number): Promise<Share> => {
    const taken = await counter.take(key, points);
    return { ...taken, upstream, key, points, endsAtMs: now() + taken.resetMs };
  };
  const putBack = async ({ key, endsAtMs }: Share, points: number): Promise<void> => {
    // Once another minute has begun, what was taken is forgotten already.
    if (points > 0 && now() < endsAtMs) await counter.putBack(key, points);
  };
  /** From all at the same time: with Redis each takes a round trip. */
  const takeAll = (keyOf: BudgetKeys, amounts: Iterable<readonly [UpstreamName, number]>): Promise<Share[]> =>
    Promise.all(
      [...amounts]
        .filter(([, points]) => points > 0)
        .map(([upstream, points]) => take(upstream, `${upstream}:${keyOf(upstream)}`, points)),
    );
  return {
    charge: async (keyOf, sent) => {
      await takeAll(
        keyOf,
        upstreamNames.map((upstream) => [upstream, sent(upstream)] as const),
      );
    },
    reserve: async (keyOf, needed) => {
      const shares = await takeAll(keyOf, needed);
      const refused = shares.find(({ isRefused }) => isRefused);
      if (refused) {
        // What is refused is counted as well.
        await Promise.all(shares.map((share) => putBack(share, share.points)));
        const { upstream, points, consumed, resetMs } = refused;
        const available = Math.max(0, perMinute - (consumed - points));
        return { kind: 'over', upstream, available, perMinute, retryAfterMs: resetMs };
      }
      const spare = new Map<UpstreamName, number>();
      return {
        kind: 'reserved',
        settle: async (used) => {
          for (const { upstream, points } of shares)
            spare.set(upstream, Math.max(0, points - used(upstream)));
          await Promise.all(shares.map((share) => putBack(share, spare.get(share.upstream) ?? 0)));
        },
        throttleOf: (upstream) => {
          const share = shares.find((one) => one.upstream === upstream);
          const available = (share?.remaining ?? perMinute) + (spare.get(upstream) ?? 0);
          return { maximum: perMinute, available, restoreRate: perMinute / windowSeconds };
        },
      };
    },
  };
}

/** What was taken of an upstream's minute. */
interface Share extends Taken {
  readonly upstream: UpstreamName;
  readonly key: string;
  readonly points: number;
  /** When that minute ends, in milliseconds since 1970. */
  readonly endsAtMs: number;
}

const unlimited: Reservation = {
  kind: 'reserved',
  settle: async () => {},
  throttleOf: () => null,
};
