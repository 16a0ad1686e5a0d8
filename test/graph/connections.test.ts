import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  allAssets,
  allDatasetImages,
  allImages,
  allJobs,
  allSetDesigns,
} from '#test/support/upstream-lists.ts';
import { startWorld, type World } from '#test/support/world.ts';

interface ListCase {
  readonly field: string;
  /** Field of the node that names the row, and the same on the wire. */
  readonly key: string;
  readonly wireKey: string;
  readonly expected: (world: World) => Promise<readonly Readonly<Record<string, unknown>>[]>;
}

const lists: readonly ListCase[] = [
  { field: 'jobs', key: 'jobId', wireKey: 'job_id', expected: (world) => allJobs(world.simulators) },
  { field: 'assets', key: 'assetId', wireKey: 'id', expected: (world) => allAssets(world.simulators) },
  {
    field: 'setDesigns',
    key: 'setDesignId',
    wireKey: 'id',
    expected: (world) => allSetDesigns(world.simulators),
  },
  {
    field: 'datasetImages',
    key: 'imageId',
    wireKey: 'id',
    expected: (world) => allDatasetImages(world.simulators),
  },
];

interface Page {
  readonly totalCount: number;
  readonly edges: readonly { readonly cursor: string; readonly node: Readonly<Record<string, unknown>> }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

const selection = (key: string) =>
  `{ totalCount edges { cursor node { ${key} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`;

describe('connections', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  beforeEach(() => {
    world.takeRequests();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const read = async ({ field, key }: Pick<ListCase, 'field' | 'key'>, args: string): Promise<Page> => {
    const { data, errors } = await world.query(`{ ${field}(${args}) ${selection(key)} }`);
    expect(errors).toEqual([]);
    return data[field];
  };

  it.each(lists)(
    '$field walks from start to end in steps of 37 without a gap or a repetition',
    async (list) => {
      const expected = (await list.expected(world)).map((row) => row[list.wireKey]);
      const seen: unknown[] = [];
      let after: string | null = null;
      do {
        const page: Page = await read(list, after === null ? 'first: 37' : `first: 37, after: "${after}"`);
        expect(page.totalCount).toBe(expected.length);
        expect(page.pageInfo.hasPreviousPage).toBe(seen.length > 0);
        seen.push(...page.edges.map((edge) => edge.node[list.key]));
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after !== null);
      expect(seen).toEqual(expected);
    },
  );

  it.each(lists)(
    '$field walks from end to start in steps of 37 without a gap or a repetition',
    async (list) => {
      const expected = (await list.expected(world)).map((row) => row[list.wireKey]);
      const seen: unknown[] = [];
      let before: string | null = null;
      do {
        const page: Page = await read(list, before === null ? 'last: 37' : `last: 37, before: "${before}"`);
        expect(page.pageInfo.hasNextPage).toBe(seen.length > 0);
        seen.unshift(...page.edges.map((edge) => edge.node[list.key]));
        before = page.pageInfo.hasPreviousPage ? page.pageInfo.startCursor : null;
      } while (before !== null);
      expect(seen).toEqual(expected);
    },
  );

  it.each(lists)('$field reads 20 rows after the first 10 with one request', async (list) => {
    const expected = (await list.expected(world)).map((row) => row[list.wireKey]);
    const start = await read(list, 'first: 10');
    world.takeRequests();
    const next = await read(list, `first: 20, after: "${start.pageInfo.endCursor}"`);
    expect(world.takeRequests()).toHaveLength(1);
    expect(next.edges.map((edge) => edge.node[list.key])).toEqual(expected.slice(10, 30));
  });

  it.each(lists)('$field gives 200 rows at once, past the cap of its backend', async (list) => {
    const expected = (await list.expected(world)).map((row) => row[list.wireKey]);
    world.takeRequests();
    const page = await read(list, 'first: 200');
    expect(page.edges.map((edge) => edge.node[list.key])).toEqual(expected.slice(0, 200));
    expect(world.takeRequests()).toHaveLength(Math.ceil(Math.min(200, expected.length) / 100));
  });

  it.each(lists)('$field asks for one smallest page where only totalCount is selected', async (list) => {
    const expected = await list.expected(world);
    world.takeRequests();
    const { data } = await world.query(`{ ${list.field}(first: 50) { totalCount } }`);
    expect(data[list.field].totalCount).toBe(expected.length);
    const [request, ...others] = world.takeRequests();
    expect(others).toEqual([]);
    expect(request).toMatch(/(per_page|limit)=1(&|$)/);
  });

  it('orders and filters as the backends do', async () => {
    const jobs = await allJobs(world.simulators, { order: 'asc', job_type: 'model_swap' });
    const assets = await allAssets(world.simulators, {
      sort_by: 'filename',
      order: 'asc',
      include_tags: 'product',
      exclude_tags: 'model,background',
    });
    const images = await allDatasetImages(world.simulators, {
      sort: 'filename',
      order: 'asc',
      split: 'none',
      class_values: 'blazer,trousers',
    });
    const { data, errors } = await world.query(`{
      jobs(first: 200, orderDirection: ASC, filter: { jobType: "model_swap" }) { nodes { jobId } }
      assets(
        first: 200
        orderBy: { field: FILENAME, direction: ASC }
        filter: { includeTags: [PRODUCT], excludeTags: [MODEL, BACKGROUND] }
      ) { nodes { assetId } }
      datasetImages(
        first: 200
        orderBy: { field: FILENAME, direction: ASC }
        filter: { split: NONE, classValues: ["blazer", "trousers"] }
      ) { nodes { imageId } }
    }`);
    expect(errors).toEqual([]);
    expect(data.jobs.nodes.map((job: { jobId: string }) => job.jobId)).toEqual(
      jobs.slice(0, 200).map((row) => row['job_id']),
    );
    expect(data.assets.nodes.map((asset: { assetId: string }) => asset.assetId)).toEqual(
      assets.slice(0, 200).map((row) => row['id']),
    );
    expect(data.datasetImages.nodes.map((image: { imageId: number }) => image.imageId)).toEqual(
      images.slice(0, 200).map((row) => row['id']),
    );
    expect(Math.min(jobs.length, assets.length, images.length)).toBeGreaterThan(0);
  });
});

describe('Job.images', () => {
  let world: World;
  let jobId: string;
  beforeAll(async () => {
    world = await startWorld();
    const jobs = await allJobs(world.simulators);
    jobId = String(jobs.find((job) => job['total_images'] === 450)?.['job_id']);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const place = (image: Readonly<Record<string, unknown>>) => `${image['imageIndex']}/${image['groupIndex']}`;

  it('walks all 450 images of a job that shows 200 in the gallery, in both directions', async () => {
    const expected = (await allImages(world.simulators, jobId)).map(
      (row) => `${row['image_index']}/${row['group_index']}`,
    );
    for (const [size, cursor, more, end] of [
      ['first', 'after', 'hasNextPage', 'endCursor'],
      ['last', 'before', 'hasPreviousPage', 'startCursor'],
    ] as const) {
      const seen: string[] = [];
      let at: string | null = null;
      do {
        const args: string = `${size}: 37${at === null ? '' : `, ${cursor}: "${at}"`}`;
        const { data, errors } = await world.query(
          `query ($jobId: String!) { job(jobId: $jobId) { images(${args}) ${selection('imageIndex groupIndex originalFilename')} } }`,
          { jobId },
        );
        expect(errors).toEqual([]);
        const page: Page = data.job.images;
        expect(page.totalCount).toBe(450);
        const places = page.edges.map((edge) => place(edge.node));
        if (size === 'first') seen.push(...places);
        else seen.unshift(...places);
        at = page.pageInfo[more] ? page.pageInfo[end] : null;
      } while (at !== null);
      expect(new Set(seen).size).toBe(450);
      expect(seen.toSorted()).toEqual(expected.toSorted());
    }
  });
});
