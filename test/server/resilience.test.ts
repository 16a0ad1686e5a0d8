import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tokenOf } from '#test/simulators/simulator.ts';
import { eventually } from '#test/support/eventually.ts';
import { createManualClock } from '#test/support/manual-clock.ts';
import { startJob } from '#test/support/start-work.ts';
import { everything, fieldsOf, upstreamNames } from '#test/support/studio-query.ts';
import { nextAsTimeGoes, subscribe } from '#test/support/subscribe.ts';
import {
  type Answer,
  type RunningGateway,
  serviceEnvironment,
  startGatewayWith,
  startWorld,
  upstreamUrls,
  type World,
} from '#test/support/world.ts';

let world: World;
let healthy: Answer;
const clock = { nowMs: Date.now() };

beforeAll(async () => {
  world = await startWorld({ now: () => clock.nowMs });
  healthy = await world.query(everything);
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => {
  for (const upstream of upstreamNames) world.simulators[upstream].clearFaults();
  world.takeRequests();
});

const freshGateway = (env = {}): Promise<RunningGateway> =>
  startGatewayWith({ ...serviceEnvironment(world.simulators), ...env }, { now: () => clock.nowMs });

async function metricsOf(gateway: RunningGateway): Promise<string[]> {
  const answer = await fetch(`${gateway.url}/metrics`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    expect.stringContaining('text/plain'),
  ]);
  return (await answer.text()).split('\n');
}

/** Asks until the breaker is open: nothing arrives any more. */
async function openBreaker(gateway: RunningGateway): Promise<void> {
  await eventually(async () => {
    world.takeRequests();
    await gateway.query('{ assets(first: 1) { totalCount } }');
    expect(world.takeRequests()).toEqual([]);
  });
}

describe('while an upstream fails', () => {
  it('it is not asked any more, says for how long, and the others answer', async () => {
    await using gateway = await freshGateway();
    world.simulators.piktid.inject({ kind: 'status', status: 500 });
    await openBreaker(gateway);
    const { data, errors } = await gateway.query(everything);
    expect(world.simulators.piktid.requests).toEqual([]);
    expect(data).toEqual({ ...healthy.data, jobs: null, assets: null });
    expect(errors.map(({ path }) => path?.[0]).sort()).toEqual([...fieldsOf.piktid].sort());
    for (const { message, extensions } of errors) {
      expect(message).toBe('PiktID is not asked for now after many failures');
      expect(extensions).toEqual({ code: 'UPSTREAM_UNAVAILABLE', upstream: 'piktid', retryAfterMs: 5_000 });
    }
    expect(await metricsOf(gateway)).toEqual(
      expect.arrayContaining([
        'atelier_upstream_breaker_state{upstream="piktid"} 2',
        'atelier_upstream_breaker_state{upstream="sartiq"} 0',
      ]),
    );
    const aboutTheBreaker = gateway.warned.filter((details) => !('code' in details));
    expect(aboutTheBreaker).toEqual([{ requestId: expect.any(String), upstream: 'piktid' }]);
    expect(gateway.logged).toEqual([]);
  });

  it('it is asked again later, once, and for good when it answers', async () => {
    await using gateway = await freshGateway();
    world.simulators.piktid.inject({ kind: 'status', status: 500 });
    await openBreaker(gateway);
    clock.nowMs += 5_000;
    await gateway.query('{ assets(first: 1) { totalCount } }');
    expect(world.takeRequests()).toHaveLength(1);
    world.simulators.piktid.clearFaults();
    await gateway.query('{ assets(first: 1) { totalCount } }');
    expect(world.takeRequests()).toEqual([]);
    clock.nowMs += 10_000;
    expect((await gateway.query('{ assets(first: 1) { totalCount } }')).errors).toEqual([]);
    expect(await gateway.query(everything)).toEqual(healthy);
  });

  it('for a moment only, nobody notices', async () => {
    await using gateway = await freshGateway();
    for (const upstream of upstreamNames) world.simulators[upstream].inject({ kind: 'reset', times: 1 });
    expect(await gateway.query(everything)).toEqual(healthy);
    expect(world.takeRequests()).toHaveLength(4 + 3);
  });

  it('its failed requests are logged once each, with nothing of theirs', async () => {
    await using gateway = await freshGateway();
    world.simulators.acusight.inject({ kind: 'status', status: 502, times: 1 });
    world.simulators.acusight.inject({ kind: 'reset', times: 1 });
    await gateway.query('{ datasetImages(first: 1) { totalCount } }', {}, { 'x-request-id': 'studio-1' });
    expect(world.takeRequests()).toHaveLength(3);
    const line = {
      upstream: 'acusight',
      route: '/data/images',
      code: 'UPSTREAM_UNAVAILABLE',
      requestId: 'studio-1',
      durationMs: 0,
    };
    expect(gateway.warned).toEqual([line, line]);
  });
});

describe('a stampede of identical queries', () => {
  const stampede = 100;

  it('costs each upstream request once', async () => {
    await using gateway = await freshGateway();
    const delays = upstreamNames.map((name) => world.simulators[name].inject({ kind: 'delay', ms: 2_500 }));
    const answers = await Promise.all(Array.from({ length: stampede }, () => gateway.query(everything)));
    for (const answer of answers) expect(answer).toEqual(healthy);
    expect(world.takeRequests()).toHaveLength(4);
    for (const stop of delays) stop();
    const metrics = await metricsOf(gateway);
    expect(metrics).toContain(
      `atelier_upstream_shared_total{upstream="sartiq",route="/set-designs/",asker="operation"} ${stampede - 1}`,
    );
  });

  it('is not disturbed by one that leaves, and is of one caller', async () => {
    await using gateway = await startGatewayWith(upstreamUrls(world.simulators));
    const query = '{ assets(first: 3) { totalCount } }';
    world.simulators.piktid.inject({ kind: 'delay', ms: 2_500, times: 2 });
    const { requests } = world.simulators.piktid;
    const client = new AbortController();
    const ask = (user: 'giulia' | 'marco', signal?: AbortSignal) =>
      fetch(`${gateway.url}/graphql?query=${encodeURIComponent(query)}`, {
        headers: { 'x-piktid-token': tokenOf('piktid', user), accept: 'application/json' },
        signal: signal ?? null,
      });
    const leaving = ask('giulia', client.signal);
    await eventually(() => expect(requests).toHaveLength(1));
    const [staying, other] = [ask('giulia'), ask('marco')];
    await eventually(async () => {
      const shared = 'atelier_upstream_shared_total{upstream="piktid",route="/assets",asker="operation"} 1';
      expect(await metricsOf(gateway)).toContain(shared);
      expect(requests.map(({ user }) => user)).toEqual(['giulia', 'marco']);
    });
    client.abort();
    await expect(leaving).rejects.toThrow();
    for (const answer of await Promise.all([staying, other])) {
      expect(await answer.json()).toEqual({ data: { assets: { totalCount: expect.any(Number) } } });
    }
    expect(requests.map(({ aborted }) => aborted)).toEqual([false, false]);
  });
});

describe('an operation', () => {
  it('ends in time, whatever its upstreams do, and says who was late', async () => {
    await using own = await startWorld({
      env: (simulators) => ({ ...serviceEnvironment(simulators), OPERATION_TIMEOUT_MS: '700' }),
    });
    own.simulators.sartiq.inject({ kind: 'hang' });
    const { data, errors } = await own.query(everything);
    expect(data).toEqual({ ...healthy.data, setDesigns: null });
    expect(errors).toMatchObject([
      {
        message: 'Sartiq did not answer before the operation ran out of time',
        path: ['setDesigns'],
        extensions: { code: 'UPSTREAM_TIMEOUT', upstream: 'sartiq' },
      },
    ]);
    await eventually(() => expect(own.simulators.sartiq.requests).toMatchObject([{ aborted: true }]));
    expect(own.logged).toEqual([]);
  });

  it('has its time for each event of a subscription, however long that lasts', async () => {
    const manual = createManualClock();
    await using own = await startWorld({
      clock: manual,
      env: (simulators) => ({ ...serviceEnvironment(simulators), OPERATION_TIMEOUT_MS: '1500' }),
    });
    const jobId = await startJob(own.simulators);
    const matches = 'images(first: 2) { nodes { datasetImages { imageId } } }';
    await using subscription = await subscribe(
      own.url,
      `subscription ($jobId: String!) { job(jobId: $jobId) { jobStatus completedImages ${matches} } }`,
      { jobId },
    );
    const startedMs = manual.now();
    for (;;) {
      const event = await nextAsTimeGoes(subscription, manual, 50);
      if (event === null) break;
      expect(event.errors).toEqual([]);
    }
    expect(manual.now() - startedMs).toBeGreaterThan(1_500);
    expect(own.simulators.acusight.requests.length).toBeGreaterThan(0);
  });

  it('is named to every upstream as the client named it', async () => {
    await using own = await startWorld();
    await own.query(everything, {}, { 'x-request-id': 'studio-7' });
    const ids = upstreamNames.flatMap((name) =>
      own.simulators[name].requests.map(({ headers }) => headers['x-request-id']),
    );
    expect(ids).toEqual(['studio-7', 'studio-7', 'studio-7', 'studio-7']);
  });
});

describe('/metrics', () => {
  it('counts upstream requests by route, never by path, and shows the process', async () => {
    await using own = await startWorld();
    await own.query('{ asset(assetId: "no-such-asset") { filename } }');
    const lines = await metricsOf(own);
    expect(lines).toContain(
      'atelier_upstream_requests_total{upstream="piktid",method="GET",route="/assets/{asset_id}",status="404"} 1',
    );
    expect(lines).toContain('atelier_upstream_requests_running{upstream="piktid",pool="requests"} 0');
    expect(lines.some((line) => line.startsWith('nodejs_eventloop_lag_seconds'))).toBe(true);
    expect(lines.join('\n')).not.toContain('no-such-asset');
    await metricsOf(own);
  });
});
