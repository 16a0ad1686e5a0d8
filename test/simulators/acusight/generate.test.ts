import { describe, expect, it } from 'vitest';
import { studioFilenames } from '#test/simulators/filenames.ts';
import { defaultWorldSize, smallWorldSize } from '#test/simulators/simulator.ts';
import { generateAcusight } from './generate.ts';
import { boxOf, geometryProblem } from './geometry.ts';

const data = generateAcusight(1, smallWorldSize);

describe('generateAcusight', () => {
  it('gives the same rows for the same seed, and others for another', () => {
    expect(generateAcusight(1, smallWorldSize)).toEqual(data);
    expect(generateAcusight(2, smallWorldSize).images).not.toEqual(data.images);
  });

  it('has as many rows as the size says, a tenth more for Marco', () => {
    const big = generateAcusight(1, defaultWorldSize);
    expect([big.images.length, big.annotations.length]).toEqual([9_900, 44_000]);
    expect(new Set(big.images.map(({ id }) => id)).size).toBe(9_900);
    expect(new Set(big.annotations.map(({ id }) => id)).size).toBe(44_000);
  });

  it('makes an empty world without images', () => {
    const none = generateAcusight(1, { ...smallWorldSize, datasetImages: 0, annotations: 0, assets: 0 });
    expect([none.images, none.annotations, none.batches]).toEqual([[], [], []]);
  });

  it('names images from the pool of the studio, repeats names, and has names of its own', () => {
    const pool = new Set(studioFilenames(1, Math.floor(smallWorldSize.assets * 0.6)));
    const names = data.images.map(({ filename }) => filename);
    expect(names.filter((name) => pool.has(name)).length).toBeGreaterThan(150);
    expect(names.filter((name) => !pool.has(name)).length).toBeGreaterThan(50);
    expect(new Set(names.filter((name) => pool.has(name))).size).toBeLessThan(
      names.filter((name) => pool.has(name)).length,
    );
  });

  it('has images without batch, project, split, device and size', () => {
    const { batches, images } = data;
    expect(images.some(({ batch_id }) => batch_id === null)).toBe(true);
    expect(images.some(({ split }) => split === null)).toBe(true);
    expect(images.some(({ device_id }) => device_id === null)).toBe(true);
    expect(images.some(({ width }) => width === null)).toBe(true);
    expect(batches.some(({ project_id }) => project_id === null)).toBe(true);
  });

  it('A-13: gives every annotation a valid geometry and its box, inside the picture', () => {
    for (const { geometry, type, ...row } of data.annotations) {
      expect(geometryProblem(type, geometry)).toBeNull();
      expect(row).toMatchObject(boxOf(type, geometry));
      expect(row.x_center - row.width / 2).toBeGreaterThanOrEqual(-1e-9);
      expect(row.y_center + row.height / 2).toBeLessThanOrEqual(1 + 1e-9);
    }
    expect(new Set(data.annotations.map(({ type }) => type))).toEqual(new Set(['bbox', 'polygon']));
  });

  it('A-14: gives a confidence to what a model found, and to nothing else', () => {
    expect(
      data.annotations.filter(({ confidence, source }) => (source === 'model') !== (confidence !== null)),
    ).toEqual([]);
    expect(new Set(data.annotations.map(({ source }) => source))).toEqual(new Set(['manual', 'model']));
  });
});
