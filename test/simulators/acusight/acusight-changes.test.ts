import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createContractAsk } from '#test/simulators/contract-ask.ts';
import { smallWorldSize } from '#test/simulators/simulator.ts';
import { startAcusight } from './start-acusight.ts';

const nowMs = Date.UTC(2026, 2, 20, 8, 30, 15, 777);
const size = { ...smallWorldSize, datasetImages: 12, annotations: 30 };
const start = () => startAcusight({ size, now: () => nowMs });
const objectShape = z.object({ data: z.looseObject({ id: z.number() }) });
const errorShape = z.object({
  error: z.object({ code: z.literal('VALIDATION_ERROR'), details: z.string() }),
});
const totalShape = z.object({ meta: z.object({ total: z.number() }) });

describe('PATCH /data/images/{id}', () => {
  it('changes what is given, leaves the rest, and moves updated_at to the clock', async () => {
    await using acusight = await start();
    const [image] = acusight.data.images;
    const before = { ...image };
    const json = { annotation_status: 'in_progress', split: 'test' };
    const { body } = await createContractAsk('acusight', acusight)('PATCH', `/data/images/${image?.id}`, {
      json,
    });
    expect(objectShape.parse(body).data).toMatchObject({ ...json, updated_at: '2026-03-20T08:30:15Z' });
    expect(image).toEqual({ ...before, ...json, updated_at: '2026-03-20T08:30:15Z' });
  });

  it('shows the annotations and no URL', async () => {
    await using acusight = await start();
    const id = acusight.data.annotations[0]?.image_id;
    const { body } = await createContractAsk('acusight', acusight)('PATCH', `/data/images/${id}`, {
      json: { split: null },
    });
    const { data } = objectShape.parse(body);
    const count = acusight.data.annotations.filter(({ image_id }) => image_id === id).length;
    expect(data).toMatchObject({ split: null, annotations: { length: count } });
    expect(data).not.toHaveProperty('image_url');
  });

  it.each([
    [{ annotation_status: 'done' }, 'annotation_status must be one of pending, in_progress, completed'],
    [{ split: 'all' }, 'split must be one of train, val, test'],
    [{ split_locked: 'yes' }, 'split_locked must be true or false'],
    [['split'], 'body must be a JSON object'],
  ])('refuses %j', async (json, details) => {
    await using acusight = await start();
    const [image] = acusight.data.images;
    const before = { ...image };
    const { body, status } = await createContractAsk('acusight', acusight)(
      'PATCH',
      `/data/images/${image?.id}`,
      {
        json,
      },
    );
    expect([status, errorShape.parse(body).error.details]).toEqual([400, details]);
    expect(image).toEqual(before);
  });

  it('does not reach images of another organization', async () => {
    await using acusight = await start();
    const id = acusight.data.images[0]?.id;
    const options = { user: 'marco', json: { split: 'val' } } as const;
    expect(
      (await createContractAsk('acusight', acusight)('PATCH', `/data/images/${id}`, options)).status,
    ).toBe(404);
  });
});

describe('POST /data/annotations', () => {
  it('A-13: answers 201 with the enclosing box of a polygon, and the image has it', async () => {
    await using acusight = await start();
    const ask = createContractAsk('acusight', acusight);
    const image_id = acusight.data.images[0]?.id;
    const json = {
      image_id,
      type: 'polygon',
      class_value: 'coat',
      geometry: [0.2, 0.1, 0.6, 0.1, 0.4, 0.7],
      z_order: 9,
    };
    const created = await ask('POST', '/data/annotations', { json });
    expect(created.status).toBe(201);
    const { data } = objectShape.parse(created.body);
    expect(data).toMatchObject({ ...json, x_center: 0.4, y_center: 0.4, width: 0.4, height: 0.6 });
    expect(data).toMatchObject({ source: 'manual', confidence: null, created_at: '2026-03-20T08:30:15Z' });
    const read = objectShape.parse((await ask('GET', `/data/images/${image_id}`)).body);
    expect(read.data['annotations']).toContainEqual(data);
  });

  it('A-14: a model has a confidence, a person has none', async () => {
    await using acusight = await start();
    const ask = createContractAsk('acusight', acusight);
    const base = {
      image_id: acusight.data.images[0]?.id,
      type: 'bbox',
      class_value: 'bag',
      geometry: [0.5, 0.5, 0.2, 0.1],
    };
    const statuses = [];
    for (const rest of [
      { source: 'model', confidence: 0.9 },
      { source: 'model' },
      { source: 'manual', confidence: 1 },
    ]) {
      statuses.push((await ask('POST', '/data/annotations', { json: { ...base, ...rest } })).status);
    }
    expect(statuses).toEqual([201, 400, 400]);
  });

  it.each([
    [{ image_id: 1 }, 'image_id must be the id of an image'],
    [{ type: 'point' }, 'type must be one of bbox, polygon'],
    [{ class_value: ' ' }, 'class_value must be a text'],
    [{ geometry: [0.5, 0.5, 0.2] }, 'geometry of a bbox must hold 4 numbers'],
    [{ geometry: [0.5, 0.5, 0.2, 0.1, 0.9] }, 'geometry of a bbox must hold 4 numbers'],
    [{ geometry: [0.5, 0.5, 0.2, 1.1] }, 'geometry must hold fractions from 0 to 1'],
    [{ geometry: 'x' }, 'geometry must be a list of numbers'],
    [{ type: 'polygon', geometry: [0, 0, 1, 1] }, 'geometry of a polygon must hold at least 3 points'],
    [
      { type: 'polygon', geometry: [0, 0, 1, 1, 1, 0, 0, 0] },
      'geometry of a polygon must not repeat its first point',
    ],
  ])('refuses %j', async (change, details) => {
    await using acusight = await start();
    const image_id = acusight.data.images[0]?.id;
    const json = { image_id, type: 'bbox', class_value: 'bag', geometry: [0.5, 0.5, 0.2, 0.1], ...change };
    const { body, status } = await createContractAsk('acusight', acusight)('POST', '/data/annotations', {
      json,
    });
    expect([status, errorShape.parse(body).error.details]).toEqual([400, details]);
    expect(acusight.data.annotations).toHaveLength(30 + 3);
  });
});

describe('data that tests change', () => {
  it('shows inserted rows and hides deleted ones at once', async () => {
    await using acusight = await start();
    const ask = createContractAsk('acusight', acusight);
    const total = async (): Promise<number> =>
      totalShape.parse((await ask('GET', '/data/images?filename=new.jpg')).body).meta.total;
    const [first] = acusight.data.images;
    if (first === undefined) throw new Error('no image');
    acusight.data.images.unshift({ ...first, id: 5, filename: 'new.jpg' });
    expect(await total()).toBe(1);
    acusight.data.images.shift();
    expect(await total()).toBe(0);
  });
});
