import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ImageRow } from '#test/simulators/acusight/rows.ts';
import { startWorld, type World } from '#test/support/world.ts';

let world: World;
let image: ImageRow;
beforeAll(async () => {
  world = await startWorld();
  const { images, annotations } = world.simulators.acusight.data;
  const annotated = images.find(
    ({ id, organization }) =>
      organization === 'giulia' && annotations.some(({ image_id }) => image_id === id),
  );
  if (!annotated) throw new Error('The simulated world has no annotated image');
  image = annotated;
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => {
  world.takeRequests();
});
afterEach(() => {
  world.simulators.acusight.clearFaults();
  expect(world.logged).toEqual([]);
});

const patch = () => `PATCH /data/images/${image.id}`;
const unknownImage = 1_999_999_999;

async function update(input: object, selection = 'imageId annotationStatus split splitLocked') {
  const { data, errors } = await world.query(
    `mutation ($input: UpdateDatasetImageInput!) {
      updateDatasetImage(input: $input) { datasetImage { ${selection} } userErrors { field message code } }
    }`,
    { input: { imageId: image.id, ...input } },
  );
  return { ...data?.updateDatasetImage, errors };
}

describe('updateDatasetImage', () => {
  it('changes what is given and nothing else, in one request', async () => {
    const all = { annotationStatus: 'in_progress', split: 'TEST', splitLocked: true };
    const shown = { imageId: image.id, ...all, split: 'test' };
    expect((await update(all)).datasetImage).toEqual(shown);
    expect((await update({ splitLocked: false })).datasetImage).toEqual({ ...shown, splitLocked: false });
    expect((await update({ annotationStatus: 'completed', splitLocked: null })).datasetImage).toEqual({
      ...shown,
      annotationStatus: 'completed',
      splitLocked: false,
    });
    expect(world.takeRequests()).toEqual([patch(), patch(), patch()]);
  });

  it('takes the image out of its split with null', async () => {
    expect((await update({ split: null })).datasetImage).toMatchObject({ split: null });
  });

  it('answers the annotations without a further request, and the URL with one', async () => {
    const { datasetImage } = await update({ split: 'VAL' }, 'annotations { annotationId }');
    expect(datasetImage.annotations.length).toBeGreaterThan(0);
    expect(world.takeRequests()).toEqual([patch()]);
    expect((await update({ split: 'VAL' }, 'url split')).datasetImage).toEqual({
      url: expect.stringContaining('/media/'),
      split: 'val',
    });
    expect(world.takeRequests()).toEqual([patch(), `GET /data/images/${image.id}?include_image_url=true`]);
  });

  it('shows each change of an operation, although the URL is read once', async () => {
    const { data } = await world.query(
      `mutation ($id: Int!) {
        a: updateDatasetImage(input: { imageId: $id, split: TRAIN }) { datasetImage { split url } }
        b: updateDatasetImage(input: { imageId: $id, split: TEST }) { datasetImage { split url } }
      }`,
      { id: image.id },
    );
    expect([data.a.datasetImage.split, data.b.datasetImage.split]).toEqual(['train', 'test']);
  });

  it('was made even where the URL cannot be read afterwards', async () => {
    world.simulators.acusight.inject({ kind: 'status', status: 503, method: 'GET' });
    const { datasetImage, userErrors, errors } = await update({ split: 'TRAIN' }, 'split url');
    expect([datasetImage, userErrors]).toEqual([null, []]);
    expect(errors).toMatchObject([{ path: ['updateDatasetImage', 'datasetImage'] }]);
    expect(image.split).toBe('train');
  });

  it('says what Acusight does not accept, at its field', async () => {
    expect(await update({ annotationStatus: 'done' })).toMatchObject({
      datasetImage: null,
      userErrors: [
        {
          field: ['input', 'annotationStatus'],
          message: 'annotation_status must be one of pending, in_progress, completed',
          code: 'INVALID',
        },
      ],
      errors: [],
    });
    expect(await update({ imageId: unknownImage, split: 'VAL' })).toMatchObject({
      datasetImage: null,
      userErrors: [{ field: ['input', 'imageId'], message: 'Image not found', code: 'NOT_FOUND' }],
    });
  });

  it('refuses a change of nothing before anything is asked', async () => {
    for (const input of [{}, { annotationStatus: null, splitLocked: null }]) {
      expect((await update(input)).errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT', argument: ['input'] } },
      ]);
    }
    expect(world.takeRequests()).toEqual([]);
  });
});

const post = 'POST /data/annotations';
const annotationFields =
  'annotationId imageId type classValue geometry xCenter yCenter width height source confidence zOrder';

async function create(input: object) {
  const { data, errors } = await world.query(
    `mutation ($input: CreateAnnotationInput!) {
      createAnnotation(input: $input) { annotation { id ${annotationFields} } userErrors { field message code } }
    }`,
    { input: { imageId: image.id, type: 'bbox', classValue: 'coat', ...input } },
  );
  return { ...data?.createAnnotation, errors };
}

const box = { xCenter: 0.5, yCenter: 0.4, width: 0.2, height: 0.1 };
const geometry = [0.5, 0.4, 0.2, 0.1];

describe('createAnnotation', () => {
  it('adds a box, given either way, in one request', async () => {
    const boxed = { imageId: image.id, type: 'bbox', classValue: 'coat', geometry, ...box };
    const manual = { ...boxed, source: 'manual', confidence: null, zOrder: 0 };
    expect((await create({ geometry })).annotation).toMatchObject(manual);
    expect((await create(box)).annotation).toMatchObject(manual);
    const model = { source: 'model', confidence: 0.25, zOrder: 7 };
    expect((await create({ geometry, ...model })).annotation).toMatchObject({ ...boxed, ...model });
    expect(world.takeRequests()).toEqual([post, post, post]);
  });

  it('adds a polygon that can be read again by its id', async () => {
    const corners = [0.1, 0.1, 0.5, 0.1, 0.3, 0.9];
    const { annotation } = await create({ type: 'polygon', geometry: corners });
    expect(annotation).toMatchObject({
      geometry: corners,
      xCenter: 0.3,
      yCenter: 0.5,
      width: 0.4,
      height: 0.8,
    });
    const { data } = await world.query(
      'query ($id: ID!) { node(id: $id) { ... on Annotation { geometry } } }',
      {
        id: annotation.id,
      },
    );
    expect(data.node).toEqual({ geometry: corners });
  });

  it.each([
    ['no data', () => ({ success: true })],
    ['null for data', () => ({ success: true, data: null })],
    [
      'only its id',
      (body: unknown) => ({ success: true, data: { id: (body as { data: { id: number } }).data.id } }),
    ],
  ])('reads it from its image where the answer has %s', async (_what, body) => {
    world.simulators.acusight.inject({ kind: 'rewrite', method: 'POST', body });
    await create({ geometry, classValue: 'twin' });
    const { annotation, errors } = await create({ geometry, classValue: 'twin' });
    expect(errors).toEqual([]);
    const newest = Math.max(...world.simulators.acusight.data.annotations.map(({ id }) => id));
    expect(annotation).toMatchObject({ annotationId: newest, classValue: 'twin', geometry });
    const read = `GET /data/images/${image.id}`;
    expect(world.takeRequests()).toEqual([post, read, post, read]);
  });

  it('was made even where it cannot be read afterwards', async () => {
    world.simulators.acusight.inject({ kind: 'rewrite', method: 'POST', body: () => ({ success: true }) });
    world.simulators.acusight.inject({ kind: 'status', status: 500, method: 'GET' });
    const { annotation, userErrors, errors } = await create({ geometry });
    expect([annotation, userErrors]).toEqual([null, []]);
    expect(errors).toMatchObject([{ path: ['createAnnotation', 'annotation'] }]);
    expect(errors[0].extensions).toEqual({ code: 'UPSTREAM_UNAVAILABLE', upstream: 'acusight', status: 500 });
  });

  it.each([
    [{ imageId: unknownImage, geometry }, 'imageId', 'image_id must be the id of an image'],
    [{ type: 'point', geometry: [0.5, 0.5] }, 'type', 'type must be one of bbox, polygon'],
    [{ classValue: ' ', geometry }, 'classValue', 'class_value must be a text'],
    [{ confidence: 1, geometry }, 'confidence', 'confidence must be null for source manual'],
    [{ source: 'cat', geometry }, 'source', 'source must be one of manual, model'],
    [
      { type: 'polygon', geometry: [0, 0, 1, 1, 1, 0, 0, 0] },
      'geometry',
      'geometry of a polygon must not repeat its first point',
    ],
  ])('says what Acusight does not accept: %j', async (input, field, message) => {
    expect(await create(input)).toEqual({
      annotation: null,
      userErrors: [{ field: ['input', field], message, code: 'INVALID' }],
      errors: [],
    });
  });

  it.each([
    [{}, ['geometry']],
    [{ geometry: [0.5, 0.5, 0.1] }, ['geometry']],
    [{ geometry: [0.5, 0.5, 0.1, 1.1] }, ['geometry', 3]],
    [{ geometry: [-0.1, 0.5, 0.1, 0.1] }, ['geometry', 0]],
    [{ geometry, xCenter: 0.5 }, ['xCenter']],
    [{ xCenter: 0.5, yCenter: 0.5, width: 0.1 }, ['height']],
    [{ ...box, width: 2 }, ['width']],
    [{ ...box, type: 'polygon' }, ['geometry']],
    [{ type: 'polygon', geometry: [0, 0, 1, 1] }, ['geometry']],
    [{ type: 'polygon', geometry: [0, 0, 1, 1, 1, 0, 0.5] }, ['geometry']],
    [{ geometry, source: 'model', confidence: 1.5 }, ['confidence']],
  ])('refuses %j before anything is asked', async (input, path) => {
    const { errors } = await create(input);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: ['input', ...path] } }]);
    expect(world.takeRequests()).toEqual([]);
  });
});
