import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CacheEntry, CacheStore } from '#src/http/cache-store.ts';
import { createRedisCacheStore } from '#src/http/redis-cache-store.ts';
import { createRedis, type RedisConnection } from '#src/server/redis.ts';
import { eventually } from '#test/support/eventually.ts';
import { createManualClock } from '#test/support/manual-clock.ts';
import { type RedisServer, startRedis } from '#test/support/redis.ts';
import { silentLog } from '#test/support/silent-log.ts';
import { cacheOver, countingUpstream, jsonAnswer, requestOf } from './cache-kit.ts';

const keepMs = 60_000;

function entryOf(parts: Partial<CacheEntry> = {}): CacheEntry {
  const times = { bodyAtMs: 1, freshUntilMs: 2, staleUntilMs: 3 };
  return {
    body: '{"a":1}',
    contentType: 'application/json',
    etag: '"v1"',
    generation: 'g',
    ...times,
    ...parts,
  };
}

describe('createRedisCacheStore', () => {
  let server: RedisServer;
  let redis: RedisConnection;
  let store: CacheStore;
  beforeAll(async () => {
    server = await startRedis();
    redis = createRedis(new URL(server.url), silentLog);
    await redis.connect();
    store = createRedisCacheStore(redis.client);
  });
  beforeEach(async () => {
    await server.client.flushall();
  });
  afterAll(async () => {
    redis?.[Symbol.dispose]();
    await server?.[Symbol.asyncDispose]();
  });

  it.each([
    ['a plain text', entryOf()],
    ['no name for the body', entryOf({ etag: null })],
    ['lines and letters of all kinds', entryOf({ body: '{\n"ü": "\\n 😀\u2028"\n}\n' })],
  ])('gives back what was kept: %s', async (_what, entry) => {
    await store.write('key', entry, keepMs);
    expect((await store.read('key', 'family')).entry).toEqual(entry);
    expect((await store.read('other', 'family')).entry).toBeNull();
  });

  it('keeps nothing for longer than it was told to', async () => {
    await store.write('key', entryOf(), keepMs);
    const [name = ''] = await server.client.keys('atelier:v1:cache:entry:*');
    const leftMs = await server.client.pttl(name);
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThanOrEqual(keepMs);
  });

  it('drops one entry', async () => {
    await store.write('key', entryOf(), keepMs);
    await store.drop('key');
    expect((await store.read('key', 'family')).entry).toBeNull();
  });

  it('does not keep what is longer than a mebibyte', async () => {
    await store.write('key', entryOf({ body: 'ü'.repeat(512 * 1024) }), keepMs);
    expect((await store.read('key', 'family')).entry).toBeNull();
    await store.write('key', entryOf({ body: 'x'.repeat(512 * 1024) }), keepMs);
    expect((await store.read('key', 'family')).entry).not.toBeNull();
  });

  it.each(['', 'nonsense', '{"contentType":1}\n{}', '[]\n{}'])('takes %j for nothing', async (value) => {
    await store.write('key', entryOf(), keepMs);
    const [name = ''] = await server.client.keys('atelier:v1:cache:entry:*');
    await server.client.set(name, value);
    expect((await store.read('key', 'family')).entry).toBeNull();
  });

  it('has one generation until it is raised, here or by another gateway', async () => {
    const { generation } = await store.read('key', 'family');
    expect((await store.read('other', 'family')).generation).toBe(generation);
    await createRedisCacheStore(server.client).raise('family');
    const raised = await store.read('key', 'family');
    expect(raised.generation).not.toBe(generation);
    await store.raise('another family');
    expect((await store.read('key', 'family')).generation).toBe(raised.generation);
  });

  it('has one generation for gateways that begin at the same time', async () => {
    const found = await Promise.all(Array.from({ length: 20 }, () => store.read('key', 'family')));
    expect(new Set(found.map(({ generation }) => generation)).size).toBe(1);
  });

  it('never has a generation again that Redis lost', async () => {
    const seen = new Set<string>();
    for (let round = 0; round < 5; round += 1) {
      seen.add((await store.read('key', 'family')).generation);
      await store.raise('family');
      seen.add((await store.read('key', 'family')).generation);
      await server.client.flushall();
    }
    expect(seen.size).toBe(10);
  });

  it('makes up for a raise that failed before it reads that family again', async () => {
    let isAway = false;
    const { client } = redis;
    const unreliable = createRedisCacheStore({
      mget: ((...keys: string[]) => client.mget(...keys)) as typeof client.mget,
      get: ((key: string) => client.get(key)) as typeof client.get,
      set: ((...parts: Parameters<typeof client.set>) =>
        isAway ? Promise.reject(new Error('away')) : client.set(...parts)) as typeof client.set,
      del: ((key: string) => client.del(key)) as typeof client.del,
    });
    const { generation } = await unreliable.read('key', 'family');
    isAway = true;
    await expect(unreliable.raise('family')).rejects.toThrow('away');
    await expect(unreliable.read('key', 'family')).rejects.toThrow('away');
    isAway = false;
    const after = await unreliable.read('key', 'family');
    expect(after.generation).not.toBe(generation);
    expect((await unreliable.read('key', 'family')).generation).toBe(after.generation);
  });

  it('shares answers between gateways, and drops them for both', async () => {
    const clock = createManualClock();
    const upstream = countingUpstream((n) => jsonAnswer({ n }));
    const other = createRedis(new URL(server.url), silentLog);
    await other.connect();
    const [first, second] = [redis, other].map(({ client }) =>
      cacheOver(upstream.send, { clock, store: createRedisCacheStore(client) }),
    );
    await first?.send(requestOf());
    await eventually(async () =>
      expect(await server.client.keys('atelier:v1:cache:entry:*')).toHaveLength(1),
    );
    await second?.send(requestOf());
    expect(upstream.requests).toHaveLength(1);
    await second?.send(requestOf({ method: 'PUT' }));
    expect((await first?.send(requestOf()))?.body).toBe('{"n":3}');
    other[Symbol.dispose]();
  });
});
