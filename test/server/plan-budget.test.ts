/** Plans, traces and budgets of a running gateway, over HTTP. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PlanReport } from '#src/graph/plan-report.ts';
import type { Cost, Trace } from '#src/server/explain.ts';
import { tokenOf } from '#test/simulators/simulator.ts';
import { ask } from '#test/support/ask.ts';
import { upstreamNames } from '#test/support/studio-query.ts';
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
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => {
  for (const upstream of upstreamNames) world.simulators[upstream].clearFaults();
  world.takeRequests();
});

const gatewayWith = (env: Readonly<Record<string, string>>): Promise<RunningGateway> =>
  startGatewayWith({ ...serviceEnvironment(world.simulators), ...env });

interface Explained {
  readonly explain: { readonly plan: PlanReport & { readonly budget: number }; readonly trace: Trace };
  readonly cost: Cost;
}

/** All events of a subscription that ends by itself. */
async function watched({ url }: RunningGateway, query: string): Promise<string> {
  const parameters = new URLSearchParams({ query });
  const answer = await ask(`${url}/graphql?${parameters}`, { headers: { accept: 'text/event-stream' } });
  return answer.text;
}

const explainedBy = ({ extensions }: Answer): Explained => extensions as Explained;
const plan = { 'x-atelier-explain': 'plan' };
const trace = { 'x-atelier-explain': 'trace' };

const joined =
  '{ assets(first: 5) { nodes { filename datasetImages { imageId } } } setDesigns { totalCount } }';

describe('x-atelier-explain: plan', () => {
  it('answers with the plan and asks no backend', async () => {
    const answer = await world.query(joined, {}, plan);
    expect([answer.status, answer.data, answer.errors]).toEqual([200, null, []]);
    const { requests, perUpstream, steps, unforeseen, budget } = explainedBy(answer).explain.plan;
    expect({ requests, perUpstream, unforeseen, budget }).toEqual({
      requests: { min: 2, max: 7 },
      perUpstream: { piktid: { min: 1, max: 1 }, sartiq: { min: 1, max: 1 }, acusight: { min: 0, max: 5 } },
      unforeseen: 20,
      budget: 100_000,
    });
    expect(
      steps.map(({ route, fields, waitsFor, mayBeKept }) => [route, fields, waitsFor, mayBeKept]),
    ).toEqual([
      ['/assets', ['assets'], null, true],
      ['/set-designs/', ['setDesigns'], null, true],
      ['/data/images', ['assets.nodes.datasetImages'], 1, true],
    ]);
    expect(world.takeRequests()).toEqual([]);
  });

  it('changes nothing', async () => {
    const create = 'mutation { createSetDesign(input: { name: "Planned Only" }) { setDesign { name } } }';
    const { steps } = explainedBy(await world.query(create, {}, plan)).explain.plan;
    expect(steps).toMatchObject([
      { method: 'POST', route: '/set-designs/', requests: { min: 1, max: 1 }, mayBeKept: false },
    ]);
    expect(world.takeRequests()).toEqual([]);
  });

  it('plans one event of a subscription, and opens no stream', async () => {
    const watch = 'subscription { job(jobId: "any") { jobStatus } }';
    const { requests } = explainedBy(await world.query(watch, {}, plan)).explain.plan;
    expect(requests).toEqual({ min: 1, max: 1 });
    expect(world.takeRequests()).toEqual([]);
  });

  it('names wrong arguments as every operation does', async () => {
    const { errors } = await world.query('{ assets(first: -1) { totalCount } }', {}, plan);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: ['first'] } }]);
  });
});

describe('x-atelier-explain: trace', () => {
  it('runs, and shows each upstream request with what became of it', async () => {
    const answer = await world.query(joined, {}, trace);
    expect(answer.data.assets.nodes).toHaveLength(5);
    const made = world.takeRequests();
    const { explain, cost } = explainedBy(answer);
    const shown = explain.trace.requests.map(({ method, path, parameters }) => {
      const query = new URLSearchParams(parameters as Record<string, string>);
      return `${method} ${path.replace(/^\/(?=set-designs)/, '/')}${query.size > 0 ? `?${query}` : ''}`;
    });
    expect(shown.toSorted()).toEqual(made.toSorted());
    expect([explain.trace.actual, cost.actual]).toEqual([made.length, made.length]);
    for (const request of explain.trace.requests) {
      expect(request).toMatchObject({ status: 200, error: null, retries: 0, shared: false });
      expect(request.step).not.toBeNull();
      expect(request.bytes).toBeGreaterThan(10);
      expect(request.startMs).toBeGreaterThanOrEqual(0);
      expect(request.startMs + (request.durationMs ?? Infinity)).toBeLessThanOrEqual(
        explain.trace.durationMs,
      );
    }
    expect(explain.trace.requests[0]?.fields).toEqual(['assets']);
  });

  it('shows repetitions and failures, and no token', async () => {
    world.simulators.sartiq.inject({ kind: 'status', status: 503, times: 1 });
    world.simulators.piktid.inject({ kind: 'status', status: 400 });
    const answer = await world.query(joined, {}, trace);
    const { requests } = explainedBy(answer).explain.trace;
    expect(requests.find(({ upstream }) => upstream === 'sartiq')).toMatchObject({ retries: 1, status: 200 });
    expect(requests.find(({ upstream }) => upstream === 'piktid')).toMatchObject({ retries: 0, status: 400 });
    expect(JSON.stringify(answer)).not.toMatch(/token|bearer|http:/i);
  });

  it('tells a kept answer from one that was asked for', async () => {
    await using gateway = await gatewayWith({ CACHE_MAX_BYTES: '1000000' });
    const query = '{ setDesigns(first: 3) { totalCount nodes { name } } }';
    const uses = [];
    for (let run = 0; run < 2; run += 1) {
      const { explain } = explainedBy(await gateway.query(query, {}, trace));
      uses.push([explain.trace.requests[0]?.cache, explain.trace.actual]);
    }
    expect(uses).toEqual([
      ['miss', 1],
      ['hit', 0],
    ]);
  });
});

describe('where the schema is not shown', () => {
  it.each(['plan', 'trace'])('%s is refused, and nothing is asked', async (mode) => {
    await using gateway = await gatewayWith({ NODE_ENV: 'production' });
    const { data, errors } = await gateway.query(
      '{ assets { totalCount } }',
      {},
      { 'x-atelier-explain': mode },
    );
    expect(data).toBeUndefined();
    expect(errors).toMatchObject([
      { message: 'Plans are not shown here', extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect(world.takeRequests()).toEqual([]);
  });
});

it('refuses a word that is neither plan nor trace', async () => {
  const { errors } = await world.query('{ assets { totalCount } }', {}, { 'x-atelier-explain': 'all' });
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  expect(world.takeRequests()).toEqual([]);
});

describe('the budget of an operation', () => {
  const wide = (first: number) => `{ assets(first: ${first}) { nodes { datasetImages { imageId } } } }`;

  it('refuses what may need more before anything is asked, and says what would fit', async () => {
    await using gateway = await gatewayWith({ MAX_REQUESTS_PER_OPERATION: '20' });
    const { data, errors } = await gateway.query(wide(60));
    expect(data).toBeUndefined();
    expect(errors).toEqual([
      {
        message:
          'The operation may need 61 upstream requests, and 20 are allowed; `assets.nodes.datasetImages` alone needs 60. ' +
          'With `assets(first: 19)` instead of 60 it needs 20',
        extensions: {
          code: 'QUERY_TOO_EXPENSIVE',
          requests: { min: 1, max: 61 },
          budget: 20,
          field: 'assets.nodes.datasetImages',
          suggestion: [{ path: 'assets', argument: 'first', size: 19, insteadOf: 60 }],
        },
      },
    ]);
    expect(world.takeRequests()).toEqual([]);
    expect((await gateway.query(wide(19))).errors).toEqual([]);
    expect((await gateway.query(wide(20))).errors).toHaveLength(1);
  });

  it('has the status of a client’s mistake for clients that can read it', async () => {
    await using gateway = await gatewayWith({ MAX_REQUESTS_PER_OPERATION: '1' });
    const answer = await ask(`${gateway.url}/graphql`, {
      method: 'POST',
      json: { query: '{ assets { totalCount } setDesigns { totalCount } }' },
      headers: { accept: 'application/graphql-response+json' },
    });
    expect(answer.status).toBe(400);
  });

  it('holds an operation to its plan where a backend has endlessly more', async () => {
    await using gateway = await gatewayWith({ MAX_REQUESTS_PER_OPERATION: '20' });
    world.simulators.acusight.inject({
      kind: 'rewrite',
      body: (body) => {
        const { data, meta } = body as { data: object[]; meta: object };
        const row = data[0] ?? {};
        return {
          success: true,
          data: Array.from({ length: 100 }, () => row),
          meta: { ...meta, total: 1e9, count: 100 },
        };
      },
    });
    const { data, errors } = await gateway.query(wide(2));
    expect(data.assets.nodes).toHaveLength(2);
    expect(errors.map(({ extensions }) => extensions.code)).toContain('QUERY_TOO_EXPENSIVE');
    const { requests, unforeseen } = explainedBy(await gateway.query(wide(2), {}, plan)).explain.plan;
    expect(world.takeRequests().length).toBe(requests.max + unforeseen);
  });
});

describe('the budget of a caller', () => {
  const one = '{ setDesigns(first: 1) { totalCount } }';
  const shown = { 'x-atelier-cost': '1' };

  it('is what is left after what was really sent, at each backend', async () => {
    await using gateway = await gatewayWith({ MAX_REQUESTS_PER_MINUTE: '30' });
    const { cost } = explainedBy(await gateway.query(joined, {}, shown));
    const left = Object.entries(cost.perUpstream).map(([name, { actual, throttle }]) => [
      name,
      throttle?.available,
      30 - actual,
    ]);
    expect(left).toHaveLength(3);
    for (const [, available, wanted] of left) expect(available).toBe(wanted);
    expect(cost.perUpstream.sartiq).toEqual({
      planned: { min: 1, max: 1 },
      actual: 1,
      throttle: { maximum: 30, available: 29, restoreRate: 0.5 },
    });
  });

  it('is told to nobody who does not ask', async () => {
    expect((await world.query(one)).extensions).toBeUndefined();
  });

  it('refuses with 429 and the time to wait, asks nothing, and leaves the other backends alone', async () => {
    await using gateway = await gatewayWith({ MAX_REQUESTS_PER_MINUTE: '3' });
    for (let run = 0; run < 3; run += 1) expect((await gateway.query(one)).errors).toEqual([]);
    world.takeRequests();
    const refused = await ask(`${gateway.url}/graphql`, { method: 'POST', json: { query: one } });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.body).toMatchObject({
      errors: [{ extensions: { code: 'QUERY_TOO_EXPENSIVE', upstream: 'sartiq', available: 0 } }],
    });
    expect(world.takeRequests()).toEqual([]);
    expect((await gateway.query('{ assets(first: 1) { totalCount } }')).errors).toEqual([]);
  });

  it('loses nothing to an operation that was refused', async () => {
    await using gateway = await gatewayWith({ MAX_REQUESTS_PER_MINUTE: '10' });
    await gateway.query('{ datasetImage(imageId: 1) { filename } }');
    const { errors } = await gateway.query('{ assets(first: 20) { nodes { datasetImages { imageId } } } }');
    expect(errors).toMatchObject([{ extensions: { upstream: 'acusight', available: 9 } }]);
    const query = '{ assets(first: 1) { totalCount } datasetImages(first: 1) { totalCount } }';
    const { perUpstream } = explainedBy(await gateway.query(query, {}, shown)).cost;
    expect([perUpstream.piktid?.throttle?.available, perUpstream.acusight?.throttle?.available]).toEqual([
      9, 8,
    ]);
  });

  it.each(['x-sartiq-token', 'x-acusight-token'])(
    'cannot be had anew with a token that is not used: %s',
    async (header) => {
      await using gateway = await gatewayWith({ MAX_REQUESTS_PER_MINUTE: '2' });
      const outcomes = [];
      for (let run = 0; run < 3; run += 1) {
        outcomes.push((await gateway.query(one, {}, { [header]: `made-up-${run}` })).errors.length);
      }
      expect(outcomes).toEqual([0, 0, 1]);
    },
  );

  it('is that of the token for the backend, where tokens are passed through', async () => {
    await using gateway = await startGatewayWith({
      ...upstreamUrls(world.simulators),
      MAX_REQUESTS_PER_MINUTE: '1',
    });
    const askAs = async (user: 'giulia' | 'marco', other: string) => {
      const headers = { 'x-sartiq-token': tokenOf('sartiq', user), 'x-piktid-token': other };
      return (await gateway.query(one, {}, headers)).errors.map(({ extensions }) => extensions.code);
    };
    expect(await askAs('giulia', 'first')).toEqual([]);
    expect(await askAs('giulia', 'second')).toEqual(['QUERY_TOO_EXPENSIVE']);
    expect(await askAs('marco', 'first')).toEqual([]);
  });

  it('pays for the events of subscriptions, and lets none begin that could not be paid', async () => {
    await using gateway = await gatewayWith({ MAX_REQUESTS_PER_MINUTE: '4' });
    const { data } = await world.query(
      '{ jobs(first: 100) { nodes { jobId jobStatus images(first: 3) { nodes { originalFilename } } } } }',
    );
    const job = data.jobs.nodes.find(
      ({
        jobStatus,
        images,
      }: {
        jobStatus: string;
        images: { nodes: { originalFilename: string | null }[] };
      }) =>
        jobStatus === 'completed' &&
        images.nodes.some(({ originalFilename }) => (originalFilename ?? '') !== ''),
    );
    world.takeRequests();
    const watch = `subscription { job(jobId: "${job.jobId}") { images(first: 3) { nodes { datasetImages { imageId } } } } }`;
    const events = await watched(gateway, watch);
    expect(events).toContain('event: complete');
    const sent = world.simulators.acusight.requests.length;
    expect(sent).toBeGreaterThan(0);
    const { errors } = await gateway.query('{ assets(first: 4) { nodes { datasetImages { imageId } } } }');
    expect(errors).toMatchObject([{ extensions: { upstream: 'acusight', available: 4 - sent } }]);
    world.takeRequests();
    expect(await watched(gateway, watch)).toContain('QUERY_TOO_EXPENSIVE');
    expect(world.takeRequests()).toEqual([]);
  });

  it('is each caller’s own', async () => {
    const keys = ['key-of-the-first-caller', 'key-of-the-second-caller'];
    const { GATEWAY_ANONYMOUS: _open, ...service } = serviceEnvironment(world.simulators);
    await using gateway = await startGatewayWith({
      ...service,
      GATEWAY_API_KEYS: keys.join(','),
      MAX_REQUESTS_PER_MINUTE: '1',
    });
    const askAs = async (key: string | undefined) =>
      (await gateway.query(one, {}, { authorization: `Bearer ${key}` })).errors.length;
    expect([await askAs(keys[0]), await askAs(keys[0]), await askAs(keys[1])]).toEqual([0, 1, 0]);
  });
});
