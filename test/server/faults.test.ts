import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { UpstreamName } from '#src/errors.ts';
import { tokenOf } from '#test/simulators/simulator.ts';
import { eventually } from '#test/support/eventually.ts';
import { everything, fieldsOf, upstreamNames } from '#test/support/studio-query.ts';
import { type Answer, type AnswerError, startWorld, type World } from '#test/support/world.ts';

type Wire = Record<string, unknown>;

let world: World;
let healthy: Answer;

beforeAll(async () => {
  world = await startWorld();
  healthy = await world.query(everything);
  expect(healthy.errors).toEqual([]);
});

afterAll(() => world[Symbol.asyncDispose]());

afterEach(() => {
  for (const upstream of upstreamNames) world.simulators[upstream].clearFaults();
  expect(world.logged).toEqual([]);
});

function expectNothingTold(errors: readonly AnswerError[]): void {
  const text = JSON.stringify(errors);
  const secrets = upstreamNames.flatMap((upstream) => [
    new URL(world.simulators[upstream].url).host,
    tokenOf(upstream, 'giulia'),
  ]);
  for (const secret of [...secrets, 'http:', 'undici', 'at async', '.ts:']) {
    expect(text).not.toContain(secret);
  }
}

describe('when an answer says that it is another page than the one asked for', () => {
  // Sartiq's answers do not say which page they are.
  it.each([
    ['piktid', 'pagination', { page: 2 }],
    ['piktid', 'pagination', { per_page: 20 }],
    ['acusight', 'meta', { offset: 50 }],
    ['acusight', 'meta', { limit: 50 }],
  ] as const)('by %s in its %s, its rows are put at no position: %j', async (upstream, part, other) => {
    world.simulators[upstream].inject({
      kind: 'rewrite',
      body: (body) => ({ ...(body as Wire), [part]: { ...((body as Wire)[part] as Wire), ...other } }),
    });
    const { data, errors } = await world.query(everything);
    expect(data).toEqual({
      ...healthy.data,
      ...Object.fromEntries(fieldsOf[upstream].map((field) => [field, null])),
    });
    for (const { extensions } of errors) expect(extensions).toEqual({ code: 'UPSTREAM_CONTRACT', upstream });
  });
});

describe('when a single object is asked for', () => {
  it('takes 404 for null, and every other failure for an error', async () => {
    const one = '{ asset(assetId: "x") { filename } datasetImage(imageId: 1999999999) { filename } }';
    expect(await world.query(one)).toMatchObject({ data: { asset: null, datasetImage: null }, errors: [] });
    world.simulators.piktid.inject({ kind: 'status', status: 500 });
    const { data, errors } = await world.query(one);
    expect(data).toEqual({ asset: null, datasetImage: null });
    expect(errors).toMatchObject([
      { path: ['asset'], extensions: { code: 'UPSTREAM_UNAVAILABLE', upstream: 'piktid' } },
    ]);
  });
});

/** Makes the second row of a list a bad one. */
interface RowCase {
  readonly upstream: UpstreamName;
  readonly field: string;
  readonly path: string;
  /** Where the rows are in the body. */
  readonly list: string;
  readonly id: string;
  readonly spoil: Wire;
  readonly broken: string;
}

const badRows: readonly RowCase[] = [
  {
    upstream: 'piktid',
    field: 'jobs',
    path: '/gallery/by-job',
    list: 'jobs',
    id: 'jobId',
    spoil: { job_type: 7 },
    broken: 'job_type',
  },
  {
    upstream: 'piktid',
    field: 'assets',
    path: '/assets',
    list: 'assets',
    id: 'assetId',
    spoil: { filename: null },
    broken: 'filename',
  },
  {
    upstream: 'sartiq',
    field: 'setDesigns',
    path: '/set-designs/',
    list: 'data',
    id: 'setDesignId',
    spoil: { name: ['x'] },
    broken: 'name',
  },
  {
    upstream: 'acusight',
    field: 'datasetImages',
    path: '/data/images',
    list: 'data',
    id: 'imageId',
    spoil: { width: 'wide' },
    broken: 'width',
  },
];

describe('when one row is bad', () => {
  it.each(badRows)('$field keep the other rows and blame that one, in nodes and in edges', async (row) => {
    const query = `{ ${row.field}(first: 3) { totalCount nodes { ${row.id} } edges { node { ${row.id} } } } }`;
    const intact = (await world.query(query)).data[row.field];
    const key = String(intact.nodes[1][row.id]);
    world.simulators[row.upstream].inject({
      path: row.path,
      kind: 'rewrite',
      body: (body) => {
        const rows = (body as Wire)[row.list] as Wire[];
        return {
          ...(body as Wire),
          [row.list]: rows.map((each, at) => (at === 1 ? { ...each, ...row.spoil } : each)),
        };
      },
    });
    const { data, errors } = await world.query(query);
    expect(data[row.field]).toEqual({
      totalCount: intact.totalCount,
      nodes: [intact.nodes[0], null, intact.nodes[2]],
      edges: [intact.edges[0], { node: null }, intact.edges[2]],
    });
    const extensions = { code: 'UPSTREAM_CONTRACT', upstream: row.upstream, row: key, field: row.broken };
    expect(errors.map((error) => [error.path, error.extensions])).toEqual(
      expect.arrayContaining([
        [[row.field, 'nodes', 1], extensions],
        [[row.field, 'edges', 1, 'node'], extensions],
      ]),
    );
    expect(errors).toHaveLength(2);
    expectNothingTold(errors);
  });

  it.each<Omit<RowCase, 'id'> & { readonly query: string; readonly inner: string }>([
    {
      upstream: 'piktid',
      field: 'jobs',
      path: '/gallery/by-job',
      list: 'jobs',
      inner: 'images',
      query: '{ jobs(first: 3) { nodes { images(first: 3) { nodes { imageIndex } } } } }',
      spoil: { status: null },
      broken: 'status',
    },
    {
      upstream: 'sartiq',
      field: 'setDesigns',
      path: '/set-designs/',
      list: 'data',
      inner: 'base_images',
      query: '{ setDesigns(first: 20) { nodes { baseImages { id } } } }',
      spoil: { subject_id: 4 },
      broken: 'subject_id',
    },
    {
      upstream: 'acusight',
      field: 'datasetImages',
      path: '/data/images',
      list: 'data',
      inner: 'annotations',
      query: '{ datasetImages(first: 20) { nodes { annotations { annotationId } } } }',
      spoil: { z_order: 'top' },
      broken: 'z_order',
    },
  ])('a bad row of $inner inside $field nulls only itself', async (row) => {
    const nodesOf = (data: Answer['data']): unknown[] =>
      data[row.field].nodes.flatMap((node: Wire) => {
        const inside =
          (node['images'] as Wire | undefined)?.['nodes'] ?? node['baseImages'] ?? node['annotations'];
        return inside as unknown[];
      });
    const intact = nodesOf((await world.query(row.query)).data);
    let spoiled = 0;
    world.simulators[row.upstream].inject({
      path: row.path,
      kind: 'rewrite',
      body: (body) => {
        const spoilFirst = (each: Wire): Wire => (spoiled++ === 0 ? { ...each, ...row.spoil } : each);
        const rows = (body as Wire)[row.list] as Wire[];
        const inner = (each: Wire) => ({ ...each, [row.inner]: (each[row.inner] as Wire[]).map(spoilFirst) });
        return { ...(body as Wire), [row.list]: rows.map(inner) };
      },
    });
    const { data, errors } = await world.query(row.query);
    expect(spoiled).toBeGreaterThan(1);
    const nodes = nodesOf(data);
    expect(nodes).toHaveLength(intact.length);
    expect(nodes.filter((node) => node === null)).toHaveLength(1);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.path?.slice(0, 2)).toEqual([row.field, 'nodes']);
    expect(errors[0]?.extensions).toEqual({
      code: 'UPSTREAM_CONTRACT',
      upstream: row.upstream,
      row: expect.stringMatching(/./),
      field: row.broken,
    });
  });

  it('ignores fields and words that the contract does not know yet', async () => {
    const spoil = (each: Wire): Wire => ({ ...each, brand_new: { deep: 1 }, status: 'levitating' });
    for (const [upstream, list] of [
      ['piktid', 'jobs'],
      ['sartiq', 'data'],
      ['acusight', 'data'],
    ] as const) {
      world.simulators[upstream].inject({
        path: /by-job|set-designs|images/,
        kind: 'rewrite',
        body: (body) => ({ ...spoil(body as Wire), [list]: ((body as Wire)[list] as Wire[]).map(spoil) }),
      });
    }
    expect(await world.query(everything)).toEqual(healthy);
  });
});

describe('when the client leaves', () => {
  it('every upstream request is aborted, and the gateway goes on', async () => {
    await using left = await startWorld();
    const { simulators } = left;
    for (const upstream of upstreamNames) simulators[upstream].inject({ kind: 'hang' });
    const client = new AbortController();
    const answer = fetch(`${left.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: everything }),
      signal: client.signal,
    });
    const aborted = () =>
      upstreamNames.flatMap((upstream) => simulators[upstream].requests.map((request) => request.aborted));
    await eventually(() => expect(aborted()).toEqual([false, false, false, false]));
    client.abort();
    await expect(answer).rejects.toThrow();
    await eventually(() => expect(aborted()).toEqual([true, true, true, true]));
    for (const upstream of upstreamNames) simulators[upstream].clearFaults();
    expect(await left.query(everything)).toEqual(healthy);
  });
});
