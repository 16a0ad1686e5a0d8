import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { createContractMetrics } from '#src/server/contract-metrics.ts';
import { startWorld, type World } from '#test/support/world.ts';

type Row = Record<string, unknown>;

/** A world whose gateway counts, and the samples that were counted: `name{labels} value`. */
async function startCountingWorld(): Promise<World & { readonly samples: () => Promise<string[]> }> {
  const registry = new Registry();
  const world = await startWorld({ contracts: createContractMetrics(registry) });
  const samples = async (): Promise<string[]> =>
    (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.assign(world, { samples });
}

/** Changes the rows of a list, by their position. */
function changeRows(list: string, change: (row: Row, index: number) => unknown) {
  return (body: unknown): unknown => {
    const rows = (body as Record<string, Row[]>)[list] ?? [];
    return { ...(body as Row), [list]: rows.map(change) };
  };
}

const jobs = (first: number): string => `{ jobs(first: ${first}) { nodes { jobId } } }`;
const byJob = 'upstream="piktid",route="/gallery/by-job"';

describe('the contract on /metrics', () => {
  it('counts the rows of every route and no fault while all is well', async () => {
    await using world = await startCountingWorld();
    await world.query(
      '{ jobs(first: 20) { nodes { images(first: 3) { nodes { status } } } } assets(first: 20) { nodes { tags } } ' +
        'setDesigns(first: 10) { nodes { baseImages { id } } } datasetImages(first: 10) { nodes { annotations { type } } } }',
    );
    expect((await world.samples()).sort()).toEqual([
      'atelier_contract_rows_total{upstream="acusight",route="/data/images"} 10',
      'atelier_contract_rows_total{upstream="piktid",route="/assets"} 20',
      `atelier_contract_rows_total{${byJob}} 20`,
      'atelier_contract_rows_total{upstream="sartiq",route="/set-designs/"} 10',
    ]);
  });

  it('tells apart what is missing, null, of a wrong type and out of range', async () => {
    await using world = await startCountingWorld();
    world.simulators.piktid.inject({
      path: '/gallery/by-job',
      kind: 'rewrite',
      body: changeRows('jobs', ({ created_at, ...job }, index) => {
        if (index < 3) return job;
        if (index === 3) return { ...job, created_at: null };
        if (index === 4) return { ...job, created_at: 'now', total_images: 'many' };
        if (index === 5) return { ...job, created_at, total_images: 5_000_000_000 };
        return index === 6 ? 'no job' : { ...job, created_at };
      }),
    });
    await world.query(jobs(20));
    const fault = (field: string, kind: string, count: number): string =>
      `atelier_contract_faults_total{${byJob},field="${field}",fault="${kind}"} ${count}`;
    expect(await world.samples()).toEqual([
      `atelier_contract_rows_total{${byJob}} 20`,
      fault('created_at', 'missing', 3),
      fault('created_at', 'null', 1),
      fault('total_images', 'wrong-type', 1),
      fault('total_images', 'out-of-range', 1),
      fault('(row)', 'wrong-type', 1),
    ]);
  });

  it('counts a row once for a field of rows within it, without their positions', async () => {
    await using world = await startCountingWorld();
    world.simulators.acusight.inject({
      path: '/data/images',
      kind: 'rewrite',
      body: changeRows('data', (image, index) => ({
        ...image,
        annotations: Array.from({ length: 3 }, (_, at) => ({
          id: index === 0 ? `x${at}` : at,
          type: 'bbox',
        })),
      })),
    });
    await world.query('{ datasetImages(first: 10) { nodes { annotations { type } } } }');
    expect(await world.samples()).toContain(
      'atelier_contract_faults_total{upstream="acusight",route="/data/images",field="annotations.id",fault="wrong-type"} 1',
    );
  });

  it('names a field within lists by the names on the way alone', async () => {
    await using world = await startCountingWorld();
    world.simulators.piktid.inject({
      path: '/gallery/by-job',
      kind: 'rewrite',
      body: changeRows('jobs', (job) => ({
        ...job,
        images: ((job['images'] ?? []) as Row[]).map((image, index) => ({
          ...image,
          inputs: index === 1 ? [{ full_size: 'a' }, { full_size: 5 }] : [],
        })),
      })),
    });
    await world.query('{ jobs(first: 20) { nodes { images(first: 3) { nodes { status } } } } }');
    const fields = (await world.samples()).flatMap((line) => /field="([^"]*)"/.exec(line)?.[1] ?? []);
    expect(fields).toEqual(['images.inputs.full_size']);
  });

  it('counts unknown words without refusing them or making them a label', async () => {
    await using world = await startCountingWorld();
    world.simulators.piktid.inject({
      path: '/assets',
      kind: 'rewrite',
      body: changeRows('assets', (asset, index) => ({
        ...asset,
        visibility: index < 2 ? `brand-new-${index}` : asset['visibility'],
        tags: index === 4 ? ['model', 'hat', 'shoe'] : [],
      })),
    });
    const { data, errors } = await world.query('{ assets(first: 10) { nodes { visibility } } }');
    expect([errors, data.assets.nodes[0].visibility]).toEqual([[], 'brand-new-0']);
    const route = 'upstream="piktid",route="/assets"';
    expect(await world.samples()).toEqual([
      `atelier_contract_rows_total{${route}} 10`,
      `atelier_contract_faults_total{${route},field="visibility",fault="unknown-word"} 2`,
      `atelier_contract_faults_total{${route},field="tags",fault="unknown-word"} 1`,
    ]);
  });

  it.each([
    ['a body that is no JSON', { kind: 'broken-json' }, '(answer)', 'wrong-type'],
    ['null for an answer', { kind: 'rewrite', body: () => null }, '(answer)', 'null'],
    [
      'an answer without its total',
      {
        kind: 'rewrite',
        body: (body: unknown) => ({ ...(body as Row), pagination: { page: 1, per_page: 5 } }),
      },
      'pagination.total',
      'missing',
    ],
    [
      'another page than was asked for',
      {
        kind: 'rewrite',
        body: (body: unknown) => ({ ...(body as Row), pagination: { page: 7, per_page: 5, total: 120 } }),
      },
      '(page)',
      'out-of-range',
    ],
  ] as const)('counts %s', async (_, fault, field, kind) => {
    await using world = await startCountingWorld();
    world.simulators.piktid.inject({ path: '/gallery/by-job', ...fault });
    await world.query(jobs(5));
    expect(await world.samples()).toEqual([
      `atelier_contract_faults_total{${byJob},field="${field}",fault="${kind}"} 1`,
    ]);
  });

  it('counts nothing of an upstream that fails or has no such object', async () => {
    await using world = await startCountingWorld();
    world.simulators.piktid.inject({ path: '/gallery/by-job', kind: 'status', status: 500 });
    await world.query(jobs(5));
    await world.query('{ asset(assetId: "nobody") { url } }');
    expect(await world.samples()).toEqual([
      'atelier_contract_rows_total{upstream="piktid",route="/assets/{asset_id}"} 0',
    ]);
  });
});
