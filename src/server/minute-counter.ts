/**
 * Counts what callers use up in a minute: in memory, for all workers together, or in Redis for all replicas together. While
 * Redis does not answer, every replica counts for itself. What is counted, and who is refused, is decided by its users.
 */

import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { redisName } from '#src/http/redis-name.ts';
import type { Siblings } from './siblings.ts';

export interface MinuteCounter {
  /** Takes so many; all of them are counted, also where they are too many. */
  take(key: string, points: number): Promise<Taken>;
  /** Puts back what was taken too much. */
  putBack(key: string, points: number): Promise<void>;
}

/** Where else is counted. */
export interface CounterPlaces {
  readonly redis: Redis | null;
  readonly siblings?: Pick<Siblings, 'counter'> | null;
}

export interface Taken {
  readonly isRefused: boolean;
  readonly remaining: number;
  /** Counted in this minute, with what was taken now. */
  readonly consumed: number;
  /** Until the count begins anew, in milliseconds. */
  readonly resetMs: number;
}

export const windowSeconds = 60;

/**
 * @param options.name sets its keys apart in Redis
 * @param options.perMinute what one key may use up
 * @param options.redis must give up commands by itself (`commandTimeout`) and queue none while it is not connected
 * @param options.siblings who else counts for this replica; null, or absent, where nobody does
 */
export function createMinuteCounter(
  options: CounterPlaces & {
    readonly name: string;
    readonly perMinute: number;
  },
): MinuteCounter {
  const { name, perMinute, redis, siblings } = options;
  const settings = { keyPrefix: redisName(name), points: perMinute, duration: windowSeconds };
  const own = counterOf(new RateLimiterMemory(settings));
  const ofReplica = siblings ? firstOf(siblings.counter(name, perMinute), own) : own;
  if (!redis) return ofReplica;
  const shared = new RateLimiterRedis({ ...settings, storeClient: redis, rejectIfRedisNotReady: true });
  return firstOf(counterOf(shared), ofReplica);
}

/** The second one counts what the first one fails to. */
function firstOf(first: MinuteCounter, second: MinuteCounter): MinuteCounter {
  return {
    take: (key, points) => first.take(key, points).catch(() => second.take(key, points)),
    putBack: (key, points) => first.putBack(key, points).catch(() => second.putBack(key, points)),
  };
}

function counterOf(limiter: RateLimiterMemory | RateLimiterRedis): MinuteCounter {
  return {
    take: async (key, points) => {
      try {
        return takenOf(await limiter.consume(key, points), false);
      } catch (error) {
        // The library rejects with a result for too many; any other rejection is a failure.
        if (!(error instanceof RateLimiterRes)) throw error;
        return takenOf(error, true);
      }
    },
    putBack: async (key, points) => {
      await limiter.reward(key, points);
    },
  };
}

function takenOf(
  { remainingPoints, consumedPoints, msBeforeNext }: RateLimiterRes,
  isRefused: boolean,
): Taken {
  return {
    isRefused,
    remaining: isRefused ? 0 : remainingPoints,
    consumed: consumedPoints,
    resetMs: msBeforeNext,
  };
}
