import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { listShape, readDetail, readProblems, type SartiqWorld, startWorld, unknownId } from './world.ts';

let world: SartiqWorld;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const forbidden = [403, 'Not enough permissions'];

describe('pictures', () => {
  const mediaShape = z.looseObject({
    url: z.string(),
    width: z.number().nullable(),
    height: z.number().nullable(),
    aspect_ratio: z.number().nullable(),
    orientation: z.string().nullable(),
  });

  it('S-15: describes the shape of measured media and of no other', async () => {
    const { data } = listShape.parse((await world.ask('GET', '/set-designs/')).body);
    const media = data.flatMap((row) => row.base_images.flatMap(({ image_media }) => image_media ?? []));
    for (const { aspect_ratio, height, orientation, width } of media.map((row) => mediaShape.parse(row))) {
      if (width === null || height === null) expect([aspect_ratio, orientation]).toEqual([null, null]);
      else {
        expect(aspect_ratio).toBe(Number((width / height).toFixed(4)));
        expect(orientation).toBe(
          { '-1': 'portrait', '0': 'square', '1': 'landscape' }[String(Math.sign(width - height))],
        );
      }
    }
  });

  it('S-12: has equal URLs outside and inside the media, and old rows with a URL only', async () => {
    const { data } = listShape.parse((await world.ask('GET', '/set-designs/')).body);
    const images = data.flatMap(({ base_images }) => base_images);
    const withMedia = images.filter(({ image_media }) => image_media !== null);
    expect(withMedia.filter(({ image_media, image_url }) => image_media?.url !== image_url)).toEqual([]);
    const old = images.find(({ image_media, image_url }) => image_media === null && image_url !== null);
    expect(old).toBeDefined();
    for (const url of [withMedia[0]?.image_url, old?.image_url]) {
      const picture = await fetch(url ?? '');
      expect(picture.headers.get('content-type')).toContain('image/svg+xml');
      expect(picture.headers.get('access-control-allow-origin')).toBe('*');
    }
  });
});

describe('catalogue and accounts', () => {
  const pageShape = z.strictObject({
    data: z.array(z.looseObject({ id: z.string(), name: z.string() })),
    count: z.number(),
  });
  const page = async (path: string): Promise<z.infer<typeof pageShape>> =>
    pageShape.parse((await world.ask('GET', path)).body);

  it('S-13: lists subjects, shot types and presets as data and count, by skip and limit', async () => {
    const counts = await Promise.all(['/subjects/', '/shot-types/', '/background-presets/'].map(page));
    expect(counts.map(({ count }) => count)).toEqual([21, 10, 8]);
    const window = await page('/shot-types/?skip=8&limit=5');
    expect([window.data.length, window.count]).toEqual([2, 10]);
    expect(readProblems(await world.ask('GET', '/subjects/?limit=x'))).toMatchObject([
      { loc: ['query', 'limit'] },
    ]);
  });

  it('S-13: adds the subjects of the organization that the call is for', async () => {
    const { foreignOrganization, ownOrganization } = world.ids;
    expect((await page(`/subjects/?organization_id=${ownOrganization}`)).count).toBe(24);
    const reply = await world.ask('GET', `/subjects/?organization_id=${foreignOrganization}`, {
      undocumented: true,
    });
    expect(reply.status).toBe(403);
    const owned = world.data.subjects.find(({ organization_id }) => organization_id !== null);
    expect((await world.ask('GET', `/subjects/${owned?.id}`)).status).toBe(200);
    expect(readDetail(await world.ask('GET', `/subjects/${owned?.id}`, { user: 'empty' }))).toEqual([
      404,
      'Subject not found',
    ]);
  });

  it('S-13: reads subjects and shot types by id, with words in upper snake case', async () => {
    const { shotType, subject } = world.ids;
    const words = z.looseObject({ subject_type: z.string(), gender: z.string().nullable() });
    const { gender, subject_type } = words.parse((await world.ask('GET', `/subjects/${subject}`)).body);
    expect([subject_type, gender ?? 'NONE'].filter((word) => !/^[A-Z_]+$/.test(word))).toEqual([]);
    expect((await world.ask('GET', `/shot-types/${shotType}`)).body).toMatchObject({
      name: 'front_full_body',
    });
    expect(readDetail(await world.ask('GET', `/shot-types/${unknownId}`))).toEqual([
      404,
      'Shot type not found',
    ]);
  });

  it('shows users of shared organizations only', async () => {
    const { empty, giulia, marco } = world.ids.users;
    expect((await world.ask('GET', '/users/me')).body).toMatchObject({
      id: giulia,
      email: 'giulia@studio.example',
    });
    expect((await world.ask('GET', `/users/${marco}`)).status).toBe(200);
    expect(readDetail(await world.ask('GET', `/users/${empty}`))).toEqual(forbidden);
    expect(readDetail(await world.ask('GET', `/users/${unknownId}`))).toEqual([404, 'User not found']);
  });

  it("lists the caller's organizations", async () => {
    expect((await page('/organizations/')).data.map(({ id }) => id)).toEqual([world.ids.ownOrganization]);
    expect(readDetail(await world.ask('GET', `/organizations/${world.ids.foreignOrganization}`))).toEqual([
      404,
      'Organization not found',
    ]);
  });
});
