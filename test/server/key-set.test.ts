import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { GatewayOverloaded, GatewayUnauthenticated } from '#src/errors.ts';
import { createGate } from '#src/server/gate.ts';
import { type StubServer, startStubServer } from '#test/http/stub-server.ts';
import { tokenOf as piktidTokenOf } from '#test/simulators/simulator.ts';
import { createManualClock } from '#test/support/manual-clock.ts';
import { startJob } from '#test/support/start-work.ts';
import { subscribe } from '#test/support/subscribe.ts';
import { startWorld, upstreamUrls } from '#test/support/world.ts';

const [issuer, audience] = ['https://login.example', 'atelier'];
type Keys = Awaited<ReturnType<typeof generateKeyPair>>;
type Behaviour = 'keys' | 'error' | 'hang' | 'huge' | 'endless' | 'no JSON' | 'no keys' | 'redirect';

let [first, second]: Keys[] = [];
beforeAll(async () => {
  [first, second] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
});

/** An issuer that behaves as the test says, and a gate that asks it. */
async function startIssuer() {
  const state: { behaviour: Behaviour; keys: object[] } = { behaviour: 'keys', keys: [] };
  const publish = async (names: Record<string, Keys | undefined>): Promise<void> => {
    state.keys = await Promise.all(
      Object.entries(names).map(async ([kid, keys]) => ({
        ...(keys ? await exportJWK(keys.publicKey) : {}),
        ...{ kid, alg: 'ES256', use: 'sig' },
      })),
    );
  };
  const server: StubServer = await startStubServer((_request, response) => {
    const { behaviour, keys } = state;
    if (behaviour === 'hang') return;
    if (behaviour === 'error') response.writeHead(503).end('{}');
    else if (behaviour === 'redirect') response.writeHead(302, { location: '/elsewhere' }).end();
    else if (behaviour === 'no JSON') response.end('<html>');
    else if (behaviour === 'no keys') response.end('{"hello":1}');
    else if (behaviour === 'huge') response.end(JSON.stringify({ keys, padding: 'x'.repeat(1_000_000) }));
    else if (behaviour === 'keys') response.end(JSON.stringify({ keys }));
    else {
      const sending = setInterval(() => response.write('x'.repeat(100_000)), 1);
      response.once('close', () => clearInterval(sending));
    }
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const clock = createManualClock();
  const config = { kind: 'jwt', jwksUrl: new URL('/keys', server.url), issuer, audience } as const;
  const gate = createGate(config, clock.now);
  const enter = async (keys: Keys | undefined, kid: string, subject = 'giulia') => {
    const token = await tokenOf(keys, kid, subject, clock.now());
    return gate(`Bearer ${token}`);
  };
  return { state, publish, clock, enter, server };
}

function tokenOf(keys: Keys | undefined, kid: string, subject: string, nowMs: number): Promise<string> {
  const seconds = Math.floor(nowMs / 1000);
  return new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(subject)
    .setExpirationTime(seconds + 7_200)
    .sign(keys?.privateKey ?? new Uint8Array());
}

describe('the keys of an issuer', () => {
  it('say who somebody is, by a name that is no secret and stays the same', async () => {
    const { publish, enter } = await startIssuer();
    await publish({ one: first });
    const giulia = await enter(first, 'one');
    expect(giulia?.id).toMatch(/^jwt:[\da-f]{12}$/);
    expect((await enter(first, 'one'))?.id).toBe(giulia?.id);
    expect((await enter(first, 'one', 'marco'))?.id).not.toBe(giulia?.id);
  });

  it.each<Behaviour>(['error', 'huge', 'endless', 'no JSON', 'no keys', 'redirect'])(
    'that cannot be read (%s) are nobody’s fault but the issuer’s, and it is not asked for every request',
    async (behaviour) => {
      const { state, publish, enter, clock, server } = await startIssuer();
      await publish({ one: first });
      state.behaviour = behaviour;
      for (let attempt = 0; attempt < 5; attempt++) {
        const refused = await enter(first, 'one').catch((error: unknown) => error);
        expect(refused).toBeInstanceOf(GatewayOverloaded);
        expect(refused).toMatchObject({ code: 'OVERLOADED', retryAfterMs: 5_000 });
      }
      expect(server.requests).toHaveLength(1);
      state.behaviour = 'keys';
      clock.move(5_000);
      expect(await enter(first, 'one')).toMatchObject({ id: expect.any(String) });
    },
  );

  it('that nobody sends are waited for in bounded time, by all together', async () => {
    const { state, publish, enter, server } = await startIssuer();
    await publish({ one: first });
    state.behaviour = 'hang';
    const refused = await Promise.allSettled([1, 2, 3].map(() => enter(first, 'one')));
    for (const outcome of refused) expect(outcome).toMatchObject({ reason: expect.any(GatewayOverloaded) });
    expect(server.requests).toHaveLength(1);
  }, 15_000);

  it('that were read once outlast an outage, and a key that is not among them is no caller’s fault then', async () => {
    const { state, publish, enter } = await startIssuer();
    await publish({ one: first });
    await enter(first, 'one');
    state.behaviour = 'error';
    expect(await enter(first, 'one')).toMatchObject({ id: expect.any(String) });
    await expect(enter(second, 'one')).rejects.toBeInstanceOf(GatewayUnauthenticated);
  });

  it('are not read anew for every unknown name, which anybody can make up', async () => {
    const { publish, enter, server } = await startIssuer();
    await publish({ one: first });
    await enter(first, 'one');
    for (let made = 0; made < 20; made++) {
      await expect(enter(second, `made-up-${made}`)).rejects.toBeInstanceOf(GatewayUnauthenticated);
    }
    expect(server.requests).toHaveLength(1);
  });

  it('may be several, each for its own tokens', async () => {
    const { publish, enter } = await startIssuer();
    await publish({ one: first, two: second });
    expect(await enter(first, 'one')).not.toBeNull();
    expect(await enter(second, 'two')).not.toBeNull();
    await expect(enter(first, 'two')).rejects.toBeInstanceOf(GatewayUnauthenticated);
  });
});

it('a gateway that cannot read them answers 503, without the address of the issuer, and asks no backend', async () => {
  await using world = await startWorld({
    env: (simulators) => ({
      ...upstreamUrls(simulators),
      GATEWAY_JWKS_URL: 'http://127.0.0.1:1/keys',
      GATEWAY_JWT_ISSUER: issuer,
      GATEWAY_JWT_AUDIENCE: audience,
    }),
  });
  const token = await tokenOf(first, 'one', 'giulia', Date.now());
  const { status, errors } = await world.query('{ __typename }', {}, { authorization: `Bearer ${token}` });
  expect(status).toBe(503);
  expect(errors).toMatchObject([{ extensions: { code: 'OVERLOADED', retryAfterMs: 5_000 } }]);
  expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|keys"|login\.example/);
  expect(world.takeRequests()).toEqual([]);
  expect(world.logged).toHaveLength(1);
});

it('ends a subscription when the token of its caller expires, and says why', async () => {
  const clock = createManualClock();
  const jwk = { ...(first ? await exportJWK(first.publicKey) : {}), kid: 'one', alg: 'ES256' };
  await using server = await startStubServer((_request, response) =>
    response.end(JSON.stringify({ keys: [jwk] })),
  );
  await using world = await startWorld({
    clock,
    env: (simulators) => ({
      ...upstreamUrls(simulators),
      GATEWAY_JWKS_URL: new URL('/keys', server.url).href,
      GATEWAY_JWT_ISSUER: issuer,
      GATEWAY_JWT_AUDIENCE: audience,
    }),
  });
  const jobId = await startJob(world.simulators);
  clock.move(1_000);
  const headers = {
    authorization: `Bearer ${await tokenOf(first, 'one', 'giulia', clock.now())}`,
    'x-piktid-token': piktidTokenOf('piktid', 'giulia'),
  };
  const watch = `subscription { job(jobId: "${jobId}") { jobStatus } }`;
  await using subscription = await subscribe(world.url, watch, {}, headers);
  expect(await subscription.next()).toMatchObject({ errors: [] });
  clock.move(7_200_000);
  let event = await subscription.next();
  while (event && event.errors.length === 0) event = await subscription.next();
  expect(event?.errors).toMatchObject([
    { message: expect.stringContaining('expired'), extensions: { code: 'UNAUTHENTICATED' } },
  ]);
  expect(await subscription.next()).toBeNull();
  expect((await world.query('{ __typename }', {}, headers)).status).toBe(401);
  expect(world.logged).toEqual([]);
});
