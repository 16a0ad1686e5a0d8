import type { Redis } from 'ioredis';
import { describe, expect, it, vi } from 'vitest';
import { clientAddress, networkOf } from '#src/server/caller.ts';
import { createRateLimit } from '#src/server/rate-limit.ts';
import { tokenOf } from '#test/simulators/simulator.ts';
import { ask } from '#test/support/ask.ts';
import { openUpload } from '#test/support/upload.ts';
import { serviceEnvironment, startWorld, upstreamUrls, type World } from '#test/support/world.ts';

const query = '{ assets { totalCount } }';
const limited = {
  status: 429,
  errors: [
    {
      message: expect.stringContaining('retryAfterMs'),
      extensions: { code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) },
    },
  ],
};

function startLimited(perMinute: number, env: Record<string, string> = {}): Promise<World> {
  return startWorld({
    env: (simulators) => ({
      ...serviceEnvironment(simulators),
      RATE_LIMIT_PER_MINUTE: String(perMinute),
      ...env,
    }),
  });
}

const from = (address: string) => ({ 'x-forwarded-for': address });

describe('a caller', () => {
  it('may send so many operations in a minute, and is told how many are left', async () => {
    await using world = await startLimited(2);
    const post = () => ask(`${world.url}/graphql`, { method: 'POST', json: { query } });
    for (const left of ['1', '0']) {
      const { status, headers } = await post();
      expect([status, headers.get('ratelimit-limit'), headers.get('ratelimit-remaining')]).toEqual([
        200,
        '2',
        left,
      ]);
      expect(headers.get('ratelimit-policy')).toBe('2;w=60');
    }
    expect(world.takeRequests()).toHaveLength(2);
    const refused = await post();
    expect(refused.status).toBe(429);
    const { errors } = refused.body as { errors: { extensions: { retryAfterMs: number } }[] };
    const retryAfterMs = errors[0]?.extensions.retryAfterMs ?? 0;
    expect(retryAfterMs).toBeGreaterThan(0);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
    expect(refused.headers.get('retry-after')).toBe(String(Math.ceil(retryAfterMs / 1000)));
    expect(refused.headers.get('ratelimit-remaining')).toBe('0');
    expect(await world.query(query)).toMatchObject(limited);
    expect(world.takeRequests()).toEqual([]);
  });

  it('is refused before its body is read', async () => {
    await using world = await startLimited(1);
    await world.query('{ __typename }');
    const upload = openUpload(world.url);
    await upload.send('--test-boundary\r\n');
    expect(await upload.answer).toMatchObject({ status: 429, connection: 'close' });
    upload.request.destroy();
    expect(world.takeRequests()).toEqual([]);
  });

  it('is limited by no number where that is 0', async () => {
    await using world = await startLimited(0);
    const { headers } = await ask(`${world.url}/graphql?query={__typename}`);
    expect(headers.get('ratelimit-limit')).toBeNull();
  });

  it('is never limited in asking whether the gateway lives, or for GraphiQL', async () => {
    await using world = await startLimited(1);
    await world.query('{ __typename }');
    expect((await ask(`${world.url}/health`)).status).toBe(200);
    expect((await ask(`${world.url}/graphql`, { headers: { accept: 'text/html' } })).status).toBe(200);
  });

  it('does not use up what another one may send', async () => {
    await using world = await startLimited(1, { TRUSTED_PROXIES: '1' });
    expect(await world.query(query, {}, from('203.0.113.1'))).toMatchObject({ status: 200 });
    expect(await world.query(query, {}, from('203.0.113.1'))).toMatchObject(limited);
    expect(await world.query(query, {}, from('203.0.113.2'))).toMatchObject({ status: 200 });
  });

  it('cannot make itself another one by headers, without a proxy that writes them or with one', async () => {
    await using alone = await startLimited(1);
    expect(await alone.query(query, {}, from('203.0.113.1'))).toMatchObject({ status: 200 });
    expect(await alone.query(query, {}, from('203.0.113.2'))).toMatchObject(limited);
    await using behind = await startLimited(1, { TRUSTED_PROXIES: '1' });
    expect(await behind.query(query, {}, from('1.1.1.1, 203.0.113.9'))).toMatchObject({ status: 200 });
    expect(await behind.query(query, {}, from('2.2.2.2, 203.0.113.9'))).toMatchObject(limited);
  });

  it('with a key is one caller, wherever it asks from', async () => {
    const [first, second] = ['first-key-of-the-studio', 'second-key-of-the-studio'];
    await using world = await startWorld({
      env: (simulators) => {
        const { GATEWAY_ANONYMOUS: _open, ...env } = serviceEnvironment(simulators);
        const keys = {
          GATEWAY_API_KEYS: `${first},${second}`,
          RATE_LIMIT_PER_MINUTE: '1',
          TRUSTED_PROXIES: '1',
        };
        return { ...env, ...keys };
      },
    });
    const as = (key: string, address: string) =>
      world.query(query, {}, { authorization: `Bearer ${key}`, ...from(address) });
    expect(await as(first, '203.0.113.1')).toMatchObject({ status: 200 });
    expect(await as(first, '203.0.113.2')).toMatchObject(limited);
    expect(await as(second, '203.0.113.1')).toMatchObject({ status: 200 });
    world.takeRequests();
    expect(await as('a-guess-of-somebody', '203.0.113.3')).toMatchObject({ status: 401 });
    expect(await as('another-guess-of-it', '203.0.113.3')).toMatchObject(limited);
    expect(world.takeRequests()).toEqual([]);
  });

  it('with tokens of its own is one caller, and does not get far by making up new ones', async () => {
    await using world = await startWorld({
      env: (simulators) => ({ ...upstreamUrls(simulators), RATE_LIMIT_PER_MINUTE: '1' }),
    });
    const as = (token: string) => world.query('{ __typename }', {}, { 'x-piktid-token': token });
    expect(await as(tokenOf('piktid', 'giulia'))).toMatchObject({ status: 200 });
    expect(await as(tokenOf('piktid', 'giulia'))).toMatchObject(limited);
    for (let made = 2; made <= 9; made++) expect(await as(`made-up-${made}`)).toMatchObject({ status: 200 });
    expect(await as('made-up-10')).toMatchObject(limited);
    expect(world.takeRequests()).toEqual([]);
  });
});

describe('the address of a caller', () => {
  it.each<[peer: string, forwarded: string, proxies: number, expected: string]>([
    ['10.0.0.1', '203.0.113.1', 0, '10.0.0.1'],
    ['10.0.0.1', '203.0.113.1', 1, '203.0.113.1'],
    ['10.0.0.1', '1.1.1.1, 203.0.113.1', 1, '203.0.113.1'],
    ['10.0.0.1', '1.1.1.1, 203.0.113.1, 10.0.0.2', 2, '203.0.113.1'],
    ['10.0.0.1', '', 1, '10.0.0.1'],
    ['10.0.0.1', '203.0.113.1', 2, '10.0.0.1'],
    ['10.0.0.1', 'unknown', 1, '10.0.0.1'],
    ['10.0.0.1', '203.0.113.1:5060', 1, '203.0.113.1'],
    ['10.0.0.1', '[2001:db8::1]:5060', 1, '2001:db8::1'],
    ['10.0.0.1', '2001:db8::1', 1, '2001:db8::1'],
  ])('of peer %s, forwarded for "%s", behind %i proxies is %s', (peer, forwarded, proxies, expected) => {
    expect(clientAddress(peer, forwarded, proxies)).toBe(expected);
  });

  it.each([
    ['203.0.113.1', '203.0.113.1'],
    ['::ffff:203.0.113.1', '203.0.113.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::ffff', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('%s belongs to %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe('a limit that replicas share', () => {
  const caller = { id: 'key:0123456789ab', expiresAtMs: Number.POSITIVE_INFINITY };
  const who = { caller, network: { ...caller, id: 'ip:203.0.113.1' } };
  /** Enough of ioredis: counts, and fails when it is told to. */
  function fakeRedis() {
    const counts = new Map<string, number>();
    const redis = {
      status: 'ready',
      fails: false,
      counts,
      defineCommand: () => {},
      rlflxIncr: async ([key, points]: [string, string]) => {
        if (redis.fails) throw new Error('Command timed out');
        counts.set(key, (counts.get(key) ?? 0) + Number(points));
        return [counts.get(key), 42_000];
      },
    };
    return redis;
  }
  const headers = () => ({ setHeader: vi.fn<(name: string, value: unknown) => void>() });

  it('counts what all of them let in', async () => {
    const redis = fakeRedis();
    const [one, two] = [1, 2].map(() => createRateLimit({ perMinute: 2, redis: redis as unknown as Redis }));
    const response = headers() as never;
    expect(await one?.(who, response)).toBeNull();
    expect(await two?.(who, response)).toBeNull();
    expect(await one?.(who, response)).toMatchObject({ status: 429, retryAfterMs: 42_000 });
  });

  it('keeps no count for made-up tokens that the network is refused for, and one for those it is not', async () => {
    const redis = fakeRedis();
    const limit = createRateLimit({ perMinute: 1, redis: redis as unknown as Redis });
    const ask = (made: number, response = headers()) =>
      limit({ caller: { ...caller, id: `tokens:${made}` }, network: who.network }, response as never);
    for (let made = 1; made <= 10; made += 1) expect(await ask(made)).toBeNull();
    expect(redis.counts.size).toBe(11);
    const response = headers();
    for (let made = 11; made <= 30; made += 1) {
      expect(await ask(made, response)).toMatchObject({
        status: 429,
        code: 'RATE_LIMITED',
        retryAfterMs: 42_000,
      });
    }
    expect(redis.counts.size).toBe(11);
    expect(response.setHeader).toHaveBeenCalledWith('ratelimit-remaining', 0);
  });

  it.each(['fails', 'is not connected'])('is counted by each alone where Redis %s', async (what) => {
    const redis = fakeRedis();
    if (what === 'fails') redis.fails = true;
    else redis.status = 'reconnecting';
    const limit = createRateLimit({ perMinute: 1, redis: redis as unknown as Redis });
    expect(await limit(who, headers() as never)).toBeNull();
    expect(await limit(who, headers() as never)).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
  });
});
