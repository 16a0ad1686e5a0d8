import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { ContractAskOptions } from '#test/simulators/contract-ask.ts';
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

async function change(world: SartiqWorld, id: string, json: unknown): Promise<z.infer<typeof designShape>> {
  const { body, status } = await world.ask('PUT', `/set-designs/${id}`, { json });
  expect(status).toBe(200);
  return designShape.parse(body);
}

async function read(world: SartiqWorld, id: string): Promise<z.infer<typeof designShape>> {
  return designShape.parse((await world.ask('GET', `/set-designs/${id}`)).body);
}

describe('PUT /set-designs/{id}', () => {
  it('S-07: leaves what is absent as it is and moves updated_at, even while the clock stands still', async () => {
    await using world = await startWorld();
    const { design } = world.ids;
    const before = await read(world, design);
    const first = await change(world, design, {});
    const second = await change(world, design, { name: 'Renamed' });
    expect({ ...first, updated_at: before.updated_at }).toEqual(before);
    expect({ ...second, name: before.name, updated_at: before.updated_at }).toEqual(before);
    expect(before.updated_at < first.updated_at && first.updated_at < second.updated_at).toBe(true);
    expect(first.updated_at).toBe('2026-03-20T08:30:15.120000Z');
  });

  it('S-07: null clears description, preset and organization, and changes nothing else', async () => {
    await using world = await startWorld();
    const { ownOrganization, shotType: shot_type_id, subject: subject_id } = world.ids;
    const row = await create(world, {
      name: 'Keep',
      description: 'text',
      background_preset_id: world.data.backgroundPresets[0]?.id,
      organization_id: ownOrganization,
      base_images: [{ subject_id, shot_type_id }],
    });
    const nulls = ['name', 'description', 'background_preset_id', 'owner_id', 'organization_id'];
    const lists = ['base_images', 'reference_images', 'subject_portraits'];
    const json = Object.fromEntries([...nulls, ...lists].map((name) => [name, null]));
    const after = await change(world, row.id, json);
    const cleared = { description: null, background_preset_id: null, organization_id: null };
    expect(after).toEqual({ ...row, ...cleared, updated_at: after.updated_at });
  });

  it('S-07: an empty list empties, a given list replaces with new ids and times', async () => {
    await using world = await startWorld();
    const { design, shotType: shot_type_id, subject: subject_id } = world.ids;
    const before = await read(world, design);
    const [first] = before.base_images;
    const kept = { subject_id: first?.subject_id, shot_type_id: first?.shot_type_id };
    const after = await change(world, design, { base_images: [kept], reference_images: [] });
    expect(after.base_images).toHaveLength(1);
    expect(after.base_images[0]).toMatchObject({ ...kept, created_at: '2026-03-20T08:30:15.120000Z' });
    expect(after.base_images[0]?.id).not.toBe(first?.id);
    expect([after.reference_images, after.subject_portraits]).toEqual([[], before.subject_portraits]);
    const portraits = await change(world, design, { subject_portraits: [{ subject_id }] });
    expect(portraits.subject_portraits).toHaveLength(1);
    expect(portraits.base_images).toEqual(after.base_images);
    const pair = { subject_id, shot_type_id };
    const options = { json: { name: 'Never', base_images: [pair, pair] }, undocumented: true };
    expect(readDetail(await world.ask('PUT', `/set-designs/${design}`, options))[0]).toBe(400);
    expect((await read(world, design)).name).toBe(before.name);
  });

  it('takes a description of any length, and no name above 255', async () => {
    await using world = await startWorld();
    const { design } = world.ids;
    const description = 'd'.repeat(5000);
    expect(await change(world, design, { description })).toMatchObject({ description });
    const found = readProblems(
      await world.ask('PUT', `/set-designs/${design}`, { json: { name: 'n'.repeat(256) } }),
    );
    expect(found).toMatchObject([{ loc: ['body', 'name'], type: 'string_too_long' }]);
  });

  it('S-04: refuses foreign designs and moves into foreign organizations', async () => {
    await using world = await startWorld();
    const { design, designOfMarco, foreignOrganization } = world.ids;
    const forbidden = [403, 'Not enough permissions'];
    const move = { json: { organization_id: foreignOrganization } };
    expect(readDetail(await world.ask('PUT', `/set-designs/${designOfMarco}`, { json: {} }))).toEqual(
      forbidden,
    );
    expect(readDetail(await world.ask('PUT', `/set-designs/${design}`, move))).toEqual(forbidden);
  });
});

describe('DELETE /set-designs/{id}', () => {
  it('S-08: answers 200 with a message, then every route of it answers 404', async () => {
    await using world = await startWorld();
    const { design, shotType, subject } = world.ids;
    const deleted = await world.ask('DELETE', `/set-designs/${design}`);
    expect([deleted.status, deleted.body]).toEqual([200, { message: 'Set design deleted successfully' }]);
    const pair = `subject_id=${subject}&shot_type_id=${shotType}`;
    const calls: [string, string, ContractAskOptions][] = [
      ['DELETE', '', {}],
      ['GET', '', {}],
      ['PUT', '', { json: {} }],
      ['GET', `/base-image?${pair}`, {}],
      ['POST', '/request-completion', { json: { subject_ids: [], shot_type_ids: [] } }],
      ['GET', `/base-images/upload-task?subject_id=${subject}`, {}],
    ];
    for (const [method, path, options] of calls) {
      const answer = readDetail(await world.ask(method, `/set-designs/${design}${path}`, options));
      expect(answer).toEqual([404, 'Set design not found']);
    }
    expect(listShape.parse((await world.ask('GET', '/set-designs/')).body).count).toBe(39);
  });

  it('S-04: leaves designs of others alone', async () => {
    await using world = await startWorld();
    const path = `/set-designs/${world.ids.designOfMarco}`;
    expect(readDetail(await world.ask('DELETE', path, {}))).toEqual([403, 'Not enough permissions']);
    expect((await world.ask('GET', path, { user: 'marco' })).status).toBe(200);
  });
});

describe('POST /set-designs/{id}/request-completion', () => {
  it('S-11: records each request once, also one that asks for nothing', async () => {
    await using world = await startWorld();
    const { design, shotType, subject, users } = world.ids;
    const path = `/set-designs/${design}/request-completion`;
    const wanted = { subject_ids: [subject], shot_type_ids: [shotType] };
    const nothing = { subject_ids: [], shot_type_ids: [] };
    for (const json of [wanted, nothing]) {
      const { body, status } = await world.ask('POST', path, { json });
      expect([status, body]).toEqual([200, { message: 'Completion request sent' }]);
    }
    const stamp = {
      set_design_id: design,
      requested_by: users.giulia,
      created_at: '2026-03-20T08:30:15.120000Z',
    };
    expect(world.data.completionRequests).toEqual([
      { ...stamp, ...wanted },
      { ...stamp, ...nothing },
    ]);
  });

  it('S-11: answers 404 for unknown ids and records nothing', async () => {
    await using world = await startWorld();
    const path = `/set-designs/${world.ids.design}/request-completion`;
    const subjects = { json: { subject_ids: [unknownId], shot_type_ids: [] } };
    const shots = { json: { subject_ids: [], shot_type_ids: [unknownId] } };
    expect(readDetail(await world.ask('POST', path, subjects))).toEqual([404, 'Subject not found']);
    expect(readDetail(await world.ask('POST', path, shots))).toEqual([404, 'Shot type not found']);
    const found = readProblems(await world.ask('POST', path, { json: { subject_ids: ['x'] } }));
    expect(found.map(({ loc }) => loc.join('.'))).toEqual(['body.subject_ids.0', 'body.shot_type_ids']);
    expect(world.data.completionRequests).toEqual([]);
  });
});
