import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  type AcusightWorld,
  expectedIds,
  listShape,
  objectShape,
  startAcusightWorld,
} from './acusight-world.ts';
import { expiredAcusightToken } from './start-acusight.ts';

let world: AcusightWorld;
beforeAll(async () => {
  world = await startAcusightWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

describe('images', () => {
  it('A-09: leaves annotations and URLs out unless they are asked for', async () => {
    const bare = (await world.list('limit=100')).data;
    expect(bare.filter((image) => 'annotations' in image || 'image_url' in image)).toEqual([]);
    const rich = (await world.list('limit=100&include_annotations=true&include_image_url=true')).data;
    expect(rich.every((image) => Array.isArray(image['annotations']) && 'image_url' in image)).toBe(true);
    expect(
      rich.some((image) => Array.isArray(image['annotations']) && image['annotations'].length === 0),
    ).toBe(true);
  });

  it('A-09: always has annotations when one image is read by id', async () => {
    const [id] = expectedIds(world.data, () => true);
    const bare = objectShape.parse((await world.ask('GET', `/data/images/${id}`)).body).data;
    expect(Object.keys(bare)).toContain('annotations');
    expect(Object.keys(bare)).not.toContain('image_url');
    const rich = objectShape.parse(
      (await world.ask('GET', `/data/images/${id}?include_image_url=true`)).body,
    ).data;
    expect(Object.keys(rich)).toContain('image_url');
  });

  it('A-09: signs another URL on every read, good for 15 minutes and for any origin', async () => {
    const read = async (): Promise<string> =>
      z.string().parse((await world.list('limit=1&include_image_url=true')).data[0]?.['image_url']);
    const [url, other] = [await read(), await read()];
    expect(url).not.toBe(other);
    world.clock.nowMs += 15 * 60_000 - 1_000;
    const picture = await fetch(url);
    expect(picture.headers.get('content-type')).toContain('image/svg+xml');
    expect(picture.headers.get('access-control-allow-origin')).toBe('*');
    expect(await picture.text()).toContain('<svg');
    world.clock.nowMs += 1_000;
    expect((await fetch(url)).status).toBe(403);
  });

  it('A-12: writes times in whole seconds of UTC', async () => {
    const { data } = await world.list('limit=100&include_annotations=true');
    const times = JSON.stringify(data).match(/"(?:created|updated)_at":"[^"]*"/g) ?? [];
    expect(times.length).toBeGreaterThan(200);
    expect(times.filter((time) => !/:"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"$/.test(time))).toEqual([]);
  });

  it('A-13: sorts annotations by z_order, then id', async () => {
    const shape = z.array(z.object({ id: z.number(), z_order: z.number().nullable() }));
    const { data } = await world.list('limit=100&include_annotations=true');
    for (const image of data) {
      const rows = shape.parse(image['annotations']);
      const rank = (row: (typeof rows)[number]): number => row.z_order ?? Number.POSITIVE_INFINITY;
      const sorted = rows.toSorted((left, right) => rank(left) - rank(right) || left.id - right.id);
      expect(rows).toEqual(
        rank(sorted[0] ?? { id: 0, z_order: 0 }) === Number.POSITIVE_INFINITY ? rows : sorted,
      );
    }
  });
});

describe('refusals', () => {
  it('A-04: tells a bad token from one that has expired', async () => {
    const cases = [{ user: null }, { token: 'nonsense' }, { token: 'piktid-giulia-token' }];
    for (const options of cases) {
      expect(await world.refused('/data/images', options)).toEqual([401, 'INVALID_TOKEN', undefined]);
    }
    expect(await world.refused('/data/projects', { token: expiredAcusightToken })).toEqual([
      401,
      'TOKEN_EXPIRED',
      undefined,
    ]);
    expect(world.acusight.requests.at(-1)).toMatchObject({ user: null, status: 401, path: '/data/projects' });
  });

  it('A-04: finds neither unknown images nor those of another organization', async () => {
    const foreign = world.data.images.find(({ organization }) => organization === 'marco')?.id;
    const batch = world.data.batches.find(({ organization }) => organization === 'marco')?.id;
    for (const path of ['/data/images/1', `/data/images/${foreign}`, `/data/batches/${batch}`]) {
      expect(await world.refused(path)).toEqual([404, 'NOT_FOUND', undefined]);
    }
    expect((await world.ask('GET', `/data/images/${foreign}`, { user: 'marco' })).status).toBe(200);
  });

  it('A-04: answers an injected failure in its own envelope', async () => {
    using _ = {
      [Symbol.dispose]: world.acusight.inject({ kind: 'status', status: 500, path: '/data/images' }),
    };
    expect(await world.refused('/data/images')).toEqual([500, 'INTERNAL_ERROR', undefined]);
  });

  it('A-15: does not take the prefixed ids of the upload route', async () => {
    const details = 'id must be an integer';
    const image = '/data/images/img_550e8400-e29b-41d4-a716-446655440000';
    expect(await world.refused(image)).toEqual([400, 'VALIDATION_ERROR', details]);
    const batch = await world.ask('GET', '/data/batches/batch_660e8400', { undocumented: true });
    expect(batch.status).toBe(400);
  });

  it('shows each organization its own rows only, and an empty one none', async () => {
    const totals = await Promise.all(
      (['giulia', 'marco', 'empty'] as const).map(async (user) => {
        const { body } = await world.ask('GET', '/data/images', { user });
        return listShape.parse(body).meta.total;
      }),
    );
    expect(totals).toEqual([320, 32, 0]);
  });
});
