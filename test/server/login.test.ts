import { describe, expect, it, vi } from 'vitest';
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

/** A gateway that logs in at Sartiq, and a clock moved by hand for both. */
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
  const logins = () =>
    world.simulators.sartiq.requests.filter(({ path }) => path === '/login/access-token').length;
  return { world, clock, logins, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

describe('SARTIQ_USERNAME and SARTIQ_PASSWORD', () => {
  it('log in once for however many operations ask at the same time', async () => {
    await using started = await startLoginWorld();
    const { world } = started;
    const answers = await Promise.all(Array.from({ length: 12 }, () => world.query(query)));
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    expect(answers.every(({ data }) => data.setDesigns.totalCount > 0)).toBe(true);
    expect(started.logins()).toBe(1);
    const asked = world.simulators.sartiq.requests.filter(({ method }) => method === 'GET');
    expect(asked.map(({ user }) => user)).toEqual(Array.from({ length: 12 }, () => 'giulia'));
  });

  it('are not used before Sartiq is needed', async () => {
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

  it('that are wrong cost the fields of Sartiq only, and are not shown', async () => {
    const secret = 'a-wrong-password-81';
    await using started = await startLoginWorld(secret);
    const { errors } = await started.world.query(query);
    expect(errors).toMatchObject([
      {
        message: "Sartiq did not accept the gateway's user name and password",
        path: ['setDesigns'],
        extensions: { code: 'UNAUTHENTICATED', upstream: 'sartiq' },
      },
    ]);
    expect(JSON.stringify(errors)).not.toMatch(new RegExp(`${secret}|giulia`));
    expect(started.logins()).toBe(1);
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
    await vi.waitFor(() => expect(started.logins()).toBe(1));
    const second = world.query(query);
    client.abort();
    await expect(first).rejects.toThrow();
    expect((await second).errors).toEqual([]);
    expect(started.logins()).toBe(1);
    expect(world.simulators.sartiq.requests.some(({ aborted }) => aborted)).toBe(false);
  });

  it('begin anew after Sartiq refused the token of the last login', async () => {
    await using started = await startLoginWorld();
    const { world } = started;
    await world.query(query);
    world.simulators.sartiq.data.sessions.length = 0;
    expect((await world.query(query)).errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect((await world.query(query)).errors).toEqual([]);
    expect(started.logins()).toBe(2);
  });
});
