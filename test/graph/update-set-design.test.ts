import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SetDesignRow } from '#test/simulators/sartiq/rows.ts';
import {
  fullSetDesign,
  readSetDesignIds,
  rowOf,
  type SetDesignIds,
  sartiqData,
  unknownId,
} from '#test/support/set-designs.ts';
import { type Answer, startWorld, type World } from '#test/support/world.ts';

let world: World;
let ids: SetDesignIds;
let design: SetDesignRow;
beforeAll(async () => {
  world = await startWorld();
  ids = readSetDesignIds(world);
  design = fullSetDesign(world);
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => {
  world.takeRequests();
});
afterEach(() => {
  world.simulators.sartiq.clearFaults();
  expect(world.logged).toEqual([]);
});

const mutation = `mutation ($input: UpdateSetDesignInput!) {
  updateSetDesign(input: $input) {
    setDesign {
      setDesignId name description ownerId organizationId backgroundPresetId updatedAt
      baseImages { subjectId shotTypeId imageUrl imageMedia { mediaResourceId } }
      referenceImages { shotTypeId label imageUrl imageMedia { mediaResourceId } }
      subjectPortraits { subjectId imageMedia { mediaResourceId } }
    }
    userErrors { field message code }
  }
}`;

function ask(input: object): Promise<Answer> {
  return world.query(mutation, { input: { setDesignId: design.id, ...input } });
}

async function update(input: object) {
  const { data, errors } = await ask(input);
  expect(errors).toEqual([]);
  return data.updateSetDesign;
}

/** The row as it is now, without what every change moves. */
function snapshot(): object {
  const { updated_at, ...rest } = structuredClone(rowOf(world, design.id));
  return rest;
}

/** What a list shows, whatever its entries' ids and times are. */
function contents(list: readonly object[]): object[] {
  return list.map((entry) => {
    const { id, created_at, updated_at, ...rest } = entry as Record<string, unknown>;
    return rest;
  });
}

const get = () => `GET /set-designs/${design.id}`;
const put = () => `PUT /set-designs/${design.id}`;

describe('updateSetDesign', () => {
  it('S-07: leaves what is absent, in one request, and moves updatedAt', async () => {
    const [before, updatedAt] = [snapshot(), design.updated_at];
    const { setDesign, userErrors } = await update({});
    expect(userErrors).toEqual([]);
    expect(world.takeRequests()).toEqual([put()]);
    expect(snapshot()).toEqual(before);
    expect(setDesign.updatedAt > updatedAt).toBe(true);
  });

  it('S-07: leaves what is null where null changes nothing', async () => {
    const before = snapshot();
    const nulls = {
      name: null,
      ownerId: null,
      baseImages: null,
      referenceImages: null,
      subjectPortraits: null,
    };
    await update({
      ...nulls,
      baseImageChanges: null,
      referenceImageChanges: { set: null, remove: [] },
      subjectPortraitChanges: {},
      ifUnmodifiedSince: null,
      actingOrganizationId: null,
    });
    expect(snapshot()).toEqual(before);
    expect(world.takeRequests()).toEqual([put()]);
  });

  it('S-07: clears description, preset and organization with null, and only then', async () => {
    const given = {
      name: 'New name',
      description: 'd'.repeat(2000),
      backgroundPresetId: ids.backgroundPreset,
      organizationId: ids.ownOrganization,
    };
    expect((await update(given)).setDesign).toMatchObject(given);
    const cleared = { description: null, backgroundPresetId: null, organizationId: null };
    expect((await update(cleared)).setDesign).toMatchObject({ name: 'New name', ...cleared });
  });

  it('acts for an organization', async () => {
    await update({ actingOrganizationId: ids.ownOrganization, ifUnmodifiedSince: '2100-01-01T00:00:00Z' });
    const query = `?organization_id=${ids.ownOrganization}`;
    expect(world.takeRequests()).toEqual([`${get()}${query}`, `${put()}${query}`]);
  });

  it('replaces a list whole, and empties it with an empty one', async () => {
    const row = rowOf(world, design.id);
    const { base_images: base, reference_images: reference } = structuredClone(row);
    const [subjectId] = ids.subjects;
    const { setDesign } = await update({
      subjectPortraits: [{ subjectId, image: { media: { mediaResourceId: ids.media } } }],
      referenceImages: [],
    });
    expect(setDesign.subjectPortraits).toEqual([{ subjectId, imageMedia: { mediaResourceId: ids.media } }]);
    expect(setDesign.referenceImages).toEqual([]);
    expect(row.base_images).toEqual(base);
    expect(world.takeRequests()).toEqual([put()]);
    row.reference_images = reference;
  });

  it('says that there is no such set design, with and without reading it', async () => {
    const error = { field: ['input', 'setDesignId'], message: 'Set design not found', code: 'NOT_FOUND' };
    for (const input of [{}, { ifUnmodifiedSince: '2026-01-01T00:00:00Z' }]) {
      expect(await update({ setDesignId: unknownId, ...input })).toEqual({
        setDesign: null,
        userErrors: [error],
      });
    }
    expect(world.takeRequests()).toEqual([`PUT /set-designs/${unknownId}`, `GET /set-designs/${unknownId}`]);
  });

  it('refuses a name that is too long and lists given in both forms, before anything is asked', async () => {
    const pair = { subjectId: ids.subjects[0], shotTypeId: ids.shotTypes[0] };
    for (const [input, argument] of [
      [{ name: 'x'.repeat(256) }, ['input', 'name']],
      [{ baseImages: [], baseImageChanges: { remove: [pair] } }, ['input', 'baseImageChanges']],
      [
        { referenceImages: [], referenceImageChanges: { set: [{ shotTypeId: pair.shotTypeId }] } },
        ['input', 'referenceImageChanges'],
      ],
      [{ baseImageChanges: { set: [pair, pair] } }, ['input', 'baseImageChanges', 'set', 1]],
      [{ baseImageChanges: { set: [pair], remove: [pair] } }, ['input', 'baseImageChanges', 'remove', 0]],
    ] as const) {
      const { errors } = await ask(input);
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument } }]);
    }
    expect(world.takeRequests()).toEqual([]);
  });
});

describe('ifUnmodifiedSince', () => {
  it('lets the change through at exactly the updatedAt that the caller knows', async () => {
    const { setDesign } = await update({});
    world.takeRequests();
    expect((await update({ ifUnmodifiedSince: setDesign.updatedAt })).userErrors).toEqual([]);
    expect(world.takeRequests()).toEqual([get(), put()]);
  });

  it('refuses a microsecond earlier, in whatever offset, and sends nothing', async () => {
    const { updatedAt } = (await update({})).setDesign;
    const before = snapshot();
    world.takeRequests();
    // 0.000001 s less, written two hours east.
    const micros = BigInt(Date.parse(updatedAt)) * 1000n + BigInt(updatedAt.slice(23, 26)) - 1n;
    const east = new Date(Number(micros / 1000n) + 7_200_000).toISOString().slice(0, -1);
    const ifUnmodifiedSince = `${east}${String(micros % 1000n).padStart(3, '0')}+02:00`;
    expect(await update({ name: 'Late', ifUnmodifiedSince })).toEqual({
      setDesign: null,
      userErrors: [
        {
          field: ['input', 'ifUnmodifiedSince'],
          message: 'The set design was changed after `ifUnmodifiedSince`',
          code: 'CONFLICT',
        },
      ],
    });
    expect(world.takeRequests()).toEqual([get()]);
    expect(snapshot()).toEqual(before);
  });

  it('reads the set design anew for every change of an operation', async () => {
    const { updatedAt } = (await update({})).setDesign;
    const input = `{ setDesignId: "${design.id}", ifUnmodifiedSince: "${updatedAt}" }`;
    const { data } = await world.query(`mutation {
      first: updateSetDesign(input: ${input}) { userErrors { code } }
      second: updateSetDesign(input: ${input}) { userErrors { code } }
    }`);
    expect(data).toEqual({ first: { userErrors: [] }, second: { userErrors: [{ code: 'CONFLICT' }] } });
  });

  it('sends nothing where the set design cannot be read or its time not be compared', async () => {
    const ifUnmodifiedSince = '2100-01-01T00:00:00Z';
    for (const [fault, code] of [
      [{ kind: 'status', status: 503 }, 'UPSTREAM_UNAVAILABLE'],
      [
        { kind: 'rewrite', body: (body: unknown) => ({ ...(body as object), updated_at: 'yesterday' }) },
        'UPSTREAM_CONTRACT',
      ],
    ] as const) {
      const stop = world.simulators.sartiq.inject({ ...fault, method: 'GET' });
      const { data, errors } = await ask({ ifUnmodifiedSince });
      stop();
      expect(data).toEqual({ updateSetDesign: null });
      expect(errors).toMatchObject([{ extensions: { code } }]);
      expect(errors[0]?.extensions).not.toHaveProperty('mayHaveHappened');
    }
    // The first read is sent three times.
    expect(world.takeRequests()).toEqual([get(), get(), get(), get()]);
  });
});

describe('changes of single images', () => {
  it('replace, add and remove by key; all others stay what they are, where they are', async () => {
    const row = rowOf(world, design.id);
    const before = structuredClone(row);
    const [first, second, ...others] = before.base_images;
    const [portrait] = before.subject_portraits;
    const media = { mediaResourceId: ids.media };
    const free = sartiqData(world).subjects.find(
      ({ id }) => !before.base_images.some(({ subject_id }) => subject_id === id),
    );
    const added = { subjectId: free?.id, shotTypeId: ids.shotTypes[0] };
    const { userErrors } = await update({
      baseImageChanges: {
        set: [{ subjectId: second?.subject_id, shotTypeId: second?.shot_type_id, image: { media } }, added],
        remove: [{ subjectId: first?.subject_id, shotTypeId: first?.shot_type_id }],
      },
      referenceImageChanges: {
        set: [{ shotTypeId: ids.shotTypes[2], label: 'only here', image: { media } }],
      },
      subjectPortraitChanges: { remove: [{ subjectId: portrait?.subject_id }] },
    });
    expect(userErrors).toEqual([]);
    expect(world.takeRequests()).toEqual([get(), put()]);
    const image = { kind: 'media', mediaId: ids.media };
    expect(contents(row.base_images)).toEqual([
      { subject_id: second?.subject_id, shot_type_id: second?.shot_type_id, image },
      ...contents(others),
      { subject_id: added.subjectId, shot_type_id: added.shotTypeId, image: { kind: 'none' } },
    ]);
    expect(contents(row.reference_images)).toEqual([
      ...contents(before.reference_images),
      { shot_type_id: ids.shotTypes[2], label: 'only here', image },
    ]);
    expect(contents(row.subject_portraits)).toEqual(
      contents(before.subject_portraits.filter(({ subject_id }) => subject_id !== portrait?.subject_id)),
    );
  });

  it('that remove what is not there send no list, so that the images keep their ids', async () => {
    const before = snapshot();
    const remove = [{ subjectId: unknownId, shotTypeId: ids.shotTypes[0] }];
    expect((await update({ baseImageChanges: { remove } })).userErrors).toEqual([]);
    expect(snapshot()).toEqual(before);
    expect(world.takeRequests()).toEqual([get(), put()]);
  });

  it('keep pictures of before the media store', async () => {
    const old = sartiqData(world).setDesigns.find(
      (row) =>
        row.owner_id === ids.giulia &&
        row.base_images.filter(({ image }) => image.kind === 'legacy').length > 1,
    );
    const setDesignId = old?.id ?? '';
    const shown = async () =>
      (
        await world.query(
          `{ setDesign(setDesignId: "${setDesignId}") { baseImages { subjectId shotTypeId imageUrl } } }`,
        )
      ).data.setDesign.baseImages;
    const before = await shown();
    const [{ subjectId, shotTypeId }] = before;
    const { setDesign } = await update({
      setDesignId,
      baseImageChanges: { set: [{ subjectId, shotTypeId }] },
    });
    const hadPicture = ({ imageUrl }: { imageUrl: string | null }) => imageUrl !== null;
    expect(setDesign.baseImages.slice(1).map(hadPicture)).toEqual(before.slice(1).map(hadPicture));
  });

  it('name entries in user errors by their place in `set`, not in the list that was sent', async () => {
    const detail = [
      { loc: ['body', 'base_images', design.base_images.length, 'subject_id'], msg: 'of the added one' },
      { loc: ['body', 'base_images', 0, 'subject_id'], msg: 'of one that was kept' },
    ];
    world.simulators.sartiq.inject({
      kind: 'status',
      status: 422,
      method: 'PUT',
      body: JSON.stringify({ detail }),
    });
    const set = [{ subjectId: unknownId, shotTypeId: ids.shotTypes[0] }];
    expect((await update({ baseImageChanges: { set } })).userErrors).toEqual([
      {
        field: ['input', 'baseImageChanges', 'set', '0', 'subjectId'],
        message: 'of the added one',
        code: 'INVALID',
      },
      { field: ['input', 'baseImageChanges'], message: 'of one that was kept', code: 'INVALID' },
    ]);
  });

  it('are not sent where an entry could not be read, because it could not be kept', async () => {
    const spoil = (body: unknown) => {
      const { base_images, ...rest } = body as { base_images: object[] };
      return { ...rest, base_images: [{ ...base_images[0], subject_id: 7 }, ...base_images.slice(1)] };
    };
    world.simulators.sartiq.inject({ kind: 'rewrite', method: 'GET', body: spoil });
    const set = [{ subjectId: ids.subjects[0], shotTypeId: ids.shotTypes[0] }];
    const { errors } = await ask({ baseImageChanges: { set } });
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_CONTRACT', upstream: 'sartiq' } }]);
    expect(world.takeRequests()).toEqual([get()]);
  });
});
