import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom, type Random } from '#test/simulators/random.ts';
import type { Simulators } from '#test/simulators/start.ts';
import { startWorld, type World } from '#test/support/world.ts';

/** A list of the simulators that a test changes under a client that walks it. */
interface ChangingList {
  readonly field: string;
  /** Field of the node that holds the row's own id. */
  readonly key: string;
  readonly args: string;
  /** Rows that the client can see; the array itself is what is changed. */
  readonly rowsOf: (simulators: Simulators) => Row[];
  readonly isListed: (row: Row) => boolean;
  readonly idOf: (row: Row) => string | number;
  /** A new row beside an old one, somewhere in the order. */
  readonly copy: (row: Row, random: Random) => Row;
}

// biome-ignore lint/suspicious/noExplicitAny: rows of four kinds, of which the test reads ids and times only
type Row = any;

const microseconds = (random: Random) =>
  `202${random.int(5, 6)}-0${random.int(1, 9)}-1${random.int(0, 9)}T1${random.int(0, 9)}:00:00.${random.int(100_000, 999_999)}`;

const lists: readonly ChangingList[] = [
  {
    field: 'jobs',
    key: 'jobId',
    args: '',
    rowsOf: ({ piktid }) => piktid.data.jobs,
    isListed: (job) => job.owner === 'giulia' || job.sharedWith.includes('giulia'),
    idOf: (job) => job.job_id,
    copy: (job, random) => ({ ...job, job_id: random.uuid(), created_at: `${microseconds(random)}+00:00` }),
  },
  {
    field: 'assets',
    key: 'assetId',
    args: ', orderBy: { field: FILENAME, direction: ASC }',
    rowsOf: ({ piktid }) => piktid.data.assets,
    isListed: (asset) =>
      asset.owner !== 'platform' && (asset.owner === 'giulia' || asset.sharedWith.includes('giulia')),
    idOf: (asset) => asset.id,
    copy: (asset, random) => ({
      ...asset,
      id: random.uuid(),
      filename: `${random.pick(['A', 'M', 'Z'])}${asset.filename}`,
    }),
  },
  {
    field: 'setDesigns',
    key: 'setDesignId',
    args: '',
    rowsOf: ({ sartiq }) => sartiq.data.setDesigns,
    isListed: (design) => design.organization_id === null,
    idOf: (design) => design.id,
    copy: (design, random) => ({ ...design, id: random.uuid(), created_at: `${microseconds(random)}Z` }),
  },
  {
    field: 'datasetImages',
    key: 'imageId',
    args: ', orderBy: { field: CREATED_AT, direction: DESC }',
    rowsOf: ({ acusight }) => acusight.data.images,
    isListed: (image) => image.organization === 'giulia',
    idOf: (image) => image.id,
    copy: (image, random) => ({
      ...image,
      id: random.int(10_000_000, 20_000_000),
      created_at: `${microseconds(random).slice(0, 19)}Z`,
    }),
  },
];

/** Inserts or deletes one row; what is deleted is noted. */
function change(list: ChangingList, rows: Row[], random: Random, deleted: Set<unknown>): void {
  const index = random.int(0, rows.length - 1);
  const row = rows[index];
  if (!list.isListed(row) || random.chance(0.5)) rows.push(list.copy(row, random));
  else {
    rows.splice(index, 1);
    deleted.add(list.idOf(row));
  }
}

describe('walking a list that changes', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const cases = lists.flatMap((list) =>
    [7, 20, 37].flatMap((size) =>
      (['first', 'last'] as const).map((direction) => [list.field, direction, size, list] as const),
    ),
  );

  it.each(cases)(
    '%s with %s: %d shows no row twice and misses none that was there throughout, with 20 inserts and deletes between pages',
    async (_field, direction, size, list) => {
      const random = createRandom(Date.now(), `${list.field} ${direction} ${size}`);
      const rows = list.rowsOf(world.simulators);
      // The small world's owner sees only some rows; those that the gateway lists are what counts.
      const before = new Set(await listed(list));
      const deleted = new Set<unknown>();
      const seen: unknown[] = [];
      let cursor: string | null = null;
      const [position, more, end] =
        direction === 'first'
          ? (['after', 'hasNextPage', 'endCursor'] as const)
          : (['before', 'hasPreviousPage', 'startCursor'] as const);
      for (;;) {
        const at: string = cursor === null ? '' : `, ${position}: "${cursor}"`;
        const { data, errors, extensions } = await world.query(
          `{ ${list.field}(${direction}: ${size}${at}${list.args}) { nodes { ${list.key} } pageInfo { ${more} ${end} } } }`,
        );
        expect(errors).toEqual([]);
        expect(extensions).toBeUndefined();
        seen.push(...data[list.field].nodes.map((node: Row) => node[list.key]));
        if (!data[list.field].pageInfo[more]) break;
        cursor = data[list.field].pageInfo[end];
        for (let changes = 0; changes < 20; changes += 1) change(list, rows, random, deleted);
      }
      expect(new Set(seen).size).toBe(seen.length);
      const missed = [...before].filter((id) => !deleted.has(id) && !seen.includes(id));
      expect(missed).toEqual([]);
    },
  );

  const listed = async (list: ChangingList): Promise<unknown[]> => {
    const ids: unknown[] = [];
    let after = '';
    for (;;) {
      const { data } = await world.query(
        `{ ${list.field}(first: 200${after}${list.args}) { nodes { ${list.key} } pageInfo { hasNextPage endCursor } } }`,
      );
      ids.push(...data[list.field].nodes.map((node: Row) => node[list.key]));
      if (!data[list.field].pageInfo.hasNextPage) return ids;
      after = `, after: "${data[list.field].pageInfo.endCursor}"`;
    }
  };

  it('costs no further request while nothing changes', async () => {
    for (const list of lists) {
      const { data } = await world.query(
        `{ ${list.field}(first: 20${list.args}) { pageInfo { endCursor } } }`,
      );
      world.takeRequests();
      await world.query(
        `{ ${list.field}(first: 20, after: "${data[list.field].pageInfo.endCursor}"${list.args}) { nodes { ${list.key} } } }`,
      );
      expect(world.takeRequests()).toHaveLength(1);
    }
  });

  it('says so in extensions where the place cannot be found again', async () => {
    const { data } = await world.query(
      '{ datasetImages(first: 20) { nodes { imageId } pageInfo { endCursor } } }',
    );
    const { images } = world.simulators.acusight.data;
    const gone = data.datasetImages.nodes.at(-1).imageId;
    images.splice(
      images.findIndex(({ id }) => id === gone),
      1,
    );
    // Rows that come in another order than the backend promises do not tell where the deleted one was.
    const stop = world.simulators.acusight.inject({
      kind: 'rewrite',
      body: (body) => ({ ...(body as object), data: (body as { data: unknown[] }).data.toReversed() }),
    });
    const { errors, extensions } = await world.query(
      `{ datasetImages(first: 20, after: "${data.datasetImages.pageInfo.endCursor}") { nodes { imageId } } }`,
    );
    stop();
    expect(errors).toEqual([]);
    expect(extensions).toEqual({
      warnings: [{ code: 'CURSOR_DRIFT', message: expect.any(String), path: ['datasetImages'] }],
    });
  });

  it('finds its place again behind two thousand new rows', async () => {
    const query = (after: string) =>
      world.query(`{ datasetImages(first: 20${after}) { nodes { imageId } pageInfo { endCursor } } }`);
    const first = await query('');
    const after = `, after: "${first.data.datasetImages.pageInfo.endCursor}"`;
    const expected = (await query(after)).data.datasetImages.nodes;
    const { images } = world.simulators.acusight.data;
    const [model] = images;
    if (!model) throw new Error('the world has no image');
    for (let index = 0; index < 2_000; index += 1) {
      images.push({
        ...model,
        organization: 'giulia',
        id: 30_000_000 + index,
        created_at: '2031-01-01T00:00:00Z',
      });
    }
    const { data, extensions } = await query(after);
    expect(data.datasetImages.nodes).toEqual(expected);
    expect(extensions).toBeUndefined();
  });
});

describe('pageCursors', () => {
  it('lead to the numbered pages of every list', async () => {
    await using world = await startWorld();
    const pages =
      'pageCursors { around { page isCurrent cursor } first { page cursor } last { page cursor } previous { page cursor } }';
    for (const list of lists) {
      const read = async (args: string) => {
        const { data, errors } = await world.query(
          `{ ${list.field}(first: 8${args}${list.args}) { totalCount nodes { ${list.key} } ${pages} } }`,
        );
        expect(errors).toEqual([]);
        return data[list.field];
      };
      const first = await read('');
      expect(first.pageCursors.previous).toBeNull();
      expect(first.pageCursors.around.map(({ page }: Row) => page)).toEqual([1, 2, 3, 4, 5]);
      expect(first.pageCursors.last.page).toBe(Math.ceil(first.totalCount / 8));
      const fourth = await read(`, after: "${first.pageCursors.around[3].cursor}"`);
      expect(fourth.pageCursors.around.find(({ isCurrent }: Row) => isCurrent).page).toBe(4);
      expect(fourth.pageCursors.first.page).toBe(1);
      expect(fourth.pageCursors.previous.page).toBe(3);
      const again = await read(`, after: "${fourth.pageCursors.first.cursor}"`);
      expect(again.nodes).toEqual(first.nodes);
      const { data } = await world.query(
        `{ ${list.field}(first: 32${list.args}) { nodes { ${list.key} } } }`,
      );
      expect(fourth.nodes).toEqual(data[list.field].nodes.slice(24, 32));
      const last = await read(`, after: "${first.pageCursors.last.cursor}"`);
      expect(last.nodes).toHaveLength(first.totalCount % 8 || 8);
    }
  });
});
