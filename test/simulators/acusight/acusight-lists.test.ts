import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createContractAsk } from '#test/simulators/contract-ask.ts';
import { smallWorldSize } from '#test/simulators/simulator.ts';
import {
  type AcusightWorld,
  expectedIds,
  listShape,
  objectShape,
  startAcusightWorld,
} from './acusight-world.ts';
import { startAcusight } from './start-acusight.ts';

let world: AcusightWorld;
beforeAll(async () => {
  world = await startAcusightWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

describe('windows', () => {
  it('A-01: cuts a limit above 100 and answers 50 for one that is no positive number', async () => {
    const limits = await Promise.all(
      ['101', '100', '1', '0', '-3', 'ten', '1.5', ''].map((limit) => world.list(`limit=${limit}`)),
    );
    expect(limits.map(({ meta }) => meta.limit)).toEqual([100, 100, 1, 50, 50, 50, 50, 50]);
    expect((await world.list('')).meta.limit).toBe(50);
    expect(limits.map(({ data, meta }) => data.length === meta.limit)).not.toContain(false);
  });

  it('A-02: answers an empty list beyond the end, and starts at 0 for an offset that is none', async () => {
    expect(await world.list('offset=9999&limit=7')).toEqual({
      success: true,
      data: [],
      meta: { count: 0, total: 320, limit: 7, offset: 9999 },
    });
    const offsets = await Promise.all(
      ['-1', 'x', '2'].map((offset) => world.list(`offset=${offset}&limit=3`)),
    );
    expect(offsets.map(({ meta }) => meta.offset)).toEqual([0, 0, 2]);
    expect((await world.list('offset=318')).meta).toEqual({ count: 2, total: 320, limit: 50, offset: 318 });
  });

  it('A-02: shows every image exactly once over all pages', async () => {
    const pages = await Promise.all(
      [0, 100, 200, 300].map((offset) => world.list(`limit=100&offset=${offset}`)),
    );
    expect(pages.flatMap(({ data }) => data.map(({ id }) => id))).toEqual(
      expectedIds(world.data, () => true),
    );
  });

  it('A-11: pages projects and batches in the same way, newest first', async () => {
    const shape = listShape.extend({
      data: z.array(z.looseObject({ id: z.number(), created_at: z.string() })),
    });
    const projects = shape.parse((await world.ask('GET', '/data/projects?limit=4&offset=4')).body);
    expect(projects.meta).toEqual({ count: 2, total: 6, limit: 4, offset: 4 });
    const batches = shape.parse((await world.ask('GET', '/data/batches?limit=1000')).body);
    expect(batches.meta).toEqual({ count: 12, total: 12, limit: 100, offset: 0 });
    const times = batches.data.map(({ created_at }) => Date.parse(created_at));
    expect(times).toEqual(times.toSorted((left, right) => right - left));
  });

  it('A-11: counts the images of a batch and names its project', async () => {
    const batch = world.data.batches.find((row) => row.organization === 'giulia' && row.project_id !== null);
    const project = world.data.projects.find(({ id }) => id === batch?.project_id);
    const { data } = objectShape.parse((await world.ask('GET', `/data/batches/${batch?.id}`)).body);
    const image_count = world.data.images.filter(({ batch_id }) => batch_id === batch?.id).length;
    expect(data).toMatchObject({ image_count, project_id: project?.id, project_name: project?.name });
  });
});

describe('order', () => {
  it.each(['asc', 'desc'])('A-03: sorts %s by each word, ties by id in the same direction', async (order) => {
    for (const sort of ['created_at', 'updated_at'] as const) {
      const expected = world.data.images.filter(({ organization }) => organization === 'giulia');
      expected.sort((left, right) => Date.parse(left[sort]) - Date.parse(right[sort]) || left.id - right.id);
      if (order === 'desc') expected.reverse();
      const { data } = await world.list(`sort=${sort}&order=${order}&limit=100`);
      expect(data.map(({ id }) => id)).toEqual(expected.slice(0, 100).map(({ id }) => id));
    }
  });

  it('A-03: has ties within the first page, so that order by id matters', async () => {
    const { data } = await world.list('limit=100');
    expect(new Set(data.map((image) => image['created_at'])).size).toBeLessThan(data.length);
  });

  it('A-03: sorts file names by code point, not by UTF-16 unit', async () => {
    await using own = await startAcusight({ size: { ...smallWorldSize, datasetImages: 4, annotations: 0 } });
    const names = ['b.jpg', '\u{1F457}.jpg', '\uFF5E.jpg', 'B.jpg'];
    for (const [index, image] of own.data.images.filter((row) => row.organization === 'giulia').entries()) {
      image.filename = names[index] ?? '';
    }
    const { body } = await createContractAsk('acusight', own)('GET', '/data/images?sort=filename&order=asc');
    const sorted = listShape.parse(body).data.map(({ filename }) => filename);
    expect(sorted).toEqual(['B.jpg', 'b.jpg', '\uFF5E.jpg', '\u{1F457}.jpg']);
  });

  it.each([
    ['sort=size', 'sort must be one of created_at, updated_at, filename'],
    ['order=up', 'order must be one of asc, desc'],
    ['split=dev', 'split must be one of train, val, test, none, all'],
  ])('A-03: refuses the unknown word of %s', async (query, details) => {
    expect(await world.refused(`/data/images?${query}`)).toEqual([400, 'VALIDATION_ERROR', details]);
  });
});
