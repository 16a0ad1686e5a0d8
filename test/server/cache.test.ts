import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tokenOf } from '#test/simulators/simulator.ts';
import { eventually } from '#test/support/eventually.ts';
import { createManualClock, type ManualClock } from '#test/support/manual-clock.ts';
import { type RedisServer, startRedis } from '#test/support/redis.ts';
import { startUpload } from '#test/support/start-work.ts';
import { serviceEnvironment, startWorld, upstreamUrls, type World } from '#test/support/world.ts';

const everything = `{
  jobs(first: 3) { nodes { jobId images(first: 2) { nodes { imageIndex } } } }
  assets(first: 3) { nodes { assetId filename } }
  setDesigns(first: 3) { totalCount nodes { setDesignId name } }
  datasetImages(first: 3) { nodes { imageId split annotations { annotationId } } }
}`;
const fourRequests = 4;
const designs = '{ setDesigns(first: 3) { totalCount nodes { setDesignId name } } }';
const create = `mutation ($name: String!) {
  createSetDesign(input: { name: $name }) { setDesign { setDesignId name } userErrors { message } }
}`;

/** Headers of a caller who brings tokens. */
function tokensOf(user: 'giulia' | 'marco'): Record<string, string> {
  return {
    'x-piktid-token': tokenOf('piktid', user),
    'x-sartiq-token': tokenOf('sartiq', user),
    'x-acusight-token': tokenOf('acusight', user),
  };
}

/** The world's own answer, and that it had no fault. */
async function answerOf(world: World, query: string, headers: Record<string, string> = {}): Promise<unknown> {
  const { data, errors } = await world.query(query, {}, headers);
  expect(errors).toEqual([]);
  return data;
}

describe.each(['memory', 'Redis'] as const)('a gateway that keeps answers in %s', (place) => {
  let redis: RedisServer | null;
  let world: World;
  let clock: ManualClock;
  beforeAll(async () => {
    redis = place === 'Redis' ? await startRedis() : null;
    clock = createManualClock();
    world = await startWorld({
      clock,
      env: (simulators) => ({
        ...serviceEnvironment(simulators),
        CACHE_MAX_BYTES: '10000000',
        ...(redis ? { REDIS_URL: redis.url } : {}),
      }),
    });
  });
  beforeEach(() => {
    // Whatever is kept is too old after that.
    clock.move(60 * 60_000);
    world.takeRequests();
  });
  afterAll(async () => {
    await world?.[Symbol.asyncDispose]();
    await redis?.[Symbol.asyncDispose]();
  });

  it('asks nothing for an equal query of the same moment, and all of it for one that wants nothing kept', async () => {
    const first = await answerOf(world, everything);
    expect(world.takeRequests()).toHaveLength(fourRequests);
    expect(await answerOf(world, everything)).toEqual(first);
    expect(world.takeRequests()).toEqual([]);
    await answerOf(world, everything, { 'cache-control': 'no-cache' });
    expect(world.takeRequests()).toHaveLength(fourRequests);
  });

  it('gives out what is some seconds old, and renews it', async () => {
    const { setDesigns } = world.simulators.sartiq.data;
    const before = await answerOf(world, designs);
    const [row] = (before as { setDesigns: { nodes: { setDesignId: string; name: string }[] } }).setDesigns
      .nodes;
    const stored = setDesigns.find(({ id }) => id === row?.setDesignId);
    if (!stored) throw new Error('the world has no such set design');
    stored.name = 'Quite Another Name';
    clock.move(5_000);
    world.takeRequests();
    expect(await answerOf(world, designs)).toEqual(before);
    await eventually(async () =>
      expect(JSON.stringify(await answerOf(world, designs))).toContain('Quite Another Name'),
    );
    expect(world.takeRequests()).toHaveLength(1);
    clock.move(60_000);
    await answerOf(world, designs);
    expect(world.takeRequests()).toHaveLength(1);
  });

  it('shows no client an older state than its own change, nor any other client', async () => {
    const [mine, theirs] = [{}, { authorization: 'Bearer somebody else' }];
    for (const name of ['Loft 1', 'Loft 2']) {
      for (const headers of [mine, theirs]) await answerOf(world, designs, headers);
      const { data, errors } = await world.query(create, { name });
      expect([errors, data.createSetDesign.userErrors]).toEqual([[], []]);
      for (const headers of [mine, theirs]) {
        expect(JSON.stringify(await answerOf(world, designs, headers))).toContain(name);
      }
    }
  });

  it.each<[string, string, string, (id: string) => string]>([
    [
      'updateSetDesign',
      '{ setDesigns(first: 1) { nodes { id: setDesignId name } } }',
      'setDesigns',
      (id) =>
        `mutation { updateSetDesign(input: { setDesignId: "${id}", name: "New" }) { userErrors { message } } }`,
    ],
    [
      'deleteSetDesign',
      '{ setDesigns(first: 1) { nodes { id: setDesignId name } } }',
      'setDesigns',
      (id) => `mutation { deleteSetDesign(input: { setDesignId: "${id}" }) { userErrors { message } } }`,
    ],
    [
      'requestSetDesignCompletion',
      '{ setDesigns(first: 1) { nodes { id: setDesignId name } } }',
      'setDesigns',
      (id) =>
        `mutation { requestSetDesignCompletion(input: { setDesignId: "${id}", subjectIds: [], shotTypeIds: [] }) { userErrors { message } } }`,
    ],
    [
      'updateDatasetImage',
      '{ datasetImages(first: 1) { nodes { id: imageId splitLocked } } }',
      'datasetImages',
      (id) =>
        `mutation { updateDatasetImage(input: { imageId: ${id}, splitLocked: true }) { userErrors { message } } }`,
    ],
    [
      'createAnnotation',
      '{ datasetImages(first: 1) { nodes { id: imageId annotations { annotationId } } } }',
      'datasetImages',
      (id) =>
        `mutation { createAnnotation(input: { imageId: ${id}, type: "bbox", classValue: "shoe", geometry: [0.5, 0.5, 0.2, 0.2] }) { userErrors { message } } }`,
    ],
  ])('drops what %s touched', async (_name, list, field, mutationOf) => {
    const data = (await answerOf(world, list)) as Record<string, { nodes: [{ id: string }] }>;
    const id = data[field]?.nodes[0].id ?? '';
    await answerOf(world, list);
    world.takeRequests();
    const changed = (await answerOf(world, mutationOf(id))) as Record<string, { userErrors: unknown[] }>;
    expect(Object.values(changed).map(({ userErrors }) => userErrors)).toEqual([[]]);
    world.takeRequests();
    await answerOf(world, list);
    expect(world.takeRequests()).toHaveLength(1);
  });

  it('bases no change on what is kept', async () => {
    const data = (await answerOf(world, '{ setDesigns(first: 1) { nodes { setDesignId updatedAt } } }')) as {
      setDesigns: { nodes: [{ setDesignId: string; updatedAt: string }] };
    };
    const [{ setDesignId, updatedAt }] = data.setDesigns.nodes;
    await answerOf(world, `{ setDesign(setDesignId: "${setDesignId}") { name } }`);
    const row = world.simulators.sartiq.data.setDesigns.find(({ id }) => id === setDesignId);
    if (!row) throw new Error('the world has no such set design');
    row.updated_at = '2030-01-01T00:00:00.000000Z';
    const { data: changed } = await world.query(
      `mutation ($input: UpdateSetDesignInput!) { updateSetDesign(input: $input) { userErrors { code } } }`,
      { input: { setDesignId, name: 'Mine', ifUnmodifiedSince: updatedAt } },
    );
    expect(changed.updateSetDesign.userErrors).toEqual([{ code: 'CONFLICT' }]);
  });

  it('reads catalogues anew for who wants nothing kept, once an operation', async () => {
    const subjects = '{ setDesigns(first: 60) { nodes { baseImages { subject { name } } } } }';
    await answerOf(world, subjects);
    world.takeRequests();
    await answerOf(world, subjects);
    expect(world.takeRequests()).toEqual([]);
    await answerOf(world, subjects, { 'cache-control': 'no-cache' });
    const asked = world.takeRequests().filter((request) => request.startsWith('GET /subjects/'));
    expect(asked).toHaveLength(1);
  });

  it('gives out no set design from before its upload task was read', async () => {
    const taskId = await startUpload(world.simulators);
    const task = '{ uploadTask(taskId: "ID") { status setDesignId } }'.replace('ID', taskId);
    const started = (await answerOf(world, task)) as { uploadTask: { setDesignId: string } };
    const { setDesignId } = started.uploadTask;
    const images = `{ setDesign(setDesignId: "${setDesignId}") { baseImages { imageUrl updatedAt } } }`;
    const before = await answerOf(world, images);
    const row = world.simulators.sartiq.data.setDesigns.find(({ id }) => id === setDesignId);
    if (!row) throw new Error('the world has no such set design');
    row.base_images = [];
    expect(await answerOf(world, images)).toEqual(before);
    await answerOf(world, task);
    expect(await answerOf(world, images)).toEqual({ setDesign: { baseImages: [] } });
  });

  it('does not keep failures', async () => {
    world.simulators.sartiq.inject({ kind: 'broken-json', times: 1 });
    expect((await world.query(designs)).errors).toHaveLength(1);
    await answerOf(world, designs);
  });
});

describe('a gateway that shares Redis with another one', () => {
  it('gets nothing that was kept for another account, and hears of its changes', async () => {
    await using redis = await startRedis();
    await using first = await startWorld({
      env: (simulators) => ({
        ...serviceEnvironment(simulators),
        CACHE_MAX_BYTES: '10000000',
        REDIS_URL: redis.url,
      }),
    });
    const inFirst = (user: 'giulia' | 'marco') =>
      startWorld({
        env: () => ({
          ...serviceEnvironment(first.simulators, user),
          CACHE_MAX_BYTES: '10000000',
          REDIS_URL: redis.url,
        }),
      });
    await using giulia = await inFirst('giulia');
    await using marco = await inFirst('marco');
    const hers = await answerOf(first, designs);
    first.takeRequests();
    expect(await answerOf(giulia, designs)).toEqual(hers);
    expect(first.takeRequests()).toEqual([]);
    expect(await answerOf(marco, designs)).not.toEqual(hers);
    expect(first.takeRequests()).toHaveLength(1);
    await giulia.query(create, { name: 'From The Other Gateway' });
    expect(JSON.stringify(await answerOf(first, designs))).toContain('From The Other Gateway');
  });
});

describe('a gateway whose Redis goes away', () => {
  const withRedis = (url: string) => ({
    env: (simulators: World['simulators']) => ({
      ...serviceEnvironment(simulators),
      CACHE_MAX_BYTES: '10000000',
      REDIS_URL: url,
    }),
  });

  it('answers every operation without an error, in the middle of many and after, and keeps again when it is back', async () => {
    await using redis = await startRedis();
    await using world = await startWorld(withRedis(redis.url));
    const expected = await answerOf(world, everything);
    const ask = async (): Promise<void> => expect(await answerOf(world, everything)).toEqual(expected);
    const many = Array.from({ length: 40 }, ask);
    await Promise.race(many);
    await redis.kill();
    await Promise.all([...many, ...Array.from({ length: 40 }, ask)]);
    const { data, errors } = await world.query(create, { name: 'Without Redis' });
    expect([errors, data.createSetDesign.userErrors]).toEqual([[], []]);
    await redis.restart();
    await eventually(async () => {
      await answerOf(world, designs);
      world.takeRequests();
      expect(JSON.stringify(await answerOf(world, designs))).toContain('Without Redis');
      expect(world.takeRequests()).toEqual([]);
    });
  });

  it('answers while Redis stands still, and shows no older state than a change of that time after', async () => {
    await using redis = await startRedis();
    await using world = await startWorld(withRedis(redis.url));
    await answerOf(world, designs);
    const goOn = redis.freeze();
    await answerOf(world, designs);
    const { errors } = await world.query(create, { name: 'Standing Still' });
    expect(errors).toEqual([]);
    expect(JSON.stringify(await answerOf(world, designs))).toContain('Standing Still');
    goOn();
    expect(JSON.stringify(await answerOf(world, designs))).toContain('Standing Still');
    await eventually(async () => {
      world.takeRequests();
      expect(JSON.stringify(await answerOf(world, designs))).toContain('Standing Still');
      expect(world.takeRequests()).toEqual([]);
    });
  });

  it('starts without it', async () => {
    const redis = await startRedis();
    await redis[Symbol.asyncDispose]();
    await using world = await startWorld(withRedis(redis.url));
    await answerOf(world, everything);
    expect(world.logged).toEqual([]);
  });
});

describe('a gateway', () => {
  it('keeps nothing, here or in Redis, where it may keep no bytes', async () => {
    await using redis = await startRedis();
    await using world = await startWorld({
      env: (simulators) => ({
        ...serviceEnvironment(simulators),
        CACHE_MAX_BYTES: '0',
        REDIS_URL: redis.url,
      }),
    });
    await answerOf(world, everything);
    world.takeRequests();
    await answerOf(world, everything);
    expect(world.takeRequests()).toHaveLength(fourRequests);
    expect(await redis.client.keys('*')).toEqual([]);
  });

  it('gives nothing that is kept to who brings no token', async () => {
    await using world = await startWorld({
      env: (simulators) => ({ ...upstreamUrls(simulators), CACHE_MAX_BYTES: '10000000' }),
    });
    await answerOf(world, designs, tokensOf('giulia'));
    const { data, errors } = await world.query(designs);
    expect(data.setDesigns).toBeNull();
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
  });
});
