import { describe, expect, it } from 'vitest';
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

async function create(world: SartiqWorld, json: unknown, query = ''): Promise<z.infer<typeof designShape>> {
  const { body, status } = await world.ask('POST', `/set-designs/${query}`, { json });
  expect(status).toBe(200);
  return designShape.parse(body);
}

describe('POST /set-designs/', () => {
  it('S-01: answers 200 with the new design, which is first in the list', async () => {
    await using world = await startWorld();
    const row = await create(world, { name: 'Loft 01' });
    const time = '2026-03-20T08:30:15.120000Z';
    const { giulia } = world.ids.users;
    expect(row).toMatchObject({ name: 'Loft 01', owner_id: giulia, created_at: time, updated_at: time });
    expect(row).toMatchObject({
      description: null,
      organization_id: null,
      base_images: [],
      subject_portraits: [],
    });
    const list = listShape.parse((await world.ask('GET', '/set-designs/?limit=1')).body);
    expect([list.data[0]?.id, list.count]).toEqual([row.id, 41]);
  });

  it('S-04: puts the design into the organization of the body or of the query', async () => {
    await using world = await startWorld();
    const { foreignOrganization, ownOrganization } = world.ids;
    const byQuery = await create(world, { name: 'a' }, `?organization_id=${ownOrganization}`);
    const byBody = await create(world, { name: 'b', organization_id: ownOrganization });
    expect([byQuery, byBody].map((row) => row['organization_id'])).toEqual([
      ownOrganization,
      ownOrganization,
    ]);
    const json = { name: 'c', organization_id: foreignOrganization };
    expect(readDetail(await world.ask('POST', '/set-designs/', { json }))).toEqual([
      403,
      'Not enough permissions',
    ]);
  });

  it('S-12: stores a URL at once, and the same URL as the same media', async () => {
    await using world = await startWorld();
    const { shotType: shot_type_id, subject: subject_id } = world.ids;
    const url = 'https://uploads.example/temp/9b1d_front.png';
    const row = await create(world, {
      name: 'x',
      base_images: [{ subject_id, shot_type_id, image: url }],
      reference_images: [{ shot_type_id, image: { url, alt_text: 'window', protected: true } }],
      subject_portraits: [{ subject_id, image: null }, { subject_id }],
    });
    const [image] = row.base_images;
    expect(image?.image_media).toMatchObject({
      extension: 'png',
      resource_type: 'IMAGE',
      alt_text: 'window',
    });
    expect(image?.image_url).toBe(image?.image_media?.url);
    expect(row.reference_images[0]).toMatchObject({ image_url: image?.image_url, label: null });
    expect(row.subject_portraits.map((portrait) => portrait['image_media'])).toEqual([null, null]);
    const again = await create(world, { name: 'y', base_images: [{ subject_id, shot_type_id, image: url }] });
    expect(again.base_images[0]?.image_media?.id).toBe(image?.image_media?.id);
  });

  it('S-12: lets the media id win over the URL, and answers 404 for an unknown one', async () => {
    await using world = await startWorld();
    const { shotType: shot_type_id, subject: subject_id } = world.ids;
    const [known] = world.data.media.keys();
    const withImage = (media_resource_id: unknown) => ({
      name: 'x',
      base_images: [
        { subject_id, shot_type_id, image: { media_resource_id, url: 'https://x.example/a.jpg' } },
      ],
    });
    expect((await create(world, withImage(known))).base_images[0]?.image_media?.id).toBe(known);
    const options = { json: withImage(unknownId), undocumented: true };
    expect(readDetail(await world.ask('POST', '/set-designs/', options))).toEqual([
      404,
      'Media resource not found',
    ]);
    expect(world.data.setDesigns.filter(({ name }) => name === 'x')).toHaveLength(1);
  });

  it('S-12: shows neither URL nor media for an image that is null', async () => {
    await using world = await startWorld();
    const { shotType: shot_type_id, subject: subject_id } = world.ids;
    const row = await create(world, { name: 'x', base_images: [{ subject_id, shot_type_id, image: null }] });
    expect(row.base_images[0]).toMatchObject({ image_url: null, image_media: null });
  });

  it('S-09: answers 400 for the same subject and shot type twice', async () => {
    await using world = await startWorld();
    const image = { subject_id: world.ids.subject, shot_type_id: world.ids.shotType };
    const json = {
      name: 'x',
      base_images: [image, { ...image, shot_type_id: image.shot_type_id.toUpperCase() }],
    };
    const [status] = readDetail(await world.ask('POST', '/set-designs/', { json, undocumented: true }));
    expect(status).toBe(400);
    expect(world.data.setDesigns.some(({ name }) => name === 'x')).toBe(false);
  });

  it('reports all problems of a body at once, in the words of pydantic', async () => {
    await using world = await startWorld();
    const { subject: subject_id } = world.ids;
    const json = {
      name: 'L'.repeat(256),
      description: 7,
      owner_id: 'me',
      base_images: [{ subject_id }, 'x'],
      reference_images: null,
      subject_portraits: [{ subject_id, image: { width: 1.5, protected: 'no' } }],
    };
    const found = readProblems(await world.ask('POST', '/set-designs/?organization_id=o', { json }));
    expect(found.map(({ loc, type }) => `${loc.join('.')} ${type}`)).toEqual([
      'query.organization_id uuid_parsing',
      'body.name string_too_long',
      'body.description string_type',
      'body.owner_id uuid_parsing',
      'body.base_images.0.shot_type_id missing',
      'body.base_images.1 model_attributes_type',
      'body.reference_images list_type',
      'body.subject_portraits.0.image.str string_type',
      'body.subject_portraits.0.image.MediaInput.width int_from_float',
      'body.subject_portraits.0.image.MediaInput.protected bool_type',
    ]);
    expect(found[1]).toEqual({
      type: 'string_too_long',
      loc: ['body', 'name'],
      msg: 'String should have at most 255 characters',
      input: json.name,
      ctx: { max_length: 255 },
    });
    expect(found[4]).toMatchObject({ msg: 'Field required', input: { subject_id } });
  });

  it('counts lengths in code points', async () => {
    await using world = await startWorld();
    await create(world, { name: '👗'.repeat(255), description: '👗'.repeat(1024) });
    const json = { name: '👗'.repeat(256), description: '👗'.repeat(1025) };
    const found = readProblems(await world.ask('POST', '/set-designs/', { json }));
    expect(found.map(({ loc }) => loc)).toEqual([
      ['body', 'name'],
      ['body', 'description'],
    ]);
  });

  it.each([
    [{ json: {} }, [{ type: 'missing', loc: ['body', 'name'], input: {} }]],
    [{ json: { name: null } }, [{ type: 'string_type', loc: ['body', 'name'], input: null }]],
    [{ json: [] }, [{ type: 'model_attributes_type', loc: ['body'], input: [] }]],
    [{}, [{ type: 'missing', loc: ['body'], input: null }]],
    [
      { body: '{"name":', headers: { 'content-type': 'application/json' } },
      [{ type: 'json_invalid', loc: ['body', 0], msg: 'JSON decode error' }],
    ],
  ])('refuses the body of %j', async (options, expected) => {
    await using world = await startWorld();
    expect(readProblems(await world.ask('POST', '/set-designs/', options))).toMatchObject(expected);
  });

  it.each(['subject', 'shotType', 'background'] as const)('answers 404 for an unknown %s', async (kind) => {
    await using world = await startWorld();
    const { shotType, subject } = world.ids;
    const json = {
      name: 'x',
      background_preset_id: kind === 'background' ? unknownId : null,
      base_images: [
        {
          subject_id: kind === 'subject' ? unknownId : subject,
          shot_type_id: kind === 'shotType' ? unknownId : shotType,
        },
      ],
    };
    const [status] = readDetail(await world.ask('POST', '/set-designs/', { json, undocumented: true }));
    expect(status).toBe(404);
  });

  it('lets only members of the organization own a design, beside the caller', async () => {
    await using world = await startWorld();
    const { ownOrganization, users } = world.ids;
    const row = await create(world, { name: 'x', owner_id: users.marco, organization_id: ownOrganization });
    expect(row['owner_id']).toBe(users.marco);
    for (const json of [
      { name: 'x', owner_id: users.marco },
      { name: 'x', owner_id: unknownId },
    ]) {
      expect(readDetail(await world.ask('POST', '/set-designs/', { json }))).toEqual([
        403,
        'Not enough permissions',
      ]);
    }
  });
});
