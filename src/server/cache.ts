/** Where answers of upstreams are kept, and the cache before each upstream. Owns the choice of the store. */

import { createHash } from 'node:crypto';
import type { Config } from '#src/config/config.ts';
import type { UpstreamConfig } from '#src/config/upstreams.ts';
import type { UpstreamName } from '#src/errors.ts';
import { type CacheOptions, withCache } from '#src/http/cache.ts';
import { type CacheKeys, createCacheKeys } from '#src/http/cache-keys.ts';
import type { CacheRules } from '#src/http/cache-rules.ts';
import type { CacheStore } from '#src/http/cache-store.ts';
import type { Send } from '#src/http/exchange.ts';
import { createMemoryCacheStore } from '#src/http/memory-cache-store.ts';
import { createRedisCacheStore } from '#src/http/redis-cache-store.ts';
import { createRedisChannels } from '#src/http/redis-channels.ts';
import { createRedisTurns } from '#src/http/redis-turns.ts';
import type { Turns } from '#src/http/turns.ts';
import { acusightCacheRules } from '#src/upstreams/acusight/cache-times.ts';
import { piktidCacheRules } from '#src/upstreams/piktid/cache-times.ts';
import { sartiqCacheRules } from '#src/upstreams/sartiq/cache-times.ts';
import type { RedisConnection } from './redis.ts';
import type { Siblings } from './siblings.ts';

const rulesOf: Readonly<Record<UpstreamName, CacheRules>> = {
  piktid: piktidCacheRules,
  sartiq: sartiqCacheRules,
  acusight: acusightCacheRules,
};

/** The store that the configuration asks for; null for none. Redis alone or memory alone, never one for the other. */
export function chooseCacheStore(
  { maxBytes }: Config['cache'],
  redis: Pick<RedisConnection, 'client'> | null,
  siblings: Pick<Siblings, 'withSharedGenerations'> | null = null,
): CacheStore | null {
  if (maxBytes === 0) return null;
  if (redis) return createRedisCacheStore(redis.client);
  const memory = createMemoryCacheStore({ maxBytes });
  return siblings?.withSharedGenerations(memory) ?? memory;
}

/** How replicas take turns at asking; null where they share nothing. They share answers where they keep them together. */
export function chooseTurns(
  { maxBytes }: Config['cache'],
  redis: Pick<RedisConnection, 'client' | 'subscriber'> | null,
): Turns | null {
  if (maxBytes === 0 || redis === null) return null;
  return createRedisTurns({ client: redis.client, channels: createRedisChannels(redis.subscriber) });
}

/** The names under which answers of one upstream are kept and shared. */
export function cacheKeysOf(
  upstream: UpstreamName,
  { baseUrl, account }: Pick<UpstreamConfig, 'baseUrl' | 'account'>,
): CacheKeys {
  return createCacheKeys({ upstream, baseUrl, account: accountName(account) });
}

/** @param options.store null for no cache at all */
export function withCacheOf(
  send: Send,
  options: Pick<CacheOptions, 'upstream' | 'keys' | 'clock' | 'observe' | 'ended'> & {
    readonly store: CacheStore | null;
  },
): Send {
  const { store, ...rest } = options;
  return store === null ? send : withCache(send, { ...rest, store, rules: rulesOf[rest.upstream] });
}

/** Equal exactly for accounts that may see the same. Its secret is in it as a hash only. */
function accountName(account: UpstreamConfig['account']): string | null {
  if (account === null) return null;
  const identity = account.kind === 'token' ? account.token : account.username;
  return createHash('sha256').update(`${account.kind} ${identity}`).digest('base64url');
}
