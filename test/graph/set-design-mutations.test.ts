import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask } from '#test/support/ask.ts';
import {
  fullSetDesign,
  readSetDesignIds,
  rowOf,
  type SetDesignIds,
  sartiqData,
  unknownId,
} from '#test/support/set-designs.ts';
import { startWorld, type World } from '#test/support/world.ts';

let world: World;
let ids: SetDesignIds;
beforeAll(async () => {
  world = await startWorld();
  ids = readSetDesignIds(world);
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => {
  world.takeRequests();
});
afterEach(() => {
  world.simulators.sartiq.clearFaults();
  expect(world.logged).toEqual([]);
});

const designFields = `
  id setDesignId name description ownerId organizationId backgroundPresetId updatedAt
  baseImages { subjectId shotTypeId imageUrl imageMedia { mediaResourceId altText protected } }
  referenceImages { shotTypeId label imageUrl imageMedia { mediaResourceId } }
  subjectPortraits { subjectId imageMedia { mediaResourceId } }`;
const errorFields = 'userErrors { field message code }';
const creation = `mutation ($input: CreateSetDesignInput!) {
  createSetDesign(input: $input) { setDesign { ${designFields} } ${errorFields} }
}`;
const deletion = `mutation ($input: DeleteSetDesignInput!) {
  deleteSetDesign(input: $input) { deletedSetDesignId deletedId ${errorFields} }
}`;

async function create(input: object) {
  const { data, errors } = await world.query(creation, { input });
  expect(errors).toEqual([]);
  return data.createSetDesign;
}

async function remove(input: object) {
  const { data, errors } = await world.query(deletion, { input });
  expect(errors).toEqual([]);
  return data.deleteSetDesign;
}

describe('createSetDesign', () => {
  it('creates a set design with all that a seed body has, in one request', async () => {
    const [subjectId, other] = ids.subjects;
    const [shotTypeId] = ids.shotTypes;
    const { setDesign, userErrors } = await create({
      name: 'Loft 🌿',
      description: 'Soft light',
      backgroundPresetId: ids.backgroundPreset,
      ownerId: ids.giulia,
      organizationId: ids.ownOrganization,
      baseImages: [
        { subjectId, shotTypeId, image: { url: 'https://uploads.example/a.jpg' } },
        { subjectId: other, shotTypeId, image: { media: { mediaResourceId: ids.media, altText: null } } },
        { subjectId, shotTypeId: ids.shotTypes[1], image: null },
        { subjectId, shotTypeId: ids.shotTypes[2] },
      ],
      referenceImages: [
        {
          shotTypeId,
          label: 'window light',
          image: {
            media: {
              url: 'https://uploads.example/b.jpg',
              altText: 'b',
              width: 3,
              height: 4,
              protected: true,
            },
          },
        },
      ],
      subjectPortraits: [{ subjectId, image: { url: 'https://uploads.example/c.png' } }],
    });
    expect(userErrors).toEqual([]);
    expect(world.takeRequests()).toEqual(['POST /set-designs/']);
    expect(setDesign).toMatchObject({
      name: 'Loft 🌿',
      description: 'Soft light',
      backgroundPresetId: ids.backgroundPreset,
      ownerId: ids.giulia,
      organizationId: ids.ownOrganization,
      baseImages: [
        { subjectId, shotTypeId, imageUrl: expect.stringContaining('/media/') },
        { subjectId: other, imageMedia: { mediaResourceId: ids.media } },
        { imageUrl: null, imageMedia: null },
        { imageUrl: null, imageMedia: null },
      ],
      referenceImages: [{ label: 'window light', imageMedia: {} }],
      subjectPortraits: [{ subjectId, imageMedia: {} }],
    });
    const media = rowOf(world, setDesign.setDesignId).reference_images[0]?.image;
    const stored = sartiqData(world).media.get(media?.kind === 'media' ? media.mediaId : '');
    expect(stored).toMatchObject({ alt_text: 'b', width: 3, height: 4, protected: true });
  });

  it('takes null and absent for the same, except that a name is needed', async () => {
    const nulls = {
      description: null,
      backgroundPresetId: null,
      ownerId: null,
      organizationId: null,
      actingOrganizationId: null,
      baseImages: null,
      referenceImages: null,
      subjectPortraits: null,
    };
    const empty = { ownerId: ids.giulia, organizationId: null, description: null, baseImages: [] };
    expect((await create({ name: 'Nulls', ...nulls })).setDesign).toMatchObject(empty);
    expect((await create({ name: 'Absent' })).setDesign).toMatchObject(empty);
    const { errors } = await world.query(creation, { input: {} });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: ['input'] } }]);
  });

  it('acts for an organization, to which the set design then belongs', async () => {
    const { setDesign } = await create({ name: 'Ours', actingOrganizationId: ids.ownOrganization });
    expect(setDesign.organizationId).toBe(ids.ownOrganization);
    expect(world.takeRequests()).toEqual([`POST /set-designs/?organization_id=${ids.ownOrganization}`]);
  });

  it('counts code points, and refuses what is too long before anything is asked', async () => {
    expect((await create({ name: '🌿'.repeat(255) })).setDesign.name).toHaveLength(510);
    world.takeRequests();
    const tooLong = { name: 'x'.repeat(256) };
    expect((await world.query(creation, { input: tooLong })).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', argument: ['input', 'name'] } },
    ]);
    const input = { name: 'x', description: 'd'.repeat(1025) };
    expect((await world.query(creation, { input })).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', argument: ['input', 'description'] } },
    ]);
    expect(world.takeRequests()).toEqual([]);
  });

  it('takes exactly one of the two forms of a picture', async () => {
    const entry = { subjectId: ids.subjects[0], shotTypeId: ids.shotTypes[0] };
    const url = 'https://uploads.example/a.jpg';
    for (const image of [{}, { url, media: { url } }, { url: null }]) {
      const { errors } = await world.query(creation, {
        input: { name: 'x', baseImages: [{ ...entry, image }] },
      });
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
    expect(world.takeRequests()).toEqual([]);
  });

  it.each([
    [
      'subjects',
      { subjectPortraits: [{ subjectId: unknownId }] },
      ['subjectPortraits', '0', 'subjectId'],
      'Subject not found',
    ],
    [
      'background presets',
      { backgroundPresetId: unknownId },
      ['backgroundPresetId'],
      'Background preset not found',
    ],
  ])('says at which field an id stands for no %s', async (_what, input, path, message) => {
    expect(await create({ name: 'x', ...input })).toEqual({
      setDesign: null,
      userErrors: [{ field: ['input', ...path], message, code: 'NOT_FOUND' }],
    });
  });

  it('points at the list where one of several entries may be meant', async () => {
    const [subjectId] = ids.subjects;
    const baseImages = [
      { subjectId, shotTypeId: ids.shotTypes[0] },
      { subjectId, shotTypeId: unknownId },
    ];
    const { userErrors } = await create({ name: 'x', baseImages });
    expect(userErrors).toEqual([
      { field: ['input', 'baseImages'], message: 'Shot type not found', code: 'NOT_FOUND' },
    ]);
  });

  it('says that a pair comes twice', async () => {
    const pair = { subjectId: ids.subjects[0], shotTypeId: ids.shotTypes[0] };
    expect(await create({ name: 'x', baseImages: [pair, pair] })).toEqual({
      setDesign: null,
      userErrors: [
        {
          field: ['input', 'baseImages'],
          message: 'Duplicate base image for the same subject and shot type',
          code: 'INVALID',
        },
      ],
    });
  });

  it('reads every problem of a 422, each at its field', async () => {
    const detail = [
      { type: 'string_too_long', loc: ['body', 'name'], msg: 'String should have at most 9 characters' },
      { type: 'missing', loc: ['body', 'base_images', 0, 'shot_type_id'], msg: 'Field required' },
      {
        type: 'string_type',
        loc: ['body', 'base_images', 0, 'image', 'str'],
        msg: 'Input should be a valid string',
      },
      {
        type: 'uuid',
        loc: ['body', 'base_images', 0, 'image', 'MediaInput', 'media_resource_id'],
        msg: 'No',
      },
      { type: 'uuid_parsing', loc: ['query', 'organization_id'], msg: 'Input should be a valid UUID' },
      { type: 'x', loc: ['header', 'x-thing'], msg: 'See https://secret.example/x?token=1 for more' },
      { type: 'json_invalid', loc: ['body', 7], msg: 'JSON decode error' },
    ];
    world.simulators.sartiq.inject({ kind: 'status', status: 422, body: JSON.stringify({ detail }) });
    const [subjectId] = ids.subjects;
    const [shotTypeId] = ids.shotTypes;
    const image = { media: { mediaResourceId: ids.media } };
    const { setDesign, userErrors } = await create({
      name: 'x',
      baseImages: [{ subjectId, shotTypeId, image }],
    });
    expect(setDesign).toBeNull();
    expect(
      userErrors.map(({ field, message }: { field: string[]; message: string }) => [field, message]),
    ).toEqual([
      [['input', 'name'], 'String should have at most 9 characters'],
      [['input', 'baseImages', '0', 'shotTypeId'], 'Field required'],
      [['input', 'baseImages', '0', 'image', 'media', 'mediaResourceId'], 'No'],
      [['input', 'actingOrganizationId'], 'Input should be a valid UUID'],
      [null, 'See (a URL) for more'],
      [['input'], 'JSON decode error'],
    ]);
    expect(new Set(userErrors.map(({ code }: { code: string }) => code))).toEqual(new Set(['INVALID']));
  });

  it('makes an error, not a user error, of what the caller cannot correct', async () => {
    for (const [status, code] of [
      [401, 'UNAUTHENTICATED'],
      [403, 'FORBIDDEN'],
      [429, 'UPSTREAM_RATE_LIMITED'],
      [400, 'UPSTREAM_REJECTED'],
    ] as const) {
      const stop = world.simulators.sartiq.inject({ kind: 'status', status, body: '{"secret": 1}' });
      const { data, errors } = await world.query(creation, { input: { name: 'x' } });
      stop();
      expect(data).toEqual({ createSetDesign: null });
      expect(errors).toMatchObject([{ path: ['createSetDesign'] }]);
      expect(errors[0]?.extensions).toEqual({ code, upstream: 'sartiq', status });
    }
    expect(world.takeRequests()).toHaveLength(4);
  });

  it('refuses another organization as Sartiq does', async () => {
    const input = { name: 'x', organizationId: ids.foreignOrganization };
    const { errors } = await world.query(creation, { input });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});

describe('deleteSetDesign', () => {
  it('says which one is gone, by both of its ids', async () => {
    const { setDesign } = await create({ name: 'Short-lived' });
    world.takeRequests();
    const setDesignId = setDesign.setDesignId.toUpperCase();
    expect(await remove({ setDesignId })).toEqual({
      deletedSetDesignId: setDesign.setDesignId,
      deletedId: setDesign.id,
      userErrors: [],
    });
    expect(world.takeRequests()).toEqual([`DELETE /set-designs/${setDesign.setDesignId}`]);
    expect(await remove({ setDesignId })).toEqual({
      deletedSetDesignId: null,
      deletedId: null,
      userErrors: [{ field: ['input', 'setDesignId'], message: 'Set design not found', code: 'NOT_FOUND' }],
    });
  });

  it('acts for an organization', async () => {
    const { setDesign } = await create({ name: 'Ours', organizationId: ids.ownOrganization });
    world.takeRequests();
    const { setDesignId } = setDesign;
    await remove({ setDesignId, organizationId: ids.ownOrganization });
    expect(world.takeRequests()).toEqual([
      `DELETE /set-designs/${setDesignId}?organization_id=${ids.ownOrganization}`,
    ]);
  });
});

describe('requestSetDesignCompletion', () => {
  const request = `mutation ($input: RequestSetDesignCompletionInput!) {
    requestSetDesignCompletion(input: $input) { message ${errorFields} }
  }`;

  it('asks the operators, once', async () => {
    const { id: setDesignId } = fullSetDesign(world);
    const [before, subjectIds, shotTypeIds] = [
      sartiqData(world).completionRequests.length,
      [ids.subjects[0]],
      [ids.shotTypes[0], ids.shotTypes[1]],
    ];
    const { data } = await world.query(request, { input: { setDesignId, subjectIds, shotTypeIds } });
    expect(data.requestSetDesignCompletion).toEqual({ message: 'Completion request sent', userErrors: [] });
    expect(world.takeRequests()).toEqual([`POST /set-designs/${setDesignId}/request-completion`]);
    const made = sartiqData(world).completionRequests.slice(before);
    expect(made).toMatchObject([
      { subject_ids: subjectIds, shot_type_ids: shotTypeIds, set_design_id: setDesignId },
    ]);
  });

  it.each([
    ['setDesignId', { setDesignId: unknownId }, 'Set design not found'],
    ['subjectIds', { subjectIds: [unknownId] }, 'Subject not found'],
    ['shotTypeIds', { shotTypeIds: [unknownId] }, 'Shot type not found'],
  ])('says that %s stand for nothing', async (field, wrong, message) => {
    const { id: setDesignId } = fullSetDesign(world);
    const input = { setDesignId, subjectIds: [], shotTypeIds: [], ...wrong };
    const { data } = await world.query(request, { input });
    expect(data.requestSetDesignCompletion).toEqual({
      message: null,
      userErrors: [{ field: ['input', field], message, code: 'NOT_FOUND' }],
    });
  });
});

describe('mutations', () => {
  it('are refused as GET', async () => {
    const query = `mutation { createSetDesign(input: { name: "x" }) { ${errorFields} } }`;
    const answer = await ask(`${world.url}/graphql?query=${encodeURIComponent(query)}`);
    expect(answer.status).toBe(405);
    expect(world.takeRequests()).toEqual([]);
  });

  it('of one operation run one after the other', async () => {
    const { data } = await world.query(`mutation {
      a: createSetDesign(input: { name: "first" }) { setDesign { setDesignId } }
      b: createSetDesign(input: { name: "second" }) { setDesign { setDesignId } }
    }`);
    expect(world.takeRequests()).toEqual(['POST /set-designs/', 'POST /set-designs/']);
    expect(rowOf(world, data.a.setDesign.setDesignId).name).toBe('first');
    expect(rowOf(world, data.b.setDesign.setDesignId).name).toBe('second');
  });
});
