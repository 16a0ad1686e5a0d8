/**
 * How many operations a caller may send in a minute, as `minute-counter.ts` counts them.
 */

import type { ServerResponse } from 'node:http';
import type { Caller } from './caller.ts';
import { type CounterPlaces, createMinuteCounter, type Taken, windowSeconds } from './minute-counter.ts';
import type { Refusal } from './refusal.ts';

/** Counts one operation. The refusal where it is one too many; sets the headers that say what is left. */
export type RateLimit = (callers: RateLimited, response: ServerResponse) => Promise<Refusal | null>;

export interface RateLimited {
  readonly caller: Caller;
  /** The place in the network that it asks from. */
  readonly network: Caller;
}

/**
 * Tokens that the gate does not know can be made up, a new one for every request. So whoever asks with such tokens counts
 * for the network as well, which may have many people in it; and for the network first, so that tokens that get no
 * further leave no count of their own behind.
 */
const callersPerNetwork = 10;

/**
 * @param options.perMinute 0 for any number
 * @param options.redis must give up commands by itself (`commandTimeout`) and queue none while it is not connected
 */
export function createRateLimit(options: CounterPlaces & { readonly perMinute: number }): RateLimit {
  const { perMinute, redis, siblings } = options;
  const places = { redis, siblings: siblings ?? null };
  if (perMinute === 0) return async () => null;
  const perCaller = createMinuteCounter({ name: 'rate:caller', perMinute, ...places });
  const perNetwork = createMinuteCounter({
    name: 'rate:network',
    perMinute: perMinute * callersPerNetwork,
    ...places,
  });
  return async ({ caller, network }, response) => {
    const isMadeUp = caller.id.startsWith('tokens:');
    const ofNetwork = isMadeUp ? await perNetwork.take(network.id, 1) : null;
    const taken = ofNetwork?.isRefused ? ofNetwork : await perCaller.take(caller.id, 1);
    setHeaders(response, perMinute, taken);
    return taken.isRefused ? refusal(perMinute, taken.resetMs) : null;
  };
}

/** The names of the IETF draft (`draft-ietf-httpapi-ratelimit-headers`) as clients read them. */
function setHeaders(response: ServerResponse, perMinute: number, { remaining, resetMs }: Taken): void {
  response.setHeader('ratelimit-policy', `${perMinute};w=${windowSeconds}`);
  response.setHeader('ratelimit-limit', perMinute);
  response.setHeader('ratelimit-remaining', Math.min(perMinute, remaining));
  response.setHeader('ratelimit-reset', Math.ceil(resetMs / 1000));
}

function refusal(perMinute: number, retryAfterMs: number): Refusal {
  return {
    status: 429,
    code: 'RATE_LIMITED',
    message: `More than ${perMinute} operations in a minute: wait until the time in \`retryAfterMs\` has passed`,
    retryAfterMs,
  };
}
