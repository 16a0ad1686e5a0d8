import { describe, expect, it } from 'vitest';
import { studioFilenames } from '#test/simulators/filenames.ts';
import { defaultWorldSize, type SimulatedUser, smallWorldSize } from '#test/simulators/simulator.ts';
import { generatePiktidData } from './piktid-data.ts';
import { isVisibleTo, newestImages, type PiktidData, type PiktidJobRow } from './piktid-rows.ts';

function jobsOf(data: PiktidData, user: SimulatedUser): PiktidJobRow[] {
  return data.jobs.filter((job) => isVisibleTo(job, user));
}

const small = generatePiktidData(1, smallWorldSize);

describe('the generated world', () => {
  it('is the same for the same seed and another for another', () => {
    expect(generatePiktidData(1, smallWorldSize)).toEqual(small);
    expect(generatePiktidData(2, smallWorldSize).jobs[0]?.job_id).not.toBe(small.jobs[0]?.job_id);
  });

  it.each([
    ['small', smallWorldSize],
    ['default', defaultWorldSize],
  ] as const)('has exactly the %s size for giulia, a tenth for marco and nothing for empty', (_, size) => {
    const data = generatePiktidData(1, size);
    const images = (user: SimulatedUser) =>
      jobsOf(data, user).reduce((total, job) => total + newestImages(job.images).length, 0);
    expect([jobsOf(data, 'giulia').length, images('giulia')]).toEqual([size.jobs, size.galleryImages]);
    expect([jobsOf(data, 'marco').length, images('marco')]).toEqual([
      size.jobs / 10,
      size.galleryImages / 10,
    ]);
    expect(jobsOf(data, 'empty')).toEqual([]);
    const assets = data.assets.filter((row) => row.owner !== 'platform' && isVisibleTo(row, 'giulia'));
    expect(assets).toHaveLength(size.assets);
  });

  it('has jobs of 0, 1, 201 and 450 images', () => {
    const counts = jobsOf(small, 'giulia').map(({ images }) => newestImages(images).length);
    for (const wanted of [0, 1, 201, 450]) expect(counts).toContain(wanted);
  });

  it('has every status and job type, older versions, missing values and equal instants', () => {
    const jobs = jobsOf(small, 'giulia');
    const images = jobs.flatMap((job) => job.images);
    const words = (values: readonly (string | null)[]) => [...new Set(values)].sort();
    const statuses = ['aborted', 'completed', 'failed', 'pending', 'processing'];
    expect(words(jobs.map((job) => job.job_status))).toEqual(statuses);
    expect(words(images.map((image) => image.status))).toEqual(statuses.slice(1));
    const types = ['flat_2_model', 'identity_preprocessing', 'model_swap'];
    expect(words(jobs.map((job) => job.job_type))).toEqual(types);
    expect(words(images.map((image) => String(image.version)))).toEqual(['0', '1', '2']);
    for (const key of ['identity_code', 'project_id', 'updated_at', 'created_by'] as const) {
      expect([key, jobs.some((job) => job[key] === null)]).toEqual([key, true]);
    }
    const names = images.map((image) => image.original_filename);
    expect([names.includes(null), names.includes('')]).toEqual([true, true]);
    expect(new Set(images.map((image) => image.output))).toEqual(new Set(['links', 'empty', 'null']));
    expect(new Set(jobs.map((job) => job.created_at)).size).toBeLessThan(jobs.length - 10);
  });

  it('names images and assets from the studio’s pool, several assets by one name', () => {
    const pool = new Set(studioFilenames(1, 156));
    const assets = small.assets.filter(({ owner }) => owner === 'giulia').map(({ filename }) => filename);
    expect(assets.filter((name) => !pool.has(name))).toEqual([]);
    expect(new Set(assets).size).toBeLessThan(assets.length - 20);
    const images = small.jobs.flatMap((job) => job.images.map((image) => image.original_filename));
    expect(images.filter((name) => name !== null && name !== '' && !pool.has(name))).toEqual([]);
  });

  it('has ids that are never given twice', () => {
    const ids = small.jobs.flatMap((job) => job.images.map((image) => image.id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(small.jobs.map((job) => job.job_id)).size).toBe(small.jobs.length);
    expect(new Set(small.assets.map((asset) => asset.id)).size).toBe(small.assets.length);
  });
});
