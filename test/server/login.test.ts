import { describe, expect, it } from 'vitest';
import { eventually } from '#test/support/eventually.ts';
import { startWorld, upstreamUrls, type World } from '#test/support/world.ts';

const password = 'giulia-password';
const login = 'POST /login/access-token';
const query = '{ setDesigns(first: 1) { totalCount nodes { name } } }';

interface LoginWorld extends AsyncDisposable {
  readonly world: World;
  readonly clock: { nowMs: number };
  /** How many logins Sartiq has seen. */
  logins(): number;
}

/** A gateway that logged in at Sartiq when it started, a day ago by the clock that is moved by hand for both. */
async function startLoginWorld(secret = password): Promise<LoginWorld> {
  const clock = { nowMs: Date.parse('2026-05-04T10:00:00Z') };
  const world = await startWorld({
    now: () => clock.nowMs,
    env: (simulators) => ({
      ...upstreamUrls(simulators),
      SARTIQ_USERNAME: 'giulia@studio.example',
      SARTIQ_PASSWORD: secret,
      GATEWAY_ANONYMOUS: 'allow',
    }),
  });
  clock.nowMs += 24 * 60 * 60_000;
  world.takeRequests();
  const logins = () =>
    world.simulators.sartiq.requests.filter(({ path }) => path === '/login/access-token').length;
  return { world, clock, logins, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

describe('SARTIQ_USERNAME and SARTIQ_PASSWORD', () => {
  it('log in once for however many operations ask at the same time', async () => {
    await using started = await startLoginWorld();
    const { world } = started;
    // Reads that are not shared, so that each needs the token by itself.
    const asOf = { 'cache-control': 'no-cache' };
    const answers = await Promise.all(Array.from({ length: 12 }, () => world.query(query, {}, asOf)));
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    expect(answers.every(({ data }) => data.setDesigns.totalCount > 0)).toBe(true);
    expect(started.logins()).toBe(1);
    const asked = world.simulators.sartiq.requests.filter(({ method }) => method === 'GET');
    expect(asked.map(({ user }) => user)).toEqual(Array.from({ length: 12 }, () => 'giulia'));
  });

  it('are tried when the gateway starts, and then not before Sartiq is needed', async () => {
    await using started = await startLoginWorld();
    await started.world.query('{ assets { totalCount } }');
    expect(started.world.simulators.sartiq.requests).toEqual([]);
  });

  it('log in again when a minute of the token’s hour is left, once', async () => {
    await using started = await startLoginWorld();
    const { world, clock } = started;
    await world.query(query);
    world.takeRequests();
    clock.nowMs += 59 * 60_000 - 1;
    expect((await world.query(query)).errors).toEqual([]);
    expect(world.takeRequests()).not.toContain(login);
    clock.nowMs += 1;
    const answers = await Promise.all([world.query(query), world.query(query), world.query(query)]);
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    expect(world.takeRequests().filter((request) => request === login)).toHaveLength(1);
  });

  it('that are wrong prevent the start, by name and without their values', async () => {
    const secret = 'a-wrong-password-81';
    const refusal = await startLoginWorld(secret).catch((error: unknown) => String(error));
    expect(refusal).toContain('SARTIQ_USERNAME and SARTIQ_PASSWORD were not accepted by Sartiq');
    expect(refusal).not.toMatch(new RegExp(`${secret}|giulia`));
  });

  it('do not prevent the start where Sartiq cannot be asked', async () => {
    const nobody = { SARTIQ_USERNAME: 'a@b.example', SARTIQ_PASSWORD: 'c', SARTIQ_URL: 'http://127.0.0.1:1' };
    await using world = await startWorld({
      env: (simulators) => ({ ...upstreamUrls(simulators), ...nobody, GATEWAY_ANONYMOUS: 'allow' }),
    });
    expect(world.logged).toHaveLength(1);
    const { errors } = await world.query(query);
    expect(errors[0]?.extensions.code).toBe('UPSTREAM_UNAVAILABLE');
  });

  it.each([
    [{ kind: 'status', status: 503, headers: { 'retry-after': '4' } }, 'UPSTREAM_UNAVAILABLE', 4_000],
    [{ kind: 'broken-json' }, 'UPSTREAM_CONTRACT', undefined],
    [{ kind: 'reset' }, 'UPSTREAM_UNAVAILABLE', undefined],
    [{ kind: 'rewrite', body: () => ({ token_type: 'bearer' }) }, 'UPSTREAM_CONTRACT', undefined],
  ] as const)(
    'that could not be used once (%j) are tried again by the next operation',
    async (fault, code, retryAfterMs) => {
      await using started = await startLoginWorld();
      const { world } = started;
      world.simulators.sartiq.inject({ ...fault, path: '/login/access-token', times: 1 });
      const [failed] = (await world.query(query)).errors;
      expect(failed?.extensions).toMatchObject({ code, upstream: 'sartiq' });
      expect(failed?.extensions['retryAfterMs']).toBe(retryAfterMs);
      expect((await world.query(query)).errors).toEqual([]);
      expect(started.logins()).toBe(2);
    },
  );

  it('serve the others when the client leaves for whom the login began', async () => {
    await using started = await startLoginWorld();
    const { world } = started;
    world.simulators.sartiq.inject({ kind: 'delay', ms: 150, path: '/login/access-token' });
    const client = new AbortController();
    const first = fetch(`${world.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
      signal: client.signal,
    });
    await eventually(() => expect(started.logins()).toBe(1));
    const second = world.query(query);
    client.abort();
    await expect(first).rejects.toThrow();
    expect((await second).errors).toEqual([]);
    expect(started.logins()).toBe(1);
    expect(world.simulators.sartiq.requests.some(({ aborted }) => aborted)).toBe(false);
  });

  it('begin anew where Sartiq refuses the token of the last login, and the read is sent again once', async () => {
    await using started = await startLoginWorld();
    const { world } = started;
    await world.query(query);
    world.simulators.sartiq.data.sessions.length = 0;
    world.takeRequests();
    expect((await world.query(query)).errors).toEqual([]);
    expect(world.takeRequests().map((request) => request.split('?')[0])).toEqual([
      'GET /set-designs/',
      login,
      'GET /set-designs/',
    ]);
    world.simulators.sartiq.inject({ kind: 'status', status: 401, path: '/set-designs/' });
    expect((await world.query(query)).errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect(world.takeRequests()).toHaveLength(3);
  });
});
