import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWorld, type World } from '#test/support/world.ts';

const designs = `{
  setDesigns(first: 60) {
    nodes {
      backgroundPresetId
      backgroundPreset { backgroundPresetId name }
      baseImages { subjectId subject { subjectId name } shotTypeId shotType { shotTypeId name } }
      referenceImages { shotType { name } }
      subjectPortraits { subject { name } }
    }
  }
}`;

describe("Sartiq's catalogues", () => {
  let world: World;
  let nowMs: number;
  beforeAll(async () => {
    nowMs = Date.parse('2026-11-01T12:00:00Z');
    world = await startWorld({ now: () => nowMs });
  });
  beforeEach(() => {
    world.takeRequests();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('are each read once for all references of an operation, and kept for minutes', async () => {
    const { data, errors } = await world.query(designs);
    expect(errors).toEqual([]);
    expect(world.takeRequests().toSorted()).toEqual([
      'GET /background-presets/?skip=0&limit=100',
      'GET /set-designs/?skip=0&limit=60',
      'GET /shot-types/?skip=0&limit=100',
      'GET /subjects/?skip=0&limit=100',
    ]);
    const images = data.setDesigns.nodes.flatMap((design: { baseImages: unknown[] }) => design.baseImages);
    for (const image of images) {
      expect(image.subject.subjectId).toBe(image.subjectId);
      expect(image.shotType.shotTypeId).toBe(image.shotTypeId);
    }
    expect(images.length).toBeGreaterThan(0);
    nowMs += 4 * 60_000;
    await world.query(designs);
    expect(world.takeRequests()).toHaveLength(1);
    nowMs += 2 * 60_000;
    await world.query(designs);
    expect(world.takeRequests()).toHaveLength(4);
  });

  it('are read again where a row is missing that may be new', async () => {
    await world.query(designs);
    nowMs += 31_000;
    const [first] = world.simulators.sartiq.data.shotTypes;
    const design = world.simulators.sartiq.data.setDesigns.find((row) => row.reference_images.length > 0);
    if (!first || !design?.reference_images[0]) throw new Error('the world has no reference image');
    const added = { ...first, id: '11111111-2222-4333-8444-555555555555', name: 'quite_new' };
    world.simulators.sartiq.data.shotTypes.push(added);
    design.reference_images[0].shot_type_id = added.id;
    world.takeRequests();
    const { data } = await world.query(
      'query ($id: UUID!) { setDesign(setDesignId: $id) { referenceImages { shotType { name } } } }',
      { id: design.id },
    );
    expect(data.setDesign.referenceImages[0].shotType.name).toBe('quite_new');
    expect(world.takeRequests()).toHaveLength(2);
  });

  it('fail alone: the set designs stay', async () => {
    nowMs += 10 * 60_000;
    const stop = world.simulators.sartiq.inject({ kind: 'status', status: 503, path: '/subjects/' });
    const { data, errors } = await world.query(designs);
    stop();
    expect(data.setDesigns.nodes.length).toBeGreaterThan(0);
    expect(new Set(errors.map((error) => error.extensions.code))).toEqual(new Set(['UPSTREAM_UNAVAILABLE']));
    expect(
      data.setDesigns.nodes.some((design: { backgroundPreset: object | null }) => design.backgroundPreset),
    ).toBe(true);
  });
});
