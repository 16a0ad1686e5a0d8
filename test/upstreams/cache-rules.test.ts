import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { CacheRules } from '#src/http/cache-rules.ts';
import type { OperationScope } from '#src/http/exchange.ts';
import type { JsonClient } from '#src/http/json-client.ts';
import { acusightCacheRules } from '#src/upstreams/acusight/cache-times.ts';
import { createAcusightClient } from '#src/upstreams/acusight/client.ts';
import { anyDatasetImage } from '#src/upstreams/acusight/queries.ts';
import { createAcusightWrites } from '#src/upstreams/acusight/writes.ts';
import { piktidCacheRules } from '#src/upstreams/piktid/cache-times.ts';
import { createPiktidClient } from '#src/upstreams/piktid/client.ts';
import { anyAsset, anyJob, noImages } from '#src/upstreams/piktid/queries.ts';
import { sartiqCacheRules } from '#src/upstreams/sartiq/cache-times.ts';
import { createSartiqClient } from '#src/upstreams/sartiq/client.ts';
import { createSartiqWrites } from '#src/upstreams/sartiq/writes.ts';
import { someOrigin } from '#test/support/origin.ts';

const scope: OperationScope = {
  ...someOrigin,
  credential: { kind: 'caller', token: 't' },
  signal: new AbortController().signal,
};
const page = { offset: 0, limit: 1 };
const id = '11111111-2222-4333-8444-555555555555';

/** Everything that can be asked for through this client, as calls. */
type Calls = (json: JsonClient) => readonly (() => Promise<unknown>)[];

/** Calls everything, and says what was asked for: `GET /things/{id}`. Nothing is answered. */
async function routesOf(calls: Calls): Promise<Set<string>> {
  const routes = new Set<string>();
  const ask = async (method: string, route: string): Promise<never> => {
    routes.add(`${method} ${route}`);
    throw new Error('nothing is answered');
  };
  const json: JsonClient = {
    upstream: 'piktid',
    get: ({ route }) => ask('GET', route),
    find: ({ route }) => ask('GET', route),
    write: ({ method, path }) => ask(method, path.route),
  };
  await Promise.allSettled(calls(json).map((call) => call()));
  return routes;
}

const piktidReads: Calls = (json) => {
  const client = createPiktidClient(json);
  return [
    () => client.jobPage({ filter: anyJob, direction: 'asc', page, images: noImages }, scope),
    () => client.jobResults('1', scope),
    () => client.imageVersions({ jobId: '1', imageIndex: 0 }, scope),
    () => client.assetPage({ filter: anyAsset, order: { field: 'filename', direction: 'asc' }, page }, scope),
    () => client.asset('1', scope),
  ];
};

const sartiqReads: Calls = (json) => {
  const client = createSartiqClient(json);
  const key = { setDesignId: id, organizationId: null };
  return [
    () => client.setDesignPage({ filter: { organizationId: null, ownerId: null }, page }, scope),
    () => client.setDesign(key, scope),
    () => client.uploadTask(id, scope),
    () => client.newestUploadTask({ ...key, subjectId: id }, scope),
  ];
};

const sartiqWrites: Calls = (json) => {
  const writes = createSartiqWrites(json, createSartiqClient(json), scope);
  const key = { setDesignId: id, organizationId: null };
  const bytes = (): AsyncIterable<Uint8Array> => Readable.from([Buffer.from('PK')]);
  return [
    () => writes.createSetDesign({ name: 'a' }),
    () => writes.updateSetDesign({ setDesignId: id, name: 'a' }),
    () => writes.deleteSetDesign(key),
    () => writes.requestCompletion({ ...key, subjectIds: [], shotTypeIds: [] }),
    () => writes.uploadBaseImages({ ...key, subjectId: id, file: { filename: 'a.zip', bytes: bytes() } }),
  ];
};

const acusightReads: Calls = (json) => {
  const client = createAcusightClient(json);
  const need = { annotations: false, imageUrl: false };
  const order = { field: 'filename', direction: 'asc' } as const;
  return [
    () => client.datasetImagePage({ filter: anyDatasetImage, order, page, need }, scope),
    () => client.datasetImage({ imageId: 1, imageUrl: false }, scope),
  ];
};

const acusightWrites: Calls = (json) => {
  const writes = createAcusightWrites(json, createAcusightClient(json), scope);
  return [
    () => writes.updateDatasetImage({ imageId: 1 }),
    () => writes.createAnnotation({ imageId: 1, type: 'bbox', classValue: 'a', geometry: [] }),
  ];
};

/** Reads that are not kept, each with its reason. */
const neverKept = new Set([
  'GET /jobs/{job_id}/results', // a subscription shows the images of a running job
  'GET /set-designs/upload-tasks/{task_id}', // a subscription shows it
  'GET /set-designs/{set_design_id}/base-images/upload-task', // as above, by another name
]);

describe.each<[string, CacheRules, Calls, Calls]>([
  ['PiktID', piktidCacheRules, piktidReads, () => []],
  ['Sartiq', sartiqCacheRules, sartiqReads, sartiqWrites],
  ['Acusight', acusightCacheRules, acusightReads, acusightWrites],
])("the cache's rules of %s", (_name, rules, reads, writes) => {
  it('keep exactly the reads that may be kept', async () => {
    const kept = Object.keys(rules.keeps).map((route) => `GET ${route}`);
    expect(new Set(kept)).toEqual((await routesOf(reads)).difference(neverKept));
  });

  it('drop something for every write', async () => {
    const written = await routesOf(writes);
    expect(new Set(Object.keys(rules.drops)).isSupersetOf(written)).toBe(true);
    expect(written.size).toBe(writes({} as never).length);
  });

  it('keep nothing long enough for its links to end, and drop families that are kept', () => {
    for (const { freshMs, staleMs } of Object.values(rules.keeps)) {
      expect(freshMs + staleMs).toBeLessThanOrEqual(60_000);
    }
    const families = new Set(Object.values(rules.keeps).map(({ family }) => family));
    expect(families.isSupersetOf(new Set(Object.values(rules.drops)))).toBe(true);
  });
});
