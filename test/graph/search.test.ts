import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allAssets, allDatasetImages, allJobs } from '#test/support/upstream-lists.ts';
import {
  type RunningGateway,
  serviceEnvironment,
  startGatewayWith,
  startWorld,
  type World,
} from '#test/support/world.ts';

const nodes = '__typename ... on Asset { assetId } ... on DatasetImage { imageId } ... on Job { jobId }';

describe('search', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  beforeEach(() => {
    world.takeRequests();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const search = (args: string, gateway: RunningGateway = world) =>
    gateway.query(
      `{ search(${args}) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { ${nodes} } } nodes { __typename } } }`,
    );

  it('walks every result of every backend once, in turn one of each', async () => {
    const text = 'a';
    const [assets, images, jobs] = await Promise.all([
      allAssets(world.simulators, { search: text }),
      allDatasetImages(world.simulators, { search: text }),
      allJobs(world.simulators, { search: text }),
    ]);
    const expected = [
      ...assets.map((asset) => `Asset ${asset['id']}`),
      ...images.map((image) => `DatasetImage ${image['id']}`),
      ...jobs.map((job) => `Job ${job['job_id']}`),
    ];
    const seen: string[] = [];
    let after = '';
    for (;;) {
      const { data, errors } = await search(`text: "${text}", first: 41${after}`);
      expect(errors).toEqual([]);
      expect(data.search.totalCount).toBe(expected.length);
      for (const { node } of data.search.edges) {
        seen.push(`${node.__typename} ${node.assetId ?? node.imageId ?? node.jobId}`);
      }
      if (!data.search.pageInfo.hasNextPage) break;
      after = `, after: "${data.search.pageInfo.endCursor}"`;
    }
    expect(seen.slice(0, 6).map((result) => result.split(' ')[0])).toEqual([
      'Asset',
      'DatasetImage',
      'Job',
      'Asset',
      'DatasetImage',
      'Job',
    ]);
    expect(seen.toSorted()).toEqual(expected.toSorted());
    expect(Math.min(assets.length, images.length, jobs.length)).toBeGreaterThan(41);
  });

  it('asks each backend once for a window', async () => {
    await search('text: "front", first: 20');
    expect(world.takeRequests()).toHaveLength(3);
  });

  it('keeps the results of the others where a backend is down', async () => {
    const stop = world.simulators.acusight.inject({ kind: 'reset' });
    const { data, errors } = await search('text: "a", first: 9');
    stop();
    expect(data.search.edges.map((edge: { node: object | null }) => edge.node === null)).toEqual([
      false,
      true,
      ...Array.from({ length: 7 }, () => false),
    ]);
    expect(data.search.totalCount).toBeNull();
    expect(errors.map((error) => error.path)).toContainEqual(['search', 'edges', 1, 'node']);
    expect(new Set(errors.map((error) => error.extensions.code))).toEqual(new Set(['UPSTREAM_UNAVAILABLE']));
    const next = await search(`text: "a", first: 9, after: "${data.search.pageInfo.endCursor}"`);
    expect(next.data.search.edges[0].node.__typename).toBe('DatasetImage');
  });

  it('refuses a blank text, a wrong size and a cursor of another text', async () => {
    const { data } = await search('text: "front", first: 2');
    world.takeRequests();
    for (const [args, argument] of [
      ['text: " "', 'text'],
      ['text: "a", first: 201', 'first'],
      [`text: "back", after: "${data.search.pageInfo.endCursor}"`, 'after'],
    ]) {
      const { errors } = await search(args ?? '');
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: [argument] });
    }
    expect(world.takeRequests()).toEqual([]);
  });

  it('comes to its end row by row although a backend stays down', async () => {
    // Its own, because it will not ask PiktID for a while after so many failures.
    await using gateway = await startGatewayWith(serviceEnvironment(world.simulators));
    const stop = world.simulators.piktid.inject({ kind: 'status', status: 500 });
    const images = await allDatasetImages(world.simulators, { search: 'SS26-D' });
    const seen: unknown[] = [];
    let after = '';
    do {
      const { data } = await search(`text: "SS26-D", first: 1${after}`, gateway);
      seen.push(
        ...data.search.edges.map(({ node }: { node: { imageId: number } | null }) => node?.imageId ?? null),
      );
      after = data.search.pageInfo.hasNextPage ? `, after: "${data.search.pageInfo.endCursor}"` : '';
    } while (after !== '');
    stop();
    expect(seen.filter((id) => id === null)).toHaveLength(2);
    expect(seen.filter((id) => id !== null)).toEqual(images.map((image) => image['id']));
    expect(images.length).toBeGreaterThan(1);
  });

  it('asks for three smallest pages where only the count is selected', async () => {
    await world.query('{ search(text: "a") { totalCount } }');
    const requests = world.takeRequests();
    expect(requests).toHaveLength(3);
    for (const request of requests) expect(request).toMatch(/(per_page|limit)=1(&|$)/);
  });
});
