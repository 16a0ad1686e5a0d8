import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWorld, type World } from '#test/support/world.ts';

/** One object of every type, with its fields that tell it from others. */
const everything = `{
  jobs(first: 3) { nodes { __typename id jobId images(first: 3) { nodes { __typename id jobId imageIndex groupIndex version } } } }
  assets(first: 3) { nodes { __typename id assetId } }
  setDesigns(first: 40) {
    nodes {
      __typename
      id
      setDesignId
      backgroundPreset { __typename id backgroundPresetId }
      baseImages { __typename id baseImageId subject { __typename id subjectId } shotType { __typename id shotTypeId } }
      referenceImages { __typename id referenceImageId }
      subjectPortraits { __typename id subjectPortraitId }
    }
  }
  datasetImages(first: 9) { nodes { __typename id imageId annotations { __typename id annotationId } } }
}`;

interface Found {
  readonly __typename: string;
  readonly id: string;
}

/** Every object with a global id inside an answer, each once. */
function objectsIn(value: unknown, found = new Map<string, Found>()): Map<string, Found> {
  if (typeof value !== 'object' || value === null) return found;
  if ('id' in value && '__typename' in value) found.set(String(value.id), value as Found);
  for (const member of Object.values(value)) objectsIn(member, found);
  return found;
}

const types = [
  'Annotation',
  'Asset',
  'BackgroundPreset',
  'DatasetImage',
  'Image',
  'Job',
  'SetBaseImage',
  'SetDesign',
  'SetReferenceImage',
  'ShotType',
  'Subject',
  'SubjectPortrait',
];

const nodeFields = `
  __typename
  id
  ... on Job { jobId }
  ... on Image { jobId imageIndex groupIndex version }
  ... on Asset { assetId }
  ... on SetDesign { setDesignId }
  ... on SetBaseImage { baseImageId }
  ... on SetReferenceImage { referenceImageId }
  ... on SubjectPortrait { subjectPortraitId }
  ... on Subject { subjectId }
  ... on ShotType { shotTypeId }
  ... on BackgroundPreset { backgroundPresetId }
  ... on DatasetImage { imageId }
  ... on Annotation { annotationId }`;

describe('node and nodes', () => {
  let world: World;
  let objects: Map<string, Found>;
  beforeAll(async () => {
    world = await startWorld();
    const { data, errors } = await world.query(everything);
    expect(errors).toEqual([]);
    objects = objectsIn(data);
  });
  beforeEach(() => {
    world.takeRequests();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('reads every type again by its id', async () => {
    expect([...new Set([...objects.values()].map((object) => object.__typename))].sort()).toEqual(types);
    for (const type of types) {
      const object = [...objects.values()].find(({ __typename }) => __typename === type);
      const { data, errors } = await world.query(`query ($id: ID!) { node(id: $id) { ${nodeFields} } }`, {
        id: object?.id,
      });
      expect(errors).toEqual([]);
      for (const [name, value] of Object.entries(data.node))
        expect([name, object]).toEqual([name, expect.objectContaining({ [name]: value })]);
    }
  });

  it('answers 100 mixed ids in order, each upstream object asked for once', async () => {
    const picked = [...objects.values()]
      .filter((_, index) => index % Math.ceil(objects.size / 90) === 0)
      .slice(0, 90);
    const ids = [...picked, ...picked.slice(0, 10)].map(({ id }) => id);
    const { data, errors } = await world.query(
      `query ($ids: [ID!]!) { nodes(ids: $ids) { ${nodeFields} } }`,
      { ids },
    );
    expect(errors).toEqual([]);
    expect(data.nodes.map((node: Found) => node.id)).toEqual(ids);
    const requests = world.takeRequests();
    expect(new Set(requests).size).toBe(requests.length);
    const parents = new Set(
      picked.map(({ id }) => Buffer.from(id, 'base64url').toString().split(':').slice(1, 2).join()),
    );
    expect(requests.length).toBeLessThanOrEqual(parents.size + 3);
  });

  it('gives null for what is unknown or foreign, and an error at its place for what is malformed', async () => {
    const [known] = objects.values();
    const encode = (text: string) => Buffer.from(text).toString('base64url');
    const foreign = world.simulators.piktid.data.jobs.find(
      (job) => job.owner === 'marco' && !job.sharedWith.includes('giulia'),
    );
    const ids = [
      known?.id,
      encode('Job:nowhere'),
      encode(`Job:${foreign?.job_id}`),
      encode('SetDesign:00000000-0000-4000-8000-000000000000'),
      encode('DatasetImage:999999999'),
      encode('Annotation:999999999:1'),
      encode('Asset:nothing'),
      'garbage',
      encode('Pirate:7'),
      encode('DatasetImage:seven'),
      encode('Asset:..'),
      encode('SetDesign:1'),
    ];
    const { data, errors } = await world.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    expect(foreign).toBeDefined();
    expect(data.nodes).toEqual([{ id: known?.id }, ...Array.from({ length: 11 }, () => null)]);
    expect(errors.map((error) => [error.path, error.extensions.code])).toEqual(
      [7, 8, 9, 10, 11].map((index) => [['nodes', index], 'BAD_USER_INPUT']),
    );
  });

  it('refuses a malformed id and too many ids without a request', async () => {
    const { errors } = await world.query('{ node(id: "garbage") { id } }');
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: ['id'] });
    const many = await world.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: Array.from({ length: 201 }, () => [...objects.keys()][0]),
    });
    expect(many.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: ['ids'] });
    expect(world.takeRequests()).toEqual([]);
  });

  it('finds an image behind the 200 that the gallery shows, and an older version', async () => {
    const job = world.simulators.piktid.data.jobs.find(
      ({ images, owner }) => owner === 'giulia' && images.length > 450,
    );
    const old = world.simulators.piktid.data.jobs
      .filter(({ owner }) => owner === 'giulia')
      .flatMap(({ job_id, images }) => images.map((image) => ({ job_id, image, images })))
      .find(({ image, images }) =>
        images.some(
          (other) =>
            other.image_index === image.image_index &&
            other.group_index === image.group_index &&
            other.version > image.version,
        ),
      );
    const last = job?.images.at(-1);
    const idOf = (jobId: string | undefined, image: typeof last) =>
      Buffer.from(`Image:${jobId}:${image?.image_index}:${image?.group_index}:${image?.version}`).toString(
        'base64url',
      );
    for (const [jobId, image] of [
      [job?.job_id, last],
      [old?.job_id, old?.image],
    ] as const) {
      const { data, errors } = await world.query(
        'query ($id: ID!) { node(id: $id) { ... on Image { jobId imageIndex groupIndex version } } }',
        { id: idOf(jobId, image) },
      );
      expect(errors).toEqual([]);
      expect(data.node).toEqual({
        jobId,
        imageIndex: image?.image_index,
        groupIndex: image?.group_index,
        version: image?.version,
      });
    }
  });

  it('asks for no more than the fragments of the type select', async () => {
    const image = [...objects.values()].find(({ __typename }) => __typename === 'DatasetImage');
    for (const [fields, flag] of [
      ['filename', false],
      ['... on Picture { url }', true],
    ] as const) {
      await world.query(`query ($id: ID!) { node(id: $id) { ... on DatasetImage { ${fields} } } }`, {
        id: image?.id,
      });
      expect(world.takeRequests()[0]?.includes('include_image_url=true')).toBe(flag);
    }
  });
});
