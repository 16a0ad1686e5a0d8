/** Where answers of upstreams are kept, and the cache before each upstream. Owns the choice of the store. */

import { createHash } from 'node:crypto';
import type { Config } from '#src/config/config.ts';
import type { UpstreamConfig } from '#src/config/upstreams.ts';
import type { UpstreamName } from '#src/errors.ts';
import { type CacheOptions, withCache } from '#src/http/cache.ts';
import { createCacheKeys } from '#src/http/cache-keys.ts';
import type { CacheRules } from '#src/http/cache-rules.ts';
import type { CacheStore } from '#src/http/cache-store.ts';
import type { Send } from '#src/http/exchange.ts';
import { createMemoryCacheStore } from '#src/http/memory-cache-store.ts';
import { createRedisCacheStore } from '#src/http/redis-cache-store.ts';
import { acusightCacheRules } from '#src/upstreams/acusight/cache-times.ts';
import { piktidCacheRules } from '#src/upstreams/piktid/cache-times.ts';
import { sartiqCacheRules } from '#src/upstreams/sartiq/cache-times.ts';
import type { RedisConnection } from './redis.ts';

const rulesOf: Readonly<Record<UpstreamName, CacheRules>> = {
  piktid: piktidCacheRules,
  sartiq: sartiqCacheRules,
  acusight: acusightCacheRules,
};

/** The store that the configuration asks for; null for none. Redis alone or memory alone, never one for the other. */
export function chooseCacheStore(
  { maxBytes }: Config['cache'],
  redis: Pick<RedisConnection, 'client'> | null,
): CacheStore | null {
  if (maxBytes === 0) return null;
  return redis ? createRedisCacheStore(redis.client) : createMemoryCacheStore({ maxBytes });
}

/** @param options.store null for no cache at all */
export function withCacheOf(
  send: Send,
  options: Pick<CacheOptions, 'upstream' | 'clock' | 'observe' | 'ended'> & {
    readonly store: CacheStore | null;
    readonly config: Pick<UpstreamConfig, 'baseUrl' | 'account'>;
  },
): Send {
  const { upstream, store, config, ...rest } = options;
  if (store === null) return send;
  const keys = createCacheKeys({ upstream, baseUrl: config.baseUrl, account: accountName(config.account) });
  return withCache(send, { ...rest, upstream, store, keys, rules: rulesOf[upstream] });
}

/** Equal exactly for accounts that may see the same. Its secret is in it as a hash only. */
function accountName(account: UpstreamConfig['account']): string | null {
  if (account === null) return null;
  const identity = account.kind === 'token' ? account.token : account.username;
  return createHash('sha256').update(`${account.kind} ${identity}`).digest('base64url');
}
