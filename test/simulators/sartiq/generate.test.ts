import { describe, expect, it } from 'vitest';
import { defaultWorldSize, smallWorldSize } from '#test/simulators/simulator.ts';
import { generateSartiq } from './generate.ts';
import type { SetDesignRow } from './rows.ts';

const data = generateSartiq(1, smallWorldSize);
const images = data.setDesigns.flatMap(({ base_images }) => base_images);
const media = [...data.media.values()];

function personal(person: string): SetDesignRow[] {
  const id = data.users.find((user) => user.person === person)?.id;
  return data.setDesigns.filter((row) => row.organization_id === null && row.owner_id === id);
}

describe('generateSartiq', () => {
  it('gives the same rows for the same seed, and others for another', () => {
    expect(generateSartiq(1, smallWorldSize)).toEqual(data);
    expect(generateSartiq(2, smallWorldSize).setDesigns).not.toEqual(data.setDesigns);
  });

  it('gives Giulia as many personal designs as the size says, Marco a tenth, and nobody else any', () => {
    expect(['giulia', 'marco', 'empty'].map((person) => personal(person).length)).toEqual([130, 13, 0]);
    const big = generateSartiq(1, defaultWorldSize);
    expect(new Set(big.setDesigns.map(({ id }) => id)).size).toBe(780);
  });

  it('has 24 subjects, 10 shot types, 8 presets and 2 organizations, each with designs', () => {
    const { backgroundPresets, organizations, shotTypes, subjects } = data;
    expect([subjects, shotTypes, backgroundPresets, organizations].map(({ length }) => length)).toEqual([
      24, 10, 8, 2,
    ]);
    for (const { id } of organizations) {
      expect(data.setDesigns.some(({ organization_id }) => organization_id === id)).toBe(true);
    }
  });

  it('S-09: has no pair of subject and shot type twice in a set design', () => {
    for (const { base_images } of data.setDesigns) {
      const pairs = base_images.map(({ shot_type_id, subject_id }) => `${subject_id} ${shot_type_id}`);
      expect(new Set(pairs).size).toBe(pairs.length);
    }
  });

  it('has every kind of gap: no picture, no media, no description, no measure, no images, videos, ties', () => {
    expect(new Set(images.map(({ image }) => image.kind))).toEqual(new Set(['none', 'media', 'legacy']));
    const lengths = new Set(data.setDesigns.map(({ base_images }) => base_images.length));
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([0, 12]);
    expect(data.setDesigns.some(({ description }) => description === null)).toBe(true);
    expect(media.some(({ width }) => width === null)).toBe(true);
    expect(media.some(({ resource_type }) => resource_type === 'VIDEO')).toBe(true);
    const times = personal('giulia').map(({ created_at }) => created_at);
    expect(new Set(times).size).toBeLessThan(times.length - 20);
  });

  it('S-14: writes times in UTC with microseconds', () => {
    const times = data.setDesigns.flatMap((row) => [row.created_at, row.updated_at]);
    expect(times.filter((time) => !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(time))).toEqual([]);
    expect(times.some((time) => !time.endsWith('000Z'))).toBe(true);
  });

  it('refers to rows that exist', () => {
    const ids = (rows: readonly { readonly id: string }[]): Set<string> => new Set(rows.map(({ id }) => id));
    const [subjects, shots] = [ids(data.subjects), ids(data.shotTypes)];
    expect(images.filter((row) => !subjects.has(row.subject_id) || !shots.has(row.shot_type_id))).toEqual([]);
    expect(images.filter(({ image }) => image.kind === 'media' && !data.media.has(image.mediaId))).toEqual(
      [],
    );
  });
});
