import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  designShape,
  listShape,
  readDetail,
  readProblems,
  type SartiqWorld,
  startWorld,
  unknownId,
} from './world.ts';

let world: SartiqWorld;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

async function list(
  query = '',
  user: 'giulia' | 'marco' | 'empty' = 'giulia',
): Promise<z.infer<typeof listShape>> {
  const { body, status } = await world.ask('GET', `/set-designs/?${query}`, { user });
  expect(status).toBe(200);
  return listShape.parse(body);
}

const notFound = [404, 'Set design not found'];
const forbidden = [403, 'Not enough permissions'];

describe('GET /set-designs/', () => {
  it('S-01: answers 200 to every route that reads', async () => {
    const { ids } = world;
    const paths = [
      '/set-designs/',
      `/set-designs/${ids.design}`,
      '/subjects/',
      `/subjects/${ids.subject}`,
      '/shot-types/',
      `/shot-types/${ids.shotType}`,
      '/background-presets/',
      '/users/me',
      `/users/${ids.users.marco}`,
      '/organizations/',
      `/organizations/${ids.ownOrganization}`,
    ];
    const replies = await Promise.all(paths.map((path) => world.ask('GET', path)));
    expect(replies.map(({ status }) => status)).toEqual(paths.map(() => 200));
  });

  it('S-02: counts all matches, whatever skip and limit are', async () => {
    const [all, window, beyond, none] = await Promise.all(
      ['', 'skip=38&limit=5', 'skip=500', 'limit=0'].map((query) => list(query)),
    );
    expect([all, window, beyond, none].map((page) => [page?.data.length, page?.count])).toEqual([
      [40, 40],
      [2, 40],
      [0, 40],
      [0, 40],
    ]);
    expect((await list('limit=100000')).data).toHaveLength(40);
  });

  it('S-02: refuses negative and non-integer windows, all problems at once', async () => {
    expect(readProblems(await world.ask('GET', '/set-designs/?skip=-1&limit=ten'))).toEqual([
      {
        type: 'greater_than_equal',
        loc: ['query', 'skip'],
        msg: 'Input should be greater than or equal to 0',
        input: '-1',
        ctx: { ge: 0 },
      },
      {
        type: 'int_parsing',
        loc: ['query', 'limit'],
        msg: 'Input should be a valid integer, unable to parse string as an integer',
        input: 'ten',
      },
    ]);
  });

  it('S-03: lists the newest first, equal times by id', async () => {
    const { data } = await list();
    const keys = data.map(({ created_at, id }) => ({ created_at, id }));
    const sorted = keys.toSorted((left, right) => {
      if (left.created_at !== right.created_at) return left.created_at > right.created_at ? -1 : 1;
      return left.id < right.id ? -1 : 1;
    });
    expect(keys).toEqual(sorted);
    expect(new Set(keys.map(({ created_at }) => created_at)).size).toBeLessThan(keys.length);
    const pages = await Promise.all([0, 15, 30].map((skip) => list(`skip=${skip}&limit=15`)));
    expect(pages.flatMap((page) => page.data.map(({ id }) => id))).toEqual(keys.map(({ id }) => id));
  });

  it('S-04: shows personal designs, or those of one organization, never both', async () => {
    const { ids } = world;
    expect((await list()).data.every((row) => row['organization_id'] === null)).toBe(true);
    const shared = await list(`organization_id=${ids.ownOrganization}`);
    expect(shared.count).toBe(4);
    expect(shared.data.every((row) => row['organization_id'] === ids.ownOrganization)).toBe(true);
    expect((await list(`organization_id=${ids.foreignOrganization}`, 'marco')).count).toBe(4);
    expect((await list('', 'marco')).count).toBe(4);
    expect((await list('', 'empty')).count).toBe(0);
  });

  it('S-04: refuses an organization that the caller is no member of, on every route that takes one', async () => {
    const { ids } = world;
    const query = `organization_id=${ids.foreignOrganization}`;
    expect(readDetail(await world.ask('GET', `/set-designs/?${query}`))).toEqual(forbidden);
    expect(readDetail(await world.ask('GET', `/set-designs/${ids.design}?${query}`))).toEqual(forbidden);
    expect(
      readDetail(
        await world.ask('GET', `/set-designs/?organization_id=${ids.ownOrganization}`, { user: 'empty' }),
      ),
    ).toEqual(forbidden);
  });

  it('S-04: answers 403 for a design of a scope that the caller may not see, and 404 for an unknown id', async () => {
    const { ids } = world;
    expect(readDetail(await world.ask('GET', `/set-designs/${ids.designOfMarco}`))).toEqual(forbidden);
    expect(readDetail(await world.ask('GET', `/set-designs/${ids.designOfForeignOrganization}`))).toEqual(
      forbidden,
    );
    expect(readDetail(await world.ask('GET', `/set-designs/${unknownId}`))).toEqual(notFound);
    expect(readDetail(await world.ask('GET', `/set-designs/${ids.design}`, { user: 'marco' }))).toEqual(
      forbidden,
    );
  });

  it('S-05: narrows the scope by owner, and shows nothing for a foreign one', async () => {
    const { users, ownOrganization } = world.ids;
    expect((await list(`owner_id=${users.giulia}`)).count).toBe(40);
    expect(await list(`owner_id=${users.marco}`)).toEqual({ data: [], count: 0 });
    const shared = await list(`organization_id=${ownOrganization}`);
    const owner = shared.data[0]?.['owner_id'];
    const own = await list(`organization_id=${ownOrganization}&owner_id=${owner}`);
    expect(own.data).toEqual(shared.data.filter((row) => row['owner_id'] === owner));
  });

  it('S-06: leads every collection without its final slash to the path with it', async () => {
    for (const name of ['set-designs', 'subjects', 'shot-types', 'background-presets', 'organizations']) {
      const reply = await world.ask('GET', `/${name}?limit=2`, { user: null, undocumented: true });
      expect([reply.status, reply.headers.get('location')]).toEqual([
        307,
        `${world.sartiq.url}/${name}/?limit=2`,
      ]);
    }
    expect((await world.ask('POST', '/set-designs', { json: {}, undocumented: true })).status).toBe(307);
  });

  it('shows rows that a test inserts and hides those it deletes', async () => {
    const { data, ids } = world;
    const row = data.setDesigns.find(({ id }) => id === ids.design);
    if (row === undefined) throw new Error('no row');
    data.setDesigns.push({ ...row, id: unknownId, created_at: '2030-01-01T00:00:00.000000Z' });
    expect((await list('limit=1')).data[0]?.id).toBe(unknownId);
    data.setDesigns.pop();
    expect((await list('limit=1')).data[0]?.id).not.toBe(unknownId);
  });
});

describe('ids', () => {
  it.each([
    ['not-a-uuid', 'invalid character: found `n` at 1'],
    ['12345678', 'invalid length: expected length 32 for simple format, found 8'],
    ['1-2-3', 'invalid group count: expected 5, found 3'],
    ['96403ff2-ea7b-43d1-ba49-d288b590d73', 'invalid group length in group 4: expected 12, found 11'],
  ])('refuses %s as pydantic does', async (id, error) => {
    expect(readProblems(await world.ask('GET', `/set-designs/${id}`))).toEqual([
      {
        type: 'uuid_parsing',
        loc: ['path', 'id'],
        msg: `Input should be a valid UUID, ${error}`,
        input: id,
        ctx: { error },
      },
    ]);
  });

  it('takes upper case and missing hyphens', async () => {
    const { design } = world.ids;
    for (const id of [design.toUpperCase(), design.replaceAll('-', '')]) {
      expect(designShape.parse((await world.ask('GET', `/set-designs/${id}`)).body).id).toBe(design);
    }
  });

  it('reports path and query together', async () => {
    const path = '/set-designs/x/base-image?organization_id=&subject_id=y';
    expect(readProblems(await world.ask('GET', path))).toMatchObject([
      { loc: ['path', 'id'] },
      { loc: ['query', 'organization_id'], input: '' },
      { loc: ['query', 'subject_id'], input: 'y' },
      { loc: ['query', 'shot_type_id'], type: 'missing', msg: 'Field required', input: null },
    ]);
  });
});

describe('GET /set-designs/{id}/base-image', () => {
  it('S-09: answers the one image of a subject and shot type, as the set design shows it', async () => {
    const { ids } = world;
    const design = designShape.parse((await world.ask('GET', `/set-designs/${ids.design}`)).body);
    for (const image of design.base_images) {
      const query = `subject_id=${image.subject_id}&shot_type_id=${image.shot_type_id}`;
      expect((await world.ask('GET', `/set-designs/${ids.design}/base-image?${query}`)).body).toEqual(image);
    }
  });

  it('S-09: answers 404 where there is none', async () => {
    const query = `subject_id=${unknownId}&shot_type_id=${world.ids.shotType}`;
    const path = `/set-designs/${world.ids.design}/base-image?${query}`;
    expect(readDetail(await world.ask('GET', path))).toEqual([404, 'Base image not found']);
    expect(readDetail(await world.ask('GET', `/set-designs/${unknownId}/base-image?${query}`))).toEqual(
      notFound,
    );
  });
});
