import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '#test/support/ask.ts';
import type { PiktidAssetRow } from './piktid-rows.ts';
import { type PiktidWorld, repeated, startPiktidWorld } from './piktid-world.ts';

let world: PiktidWorld;
beforeAll(async () => {
  world = await startPiktidWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

/** Puts one more asset of giulia's into the world until it is disposed. */
function insertAsset(changes: Partial<PiktidAssetRow>): PiktidAssetRow & Disposable {
  const [template] = world.data.assets;
  if (template === undefined) throw new Error('The generated world has no asset');
  const row = { ...template, id: 'ffffffff-0000-4000-8000-000000000001', ...changes };
  world.data.assets.push(row);
  const remove = () => void world.data.assets.splice(world.data.assets.indexOf(row), 1);
  return Object.assign(row, { [Symbol.dispose]: remove });
}

async function idsOf(query: string): Promise<string[]> {
  return (await world.allAssets(query)).map(({ id }) => id);
}

describe('GET /assets', () => {
  it('P-01: names the words that it knows', async () => {
    const { status, body } = await world.ask('/assets?sort_by=size&ownership=all&page=-1');
    expect(status).toBe(400);
    expect(body).toEqual({
      error: 'Invalid request',
      detail: [
        { field: 'page', message: 'Input should be greater than or equal to 1', position: 'query' },
        { field: 'sort_by', message: "Input should be 'filename' or 'created_at'", position: 'query' },
        { field: 'ownership', message: "Input should be 'mine', 'shared' or 'default'", position: 'query' },
      ],
    });
  });

  it.each(['created_at', 'filename'] as const)(
    'P-03: sorts by %s either way, ties by id ascending',
    async (field) => {
      const rows = await world.allAssets(`sort_by=${field}&order=asc`);
      expect(repeated(rows.map((row) => row[field])).length).toBeGreaterThan(10);
      const compare = (sign: number) => (a: (typeof rows)[number], b: (typeof rows)[number]) =>
        sign * Buffer.compare(Buffer.from(a[field]), Buffer.from(b[field])) || (a.id < b.id ? -1 : 1);
      expect(rows).toHaveLength(260);
      expect(rows.map(({ id }) => id)).toEqual(rows.toSorted(compare(1)).map(({ id }) => id));
      const expected = rows.toSorted(compare(-1)).map(({ id }) => id);
      expect(await idsOf(`sort_by=${field}`)).toEqual(expected);
    },
  );

  it('P-09: searches file name, project name and tags, in any case, without wildcards', async () => {
    using row = insertAsset({ filename: 'Zebra_100%.JPG', project_name: 'Hidden Prj', tags: ['other'] });
    for (const search of ['zebra', 'A_100%25', 'hidden p'])
      expect(await idsOf(`search=${search}`)).toEqual([row.id]);
    expect(await idsOf('search=OTHER')).toContain(row.id);
    expect(await idsOf('search=z%25jpg')).toEqual([]);
    expect(await idsOf('search=zebra_100_')).toEqual([]);
  });

  it('P-10: gives default assets only on request, and nobody another user’s', async () => {
    const sizes = await Promise.all(
      ['', 'ownership=mine', 'ownership=shared', 'ownership=default'].map(
        async (query) => (await idsOf(query)).length,
      ),
    );
    expect(sizes).toEqual([260, 217, 43, 24]);
    expect(
      (await world.allAssets('ownership=default')).every(({ visibility }) => visibility === 'default'),
    ).toBe(true);
    const marco = (await world.allAssets('', 'marco')).map(({ id }) => id);
    expect(marco).toHaveLength(26);
    expect(repeated([...marco, ...(await idsOf(''))])).toEqual([]);
    expect((await world.assets('', 'empty')).pagination.total).toBe(0);
  });

  it('P-11: includes all and excludes any of the tags, trimmed and in lower case', async () => {
    const tagsOf = async (query: string) => (await world.allAssets(query)).map(({ tags }) => tags);
    const both = await tagsOf('include_tags=%20Product%20,MODEL');
    expect(both.length).toBeGreaterThan(0);
    for (const tags of both) expect(tags).toEqual(expect.arrayContaining(['product', 'model']));
    const without = await tagsOf('include_tags=product&exclude_tags=model,other');
    expect(without.length).toBeGreaterThan(0);
    for (const tags of without) expect(tags).toEqual(['product']);
    expect(await tagsOf('include_tags=model&exclude_tags=model')).toEqual([]);
    const wrong = await world.ask('/assets?include_tags=product,shoe&exclude_tags=hat');
    expect(wrong).toMatchObject({
      status: 400,
      body: { detail: [{ field: 'include_tags' }, { field: 'exclude_tags' }] },
    });
  });

  it('P-12: excludes the bounds to the microsecond and reads no offset as UTC', async () => {
    using row = insertAsset({ created_at: '2030-05-06T07:08:09.123456+00:00' });
    const found = async (query: string) => (await idsOf(query)).includes(row.id);
    expect(await found('created_after=2030-05-06T07:08:09.123456Z')).toBe(false);
    expect(await found('created_after=2030-05-06T07:08:09.123455Z')).toBe(true);
    expect(await found('created_before=2030-05-06T07:08:09.123456')).toBe(false);
    expect(await found('created_before=2030-05-06T07:08:09.123457')).toBe(true);
    expect(await found('created_after=2030-05-06T09:08:09.123455%2B02:00')).toBe(true);
    expect(await found('created_after=2030-05-06')).toBe(true);
  });

  it.each(['yesterday', '2026-02-30', '2026-01-01T25:00', '1700000000', '2026-01-01T00:00:00+00:00'])(
    'P-12: refuses %s as an instant (a bare plus is a space)',
    async (text) => {
      const { status, body } = await world.ask(`/assets?created_before=${text}`);
      expect([status, body]).toMatchObject([
        400,
        { detail: [{ field: 'created_before', position: 'query' }] },
      ]);
    },
  );

  it('filters by the exact uploader', async () => {
    const rows = await world.allAssets('created_by=chiara');
    expect(new Set(rows.map((row) => row.created_by))).toEqual(new Set(['chiara']));
    expect(await idsOf('created_by=chiar')).toEqual([]);
  });

  it('shows rows that a test inserts and forgets those that it deletes', async () => {
    const before = (await world.assets()).pagination.total;
    {
      using row = insertAsset({ created_at: '2031-01-01T00:00:00.000000+00:00' });
      expect((await world.assets('per_page=1')).assets[0]?.id).toBe(row.id);
    }
    expect((await world.assets()).pagination.total).toBe(before);
  });
});

describe('GET /assets/{asset_id}', () => {
  it('P-15: finds an asset by its version 4 UUID, with its size in pixels or null', async () => {
    const { assets } = await world.assets('per_page=100');
    const v4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(assets.filter(({ id }) => !v4.test(id))).toEqual([]);
    const sizes = assets.map((asset) => asset['dimensions']);
    expect(sizes).toContain(null);
    expect(sizes).toContainEqual({ width: 3000, height: 4000 });
    const [first] = assets;
    expect((await world.ask(`/assets/${first?.id}`)).body).toMatchObject({
      id: first?.id,
      filename: first?.filename,
    });
  });

  it('P-16: answers 404 without a body for unknown, foreign and unshared assets alike', async () => {
    const foreign = world.data.assets.filter((row) => row.owner === 'marco' || row.owner === 'chiara');
    const unshared = foreign.filter((row) => !row.sharedWith.includes('giulia'));
    for (const id of ['nothing', ...unshared.slice(0, 3).map((row) => row.id), unshared.at(-1)?.id]) {
      expect(await world.ask(`/assets/${id}`)).toMatchObject({ status: 404, text: '' });
    }
    const [own] = unshared.filter((row) => row.owner === 'marco');
    expect((await world.ask(`/assets/${own?.id}`, 'marco')).status).toBe(200);
  });
});

describe('media', () => {
  it('P-19: signs URLs anew on every read, for one hour', async () => {
    const urlOf = async () => (await world.assets('per_page=1')).assets[0]?.url ?? '';
    const [first, second] = [await urlOf(), await urlOf()];
    expect(first).not.toBe(second);
    const picture = await ask(first);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([
      200,
      'image/svg+xml; charset=utf-8',
    ]);
    world.moveClock(3_599_000);
    expect((await ask(first)).status).toBe(200);
    world.moveClock(1_000);
    expect((await ask(first)).status).toBe(403);
    expect((await ask(await urlOf())).status).toBe(200);
  });
});
