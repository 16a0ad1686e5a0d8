import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tokenOf } from '#test/simulators/simulator.ts';
import { ask } from '#test/support/ask.ts';
import { eventually } from '#test/support/eventually.ts';
import { scrape } from '#test/support/exposition.ts';
import { startJob, startUpload } from '#test/support/start-work.ts';
import { subscribe } from '#test/support/subscribe.ts';
import {
  type RunningGateway,
  serviceEnvironment,
  startGatewayWith,
  startWorld,
} from '#test/support/world.ts';

type Labels = Readonly<Record<string, string>>;

/** The samples of one metric that are not 0, by their labels: `{ 'query ok': 2 }`. */
async function countsOf(gateway: RunningGateway, name: string): Promise<Record<string, number>> {
  const { samples } = await scrape(gateway);
  const counted = samples.filter((sample) => sample.name === name && sample.value !== 0);
  return Object.fromEntries(counted.map(({ labels, value }) => [Object.values(labels).join(' '), value]));
}

const sampleOf = async (gateway: RunningGateway, name: string, labels: Labels = {}): Promise<number | null> =>
  (await scrape(gateway)).value(name, labels);

describe('operations on /metrics', () => {
  it('are counted by name, kind and how they ended, and only what ran has a duration', async () => {
    await using world = await startWorld();
    await world.query('query Screen { assets { totalCount } }');
    await world.query('query Screen { assets { totalCount } }');
    await world.query('{ assets { totalCount } }');
    await world.query('mutation Nothing { __typename }');
    await world.query('query Wrong { nothing }');
    await world.query('{ {');
    world.simulators.piktid.inject({ kind: 'status', status: 500 });
    await world.query('query Screen { assets { totalCount } datasetImages { totalCount } }');
    await eventually(async () => {
      expect(await countsOf(world, 'atelier_operations_total')).toEqual({
        'Screen query ok': 2,
        '(unnamed) query ok': 1,
        'Nothing mutation ok': 1,
        '(other) query refused': 1,
        '(unknown) (unknown) refused': 1,
        'Screen query partial': 1,
      });
      expect(await countsOf(world, 'atelier_operation_duration_seconds_count')).toEqual({
        'Screen query': 3,
        '(unnamed) query': 1,
        'Nothing mutation': 1,
      });
      expect(await countsOf(world, 'atelier_operation_errors_total')).toEqual({
        BAD_USER_INPUT: 2,
        UPSTREAM_UNAVAILABLE: 1,
      });
    });
  });

  it('have labels for a hundred names, whatever clients send, and none for what never ran', async () => {
    await using world = await startWorld();
    const sendAll = (count: number, query: (index: number) => string) =>
      Promise.all(Array.from({ length: count }, (_, index) => world.query(query(index))));
    await sendAll(120, (index) => `query Invalid${index} { nothing }`);
    await sendAll(100, (index) => `query Name${index} { __typename }`);
    await eventually(() => expect(world.operations).toHaveLength(220));
    await sendAll(30, (index) => `query Late${index} { __typename }`);
    await eventually(async () => {
      const counts = await countsOf(world, 'atelier_operations_total');
      expect(Object.keys(counts)).toHaveLength(102);
      expect(counts).toMatchObject({
        'Name99 query ok': 1,
        '(other) query ok': 30,
        '(other) query refused': 120,
      });
    });
  });

  it('always have labels for the names of registered operations', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'atelier-operations-'));
    const text = 'query Registered { __typename }';
    const id = createHash('sha256').update(text).digest('hex');
    const file = join(folder, 'operations.json');
    await writeFile(file, JSON.stringify({ [id]: text }));
    await using world = await startWorld({
      env: (simulators) => ({ ...serviceEnvironment(simulators), PERSISTED_OPERATIONS_FILE: file }),
    });
    await rm(folder, { recursive: true });
    for (let index = 0; index < 101; index += 1) await world.query(`query Name${index} { __typename }`);
    await world.query(text);
    await eventually(async () => {
      expect(await countsOf(world, 'atelier_operations_total')).toMatchObject({
        'Registered query ok': 1,
        '(other) query ok': 1,
      });
    });
  });

  it('are seen while they run, and counted as left where the client goes', async () => {
    await using world = await startWorld();
    world.simulators.piktid.inject({ kind: 'hang' });
    const leaving = new AbortController();
    const json = { query: 'query Slow { assets { totalCount } }' };
    const asked = ask(`${world.url}/graphql`, { method: 'POST', json, signal: leaving.signal });
    await eventually(async () => expect(await sampleOf(world, 'atelier_operations_running')).toBe(1));
    leaving.abort();
    await expect(asked).rejects.toThrow();
    await eventually(async () => {
      expect(await sampleOf(world, 'atelier_operations_running')).toBe(0);
      expect(await countsOf(world, 'atelier_operations_total')).toEqual({ 'Slow query left': 1 });
      expect(await countsOf(world, 'atelier_operation_duration_seconds_count')).toEqual({});
    });
  });

  it('show subscriptions and what is read for them, once for all who watch the same', async () => {
    await using world = await startWorld();
    const taskId = await startUpload(world.simulators);
    const jobId = await startJob(world.simulators);
    const watchTask = () =>
      subscribe(world.url, 'subscription ($id: UUID!) { uploadTask(taskId: $id) { status } }', {
        id: taskId,
      });
    {
      await using first = await watchTask();
      await using second = await watchTask();
      await using job = await subscribe(
        world.url,
        'subscription ($id: String!) { job(jobId: $id) { jobStatus images(first: 2) { nodes { datasetImages { imageId } } } } }',
        { id: jobId },
      );
      for (const one of [first, second, job]) expect(await one.next()).toMatchObject({ errors: [] });
      expect(await sampleOf(world, 'atelier_subscriptions_running')).toBe(3);
      expect(await sampleOf(world, 'atelier_operations_running')).toBe(0);
    }
    await eventually(async () => {
      expect(await sampleOf(world, 'atelier_subscriptions_running')).toBe(0);
    });
    const { sartiq, acusight } = world.simulators;
    const polls = await countsOf(world, 'atelier_upstream_polls_total');
    expect(polls).toEqual({
      'sartiq upload-task': sartiq.requests.filter(({ method }) => method === 'GET').length,
      'piktid job': expect.any(Number),
    });
    // What an event takes is the operation's, what is watched is not.
    const sent = await countsOf(world, 'atelier_operation_requests_total');
    expect(acusight.requests.length).toBeGreaterThan(0);
    expect(sent).toEqual({ '(unnamed) subscription acusight': acusight.requests.length });
  });
});

describe('the cost of operations on /metrics', () => {
  it('is what was planned against what was sent, by upstream for each name', async () => {
    await using world = await startWorld({
      env: (simulators) => ({ ...serviceEnvironment(simulators), CACHE_MAX_BYTES: '1000000' }),
    });
    const query =
      'query Two { assets(first: 2) { nodes { filename } } setDesigns(first: 2) { nodes { name } } }';
    await world.query(query);
    await world.query(query);
    await eventually(async () => {
      const { value } = await scrape(world);
      expect(value('atelier_operation_planned_requests_sum', { bound: 'max' })).toBe(4);
      expect(value('atelier_operation_planned_requests_sum', { bound: 'min' })).toBe(4);
      expect(value('atelier_operation_sent_requests_sum')).toBe(2);
      expect(value('atelier_operation_sent_requests_count')).toBe(2);
      expect(await countsOf(world, 'atelier_operation_requests_total')).toEqual({
        'Two query piktid': 1,
        'Two query sartiq': 1,
      });
    });
    expect(world.takeRequests()).toHaveLength(2);
  });
});

describe('refusals on /metrics', () => {
  it('are counted by what refuses, none of them as an operation that ran', async () => {
    await using world = await startWorld({
      env: (simulators) => {
        const { GATEWAY_ANONYMOUS: _open, ...rest } = serviceEnvironment(simulators);
        const limits = {
          MAX_REQUESTS_PER_OPERATION: '2',
          MAX_REQUESTS_PER_MINUTE: '1',
          MAX_SUBSCRIPTIONS: '1',
        };
        const edge = { RATE_LIMIT_PER_MINUTE: '9', REQUEST_MAX_BYTES: '500' };
        return { ...rest, ...limits, ...edge, GATEWAY_API_KEYS: 'a-key-of-sixteen-characters' };
      },
    });
    const key = { authorization: 'Bearer a-key-of-sixteen-characters' };
    await world.query('{ __typename }');
    await world.query('{ __typename }', {}, { ...key, origin: 'https://elsewhere.example' });
    await world.query(`{ __typename } # ${'x'.repeat(500)}`, {}, key);
    await world.query('{ jobs { totalCount } assets { totalCount } setDesigns { totalCount } }', {}, key);
    await world.query('{ jobs { totalCount } assets { totalCount } }', {}, key);
    const task = 'subscription { uploadTask(taskId: "5d0c2f7e-0000-4000-8000-000000000000") { status } }';
    world.simulators.sartiq.inject({ kind: 'hang' });
    const watching = new AbortController();
    const parameters = new URLSearchParams({ query: task });
    const headers = { ...key, accept: 'text/event-stream' };
    const watched = fetch(`${world.url}/graphql?${parameters}`, { headers, signal: watching.signal });
    await eventually(async () => expect(await sampleOf(world, 'atelier_subscriptions_running')).toBe(1));
    await ask(`${world.url}/graphql?${parameters}`, { headers });
    await eventually(async () => {
      await world.query('{ __typename }', {}, key);
      expect(await countsOf(world, 'atelier_refusals_total')).toMatchObject({ 'rate RATE_LIMITED': 1 });
    });
    expect(await countsOf(world, 'atelier_refusals_total')).toEqual({
      'gate UNAUTHENTICATED': 1,
      'site FORBIDDEN': 1,
      'body BAD_USER_INPUT': 1,
      'cost QUERY_TOO_EXPENSIVE': 1,
      'minute QUERY_TOO_EXPENSIVE': 1,
      'load OVERLOADED': 1,
      'rate RATE_LIMITED': 1,
    });
    const refused = Object.entries(await countsOf(world, 'atelier_operations_total')).filter(([labels]) =>
      labels.endsWith('refused'),
    );
    expect(refused.reduce((sum, [, count]) => sum + count, 0)).toBe(7);
    watching.abort();
    await watched.catch(() => {});
  });

  it('of the gate tell wrong keys from an issuer whose keys cannot be read', async () => {
    await using gateway = await startGatewayWith({
      GATEWAY_JWKS_URL: 'http://127.0.0.1:9/keys',
      GATEWAY_JWT_ISSUER: 'https://login.example',
      GATEWAY_JWT_AUDIENCE: 'atelier',
    });
    const token = `${Buffer.from('{"alg":"ES256","kid":"a"}').toString('base64url')}.e30.c2ln`;
    await gateway.query('{ __typename }', {}, { authorization: `Bearer ${token}` });
    await gateway.query('{ __typename }');
    await eventually(async () =>
      expect(await countsOf(gateway, 'atelier_refusals_total')).toEqual({
        'gate OVERLOADED': 1,
        'gate UNAUTHENTICATED': 1,
      }),
    );
  });
});

describe('requests to upstreams on /metrics', () => {
  it('that got no answer are told from those that were held back by the breaker', async () => {
    const clock = { nowMs: Date.now() };
    await using world = await startWorld({ now: () => clock.nowMs });
    world.simulators.piktid.inject({ kind: 'reset' });
    const query = '{ assets(first: 1) { totalCount } }';
    await eventually(async () => {
      await world.query(query);
      expect(await sampleOf(world, 'atelier_upstream_breaker_state', { upstream: 'piktid' })).toBe(2);
    });
    const sent = world.takeRequests().length;
    const held = await sampleOf(world, 'atelier_upstream_held_total', { upstream: 'piktid', by: 'breaker' });
    for (let again = 0; again < 3; again += 1) await world.query(query);
    expect(world.takeRequests()).toEqual([]);
    expect(await countsOf(world, 'atelier_upstream_unanswered_total')).toEqual({
      'piktid GET /assets UPSTREAM_UNAVAILABLE': sent,
    });
    expect(await countsOf(world, 'atelier_upstream_held_total')).toEqual({
      'piktid breaker': (held ?? 0) + 3,
    });
    expect(await countsOf(world, 'atelier_upstream_breaker_changes_total')).toEqual({ 'piktid open': 1 });
  });
});

it('names no caller, token, id or address on /metrics', async () => {
  await using world = await startWorld();
  const { piktid } = world.simulators;
  const assetId = piktid.data.assets[0]?.id ?? '';
  await world.query(`query One { asset(assetId: "${assetId}") { url thumbnailUrl } }`);
  const text = await eventually(async () => {
    const body = await (await fetch(`${world.url}/metrics`)).text();
    expect(body).toContain('operation="One"');
    return body;
  });
  for (const secret of [tokenOf('piktid', 'giulia'), assetId, '127.0.0.1', piktid.url]) {
    expect(secret.length).toBeGreaterThan(5);
    expect(text).not.toContain(secret);
  }
});
