/** Three replicas on one Redis: what they share, and that nothing is lost when one of them and Redis go. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '#src/server/persisted-operations.ts';
import type { Simulators } from '#test/simulators/start.ts';
import { ask } from '#test/support/ask.ts';
import { eventually } from '#test/support/eventually.ts';
import { type KnownOperation, startLoad } from '#test/support/load.ts';
import { createManualClock } from '#test/support/manual-clock.ts';
import { type Replica, type Replicas, startReplicas } from '#test/support/replicas.ts';
import { startJob, startUpload } from '#test/support/start-work.ts';
import { type Subscription, subscribe } from '#test/support/subscribe.ts';

const designs = '{ setDesigns(first: 3) { totalCount nodes { setDesignId name } } }';
const watchTask = `subscription ($taskId: UUID!) {
  uploadTask(taskId: $taskId) { status progress processedItems completedAt }
}`;
const watchJob = 'subscription ($jobId: String!) { job(jobId: $jobId) { jobStatus completedImages } }';

async function post(url: string, body: object, headers: Readonly<Record<string, string>> = {}) {
  const answer = await ask(`${url}/graphql`, { method: 'POST', json: body, headers });
  return { status: answer.status, body: answer.body as { readonly data?: unknown } };
}

function requestsTo({ requests }: Simulators['sartiq' | 'piktid'], path: string): number {
  return requests.filter((request) => request.path === path).length;
}

function pollsOf({ sartiq }: Simulators, taskId: string): number {
  return requestsTo(sartiq, `/set-designs/upload-tasks/${taskId}`);
}

/** Everything that a subscriber sees, to the end. */
async function allOf(subscription: Subscription, field: string): Promise<unknown[]> {
  const states: unknown[] = [];
  for (let event = await subscription.next(); event; event = await subscription.next()) {
    expect(event.errors).toEqual([]);
    states.push(event.data[field]);
  }
  return states;
}

function expectNoRepetition(states: readonly unknown[]): void {
  expect(new Set(states.map((state) => JSON.stringify(state))).size).toBe(states.length);
}

/** For starting processes on a busy machine. */
const longMs = 240_000;

describe('three replicas', () => {
  const [operationsPerMinute, requestsPerMinute] = [40, 12];
  /** Limits are each key's, so every test has its own. */
  const headersOf = (test: string) => ({ authorization: `Bearer key-for-${test.padEnd(12, '-')}` });
  const tests = ['hot', 'document', 'operations', 'requests', 'watching'] as const;
  let replicas: Replicas;
  beforeAll(async () => {
    replicas = await startReplicas({
      GATEWAY_API_KEYS: tests.map((test) => headersOf(test).authorization.slice('Bearer '.length)).join(),
      GATEWAY_ANONYMOUS: '',
      RATE_LIMIT_PER_MINUTE: String(operationsPerMinute),
      MAX_REQUESTS_PER_MINUTE: String(requestsPerMinute),
    });
    // The first operations of a process are slow; on a busy machine slower than commands to Redis may be.
    for (const { url } of replicas.all)
      for (const headers of [headersOf('document'), headersOf('watching')])
        await post(url, { query: '{ assets(first: 2) { nodes { filename } } }' }, headers);
  }, longMs);
  afterAll(() => replicas?.[Symbol.asyncDispose]());

  it('ask once for one hot query, the moment that all of them want it and shortly after', async () => {
    const { sartiq } = replicas.simulators;
    sartiq.inject({ kind: 'delay', ms: 700, path: '/set-designs/' });
    const askAll = () =>
      Promise.all(replicas.all.map(({ url }) => post(url, { query: designs }, headersOf('hot'))));
    const [first, ...others] = await askAll();
    expect(first).toMatchObject({ status: 200, body: { data: { setDesigns: { nodes: { length: 3 } } } } });
    for (const answer of others) expect(answer).toEqual(first);
    expect(requestsTo(sartiq, '/set-designs/')).toBe(1);
    for (const answer of await askAll()) expect(answer).toEqual(first);
    // A machine that took longer than the two seconds sees the one renewal.
    expect(requestsTo(sartiq, '/set-designs/')).toBeLessThanOrEqual(2);
    sartiq.clearFaults();
  });

  it('count the operations of a caller together', async () => {
    const headers = headersOf('operations');
    const statuses: number[] = [];
    while (statuses.length < operationsPerMinute + 15) {
      const sent = [1, 2, 3, 4, 5].map(() =>
        post(replicas.balancer.url, { query: '{ __typename }' }, headers),
      );
      statuses.push(...(await Promise.all(sent)).map(({ status }) => status));
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(operationsPerMinute);
    expect(statuses.filter((status) => status === 429)).toHaveLength(15);
    expect(Math.min(...replicas.balancer.served)).toBeGreaterThan(0);
  });

  it('count the upstream requests of a caller together', async () => {
    const headers = { ...headersOf('requests'), 'cache-control': 'no-cache' };
    const statuses: number[] = [];
    while (statuses.length < 2 * requestsPerMinute) {
      const { url } = replicas.balancer;
      statuses.push((await post(url, { query: '{ jobs(first: 1) { totalCount } }' }, headers)).status);
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(requestsPerMinute);
    expect(requestsTo(replicas.simulators.piktid, '/gallery/by-job')).toBe(requestsPerMinute);
  });

  it('poll an upload task as often as one of them does, and show it to the end to everybody', async () => {
    await using stack = new AsyncDisposableStack();
    const { simulators, all } = replicas;
    const [alone, together] = [await startUpload(simulators, 16), await startUpload(simulators, 16)];
    const watch = async ({ url }: Replica, taskId: string) =>
      allOf(stack.use(await subscribe(url, watchTask, { taskId }, headersOf('watching'))), 'uploadTask');
    const ofOne = watch(all[0], alone);
    const ofAll = await Promise.all([...all, ...all].map((replica) => watch(replica, together)));
    for (const states of [...ofAll, await ofOne]) {
      expect(states.at(-1)).toMatchObject({ status: 'COMPLETED', progress: 100 });
      expectNoRepetition(states);
    }
    const [pollsOfOne = 0, pollsOfAll] = [alone, together].map((id) => pollsOf(simulators, id));
    expect(pollsOfOne).toBeGreaterThan(3);
    expect(pollsOfAll).toBeLessThan(2 * pollsOfOne);
  });

  it('read a job as often as one of them does, and show it to the end to everybody', async () => {
    await using stack = new AsyncDisposableStack();
    const { simulators, all } = replicas;
    const names = Array.from({ length: 6 }, (_, index) => `look-${index}.jpg`);
    const [alone, together] = [await startJob(simulators, names), await startJob(simulators, names)];
    const watch = async ({ url }: Replica, jobId: string) =>
      allOf(stack.use(await subscribe(url, watchJob, { jobId }, headersOf('watching'))), 'job');
    const ofOne = watch(all[0], alone);
    const ofAll = await Promise.all(all.map((replica) => watch(replica, together)));
    for (const states of [...ofAll, await ofOne]) {
      expect(states.at(-1)).toMatchObject({ jobStatus: 'completed', completedImages: 6 });
      expectNoRepetition(states);
    }
    const readsOf = (jobId: string): number =>
      simulators.piktid.requests.filter(({ query }) => query.get('job_id') === jobId).length;
    expect(readsOf(together)).toBeLessThan(2 * readsOf(alone));
  });

  it('run a document that a client registered at any of them, and go on when Redis is killed', async () => {
    const query = 'query Registered { setDesigns(first: 1) { totalCount } }';
    const byHash = { extensions: { persistedQuery: { version: 1, sha256Hash: sha256(query) } } };
    const headers = headersOf('document');
    const [here, ...others] = replicas.all;
    const unknown = await post(here.url, byHash, headers);
    expect(JSON.stringify(unknown.body)).toContain('PersistedQueryNotFound');
    const registered = await post(here.url, { ...byHash, query }, headers);
    expect(registered).toMatchObject({ body: { data: { setDesigns: expect.anything() } } });
    for (const { url } of others) expect(await post(url, byHash, headers)).toEqual(registered);
    await replicas.redis.kill();
    for (const { url } of replicas.all) expect(await post(url, byHash, headers)).toEqual(registered);
  });
});

it(
  'an upload task that three replicas watch goes on for the others when one, and then Redis, is killed',
  async () => {
    const clock = createManualClock();
    await using replicas = await startReplicas({}, { now: clock.now });
    await using stack = new AsyncDisposableStack();
    const { simulators, all, redis } = replicas;
    const taskId = await startUpload(simulators, 4);
    const [lost, ...others] = await Promise.all(
      all.map(async ({ url }) => stack.use(await subscribe(url, watchTask, { taskId }))),
    );
    const next = async () =>
      (await Promise.all(others.map((one) => one.next()))).map((event) => event?.data.uploadTask);
    await lost?.next();
    for (const state of await next()) expect(state).toMatchObject({ status: 'PENDING' });
    const [dying] = all;
    dying.process.kill('SIGKILL');
    await dying.process.exited;
    clock.move(1_600);
    for (const state of await next())
      expect(state).toMatchObject({ status: 'PROCESSING', processedItems: 1 });
    await redis.kill();
    clock.move(500);
    for (const state of await next())
      expect(state).toMatchObject({ status: 'PROCESSING', processedItems: 2 });
    clock.move(10_000);
    for (const state of await next()) expect(state).toMatchObject({ status: 'COMPLETED', progress: 100 });
    expect(await Promise.all(others.map((one) => one.next()))).toEqual([null, null]);
  },
  longMs,
);

describe('no operation fails', () => {
  const queries = [
    '{ assets(first: 3) { totalCount nodes { filename } } }',
    designs,
    '{ datasetImages(first: 3) { totalCount nodes { filename } } }',
  ];
  const knownAt = (url: string): Promise<KnownOperation[]> =>
    Promise.all(queries.map(async (query) => ({ query, data: (await post(url, { query })).body.data })));

  it(
    'when one of three replicas stops, and then Redis is killed and comes back',
    async () => {
      await using replicas = await startReplicas({ SHUTDOWN_GRACE_MS: '3000' });
      const { balancer, all, redis } = replicas;
      const operations = await knownAt(balancer.url);
      const load = startLoad({ url: balancer.url, perSecond: 40, operations });
      const more = (count: number): Promise<void> => {
        const before = load.answered;
        return eventually(() => expect(load.answered).toBeGreaterThan(before + count), longMs);
      };
      await more(60);
      const [stopping] = all;
      stopping.process.kill('SIGTERM');
      expect(await stopping.process.exited).toEqual([0, null]);
      await more(60);
      await redis.kill();
      await more(60);
      await redis.restart();
      await more(60);
      await load.stop();
      expect(load.failures).toEqual([]);
      expect(load.refused).toBe(0);
    },
    longMs,
  );

  it(
    'when one of three replicas is killed, and then Redis',
    async () => {
      await using replicas = await startReplicas();
      const { balancer, all, redis } = replicas;
      const operations = await knownAt(balancer.url);
      let answered = 0;
      let isOver = false;
      const failures: string[] = [];
      const worker = async (): Promise<void> => {
        for (let turn = 0; !isOver; turn += 1) {
          const { query, data } = operations[turn % operations.length] as KnownOperation;
          const answer = await ask(`${balancer.url}/graphql?${new URLSearchParams({ query })}`);
          answered += 1;
          if (answer.text !== JSON.stringify({ data })) failures.push(`${answer.status} ${answer.text}`);
        }
      };
      const workers = Array.from({ length: 8 }, worker);
      const more = (count: number): Promise<void> => {
        const before = answered;
        return eventually(() => expect(answered).toBeGreaterThan(before + count), longMs);
      };
      await more(60);
      const [dying] = all;
      dying.process.kill('SIGKILL');
      await dying.process.exited;
      await more(60);
      await redis.kill();
      await more(60);
      isOver = true;
      await Promise.all(workers);
      expect(failures).toEqual([]);
    },
    longMs,
  );
});
