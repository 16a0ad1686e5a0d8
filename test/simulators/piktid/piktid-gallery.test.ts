import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newestImages, type PiktidImageRow, type PiktidJobRow } from './piktid-rows.ts';
import { type ImageResult, type PiktidWorld, repeated, startPiktidWorld } from './piktid-world.ts';

let world: PiktidWorld;
beforeAll(async () => {
  world = await startPiktidWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

async function problemsOf(query: string): Promise<unknown> {
  const { status, body } = await world.ask(`/gallery/by-job?${query}`);
  return { status, body };
}

function findRow(fits: (job: PiktidJobRow) => boolean): PiktidJobRow {
  const row = world.data.jobs.find((job) => job.owner === 'giulia' && fits(job));
  if (row === undefined) throw new Error('The generated world has no such job');
  return row;
}

const rowOf = (jobId: string) => findRow(({ job_id }) => job_id === jobId);
const namesOf = (images: readonly ImageResult[]) => images.map((image) => image.original_filename);
const positionOf = (image: Pick<PiktidImageRow, 'image_index' | 'group_index' | 'version'>) =>
  `${image.image_index}/${image.group_index}/${image.version}`;

describe('parameters', () => {
  it('P-01: answers 400 with one entry for every problem at once', async () => {
    const query =
      'page=0&per_page=101&order=up&max_images_per_job=0&project_id=abc&sort_by=x&ownership=default';
    const expected = [
      ['page', 'Input should be greater than or equal to 1'],
      ['per_page', 'Input should be less than or equal to 100'],
      ['order', "Input should be 'asc' or 'desc'"],
      ['project_id', 'Input should be a valid integer, unable to parse string as an integer'],
      ['sort_by', "Input should be 'original_filename' or 'quality_score'"],
      ['ownership', "Input should be 'mine' or 'shared'"],
      ['max_images_per_job', 'Input should be greater than or equal to 1'],
    ].map(([field, message]) => ({ field, message, position: 'query' }));
    expect(await problemsOf(query)).toEqual({
      status: 400,
      body: { error: 'Invalid request', detail: expected },
    });
  });

  it.each([
    'per_page=0',
    'per_page=1.5',
    'per_page=',
    'max_images_per_job=201',
    'max_images_per_job=x',
    'order=',
  ])('P-01: refuses %s', async (query) => {
    expect(await problemsOf(query)).toMatchObject({ status: 400, body: { detail: [{ position: 'query' }] } });
  });

  it('P-01: accepts both ends of each range', async () => {
    for (const query of ['per_page=1', 'per_page=100', 'max_images_per_job=1', 'max_images_per_job=200']) {
      expect(await problemsOf(query)).toMatchObject({ status: 200 });
    }
  });

  it('P-02: counts pages from 1 and has an empty page beyond the last', async () => {
    expect((await world.gallery()).pagination).toEqual({
      page: 1,
      per_page: 20,
      total: 120,
      pages: 6,
      has_next: true,
      has_prev: false,
    });
    const beyond = await world.gallery('page=9&per_page=50');
    expect(beyond.jobs).toEqual([]);
    expect(beyond.pagination).toMatchObject({
      page: 9,
      total: 120,
      pages: 3,
      has_next: false,
      has_prev: true,
    });
    expect((await world.gallery('page=3&per_page=50')).jobs).toHaveLength(20);
    expect((await world.gallery('', 'empty')).pagination).toMatchObject({
      total: 0,
      pages: 0,
      has_next: false,
    });
  });

  it('P-04: ANDs filters and takes an empty text for absent', async () => {
    const absent = 'job_id=&search=&status=&job_type=&ownership=&feedback=&project_id=';
    expect((await world.gallery(absent)).pagination.total).toBe(120);
    const both = await world.allJobs('job_type=model_swap&ownership=shared');
    expect(both.length).toBeGreaterThan(0);
    for (const job of both) expect(job).toMatchObject({ job_type: 'model_swap' });
    const each = await Promise.all([world.allJobs('job_type=model_swap'), world.allJobs('ownership=shared')]);
    const ids = each.map((jobs) => new Set(jobs.map((job) => job.job_id)));
    expect(both).toHaveLength([...(ids[0] ?? [])].filter((id) => ids[1]?.has(id)).length);
  });

  it('P-05: takes the integer of a project; an unknown one gives an empty page', async () => {
    const { project_id: id } = findRow((job) => job.project_id !== null);
    const jobs = await world.allJobs(`project_id=${id}`);
    expect(jobs.map((job) => job.project_id)).toEqual(jobs.map(() => id));
    expect((await world.gallery('project_id=999999')).pagination.total).toBe(0);
    expect(await problemsOf('project_id=ss26-linen')).toMatchObject({ status: 400 });
  });

  it('P-09: finds jobs by a part of their id in any case, and takes % and _ as they are', async () => {
    const row = findRow(() => true);
    row.job_id = `${row.job_id.slice(0, 12)}Ab${row.job_id.slice(14)}`;
    const id = row.job_id;
    const part = id.slice(4, 17).toUpperCase();
    expect((await world.gallery(`search=${part}`)).jobs.map((job) => job.job_id)).toEqual([id]);
    const other = await world.gallery(`search=${part}&job_id=nothing`);
    expect(other.jobs.map((job) => job.job_id)).toEqual([id]);
    expect((await world.gallery('search=%25')).pagination.total).toBe(0);
    expect((await world.gallery('search=_')).pagination.total).toBe(0);
    expect((await world.gallery(`job_id=${id.slice(0, 8)}`)).pagination.total).toBe(0);
  });

  it('P-10: shows mine and shared jobs, or one of them, and never another user’s', async () => {
    const [all, mine, shared] = await Promise.all(
      ['', 'ownership=mine', 'ownership=shared'].map((query) => world.allJobs(query)),
    );
    expect(mine?.length).toBe(96);
    expect(shared?.length).toBe(24);
    expect(all).toHaveLength(120);
    const owners = (all ?? []).map(
      ({ job_id }) => world.data.jobs.find((row) => row.job_id === job_id)?.owner,
    );
    expect(new Set(owners)).toEqual(new Set(['giulia', 'chiara']));
    const marco = await world.allJobs('', 'marco');
    expect(marco).toHaveLength(12);
    expect(repeated([...(all ?? []), ...marco].map((job) => job.job_id))).toEqual([]);
  });
});

describe('order', () => {
  it('P-03: sorts jobs by created_at either way, ties by job_id ascending both times', async () => {
    const rows = (await world.allJobs()).map(({ created_at, job_id }) => ({ created_at, job_id }));
    expect(repeated(rows.map((row) => row.created_at)).length).toBeGreaterThan(10);
    const sorted = (sign: 1 | -1) =>
      rows.toSorted((a, b) =>
        a.created_at === b.created_at
          ? a.job_id < b.job_id
            ? -1
            : 1
          : a.created_at < b.created_at
            ? -sign
            : sign,
      );
    expect(rows).toEqual(sorted(-1));
    expect((await world.allJobs('order=asc')).map((job) => job.job_id)).toEqual(
      sorted(1).map((row) => row.job_id),
    );
  });

  it('P-03: sorts images by name ascending by code point, nulls last, whatever the order of jobs', async () => {
    const job = findRow(({ images }) => newestImages(images).length === 5);
    const names = ['b.jpg', null, '\u{1F457}.jpg', '\uFF21.jpg', ''];
    for (const [index, image] of newestImages(job.images).entries())
      image.original_filename = names[index] ?? null;
    for (const order of ['asc', 'desc']) {
      const { jobs } = await world.gallery(`job_id=${job.job_id}&order=${order}`);
      expect(namesOf(jobs[0]?.images ?? [])).toEqual(['', 'b.jpg', '\uFF21.jpg', '\u{1F457}.jpg', null]);
    }
  });

  it('P-03: sorts images by score descending, nulls last, ties by position', async () => {
    const { jobs } = await world.gallery('sort_by=quality_score&per_page=100&max_images_per_job=200');
    for (const { images } of jobs) {
      const keys = images.map((image) => [
        -(image.quality_score ?? -1),
        image.image_index,
        image.group_index,
      ]);
      const sorted = keys.toSorted(
        (a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0) || (a[2] ?? 0) - (b[2] ?? 0),
      );
      expect(keys).toEqual(sorted);
    }
    const scores = jobs.flatMap(({ images }) => images.map((image) => image.quality_score));
    expect(scores).toContain(null);
    expect(repeated(scores).length).toBeGreaterThan(100);
  });

  it('P-03: by-project sorts projects and their images in the same way', async () => {
    const { projects } = await world.projects('order=asc&max_images_per_project=200');
    const keys = projects.map(({ created_at, project_id }) => [created_at ?? '', project_id] as const);
    const sorted = keys.toSorted((a, b) => (a[0] === b[0] ? a[1] - b[1] : a[0] < b[0] ? -1 : 1));
    expect(keys).toEqual(sorted);
    const names = namesOf(projects[0]?.images ?? []);
    expect(
      names.indexOf(null) === -1 || names.slice(names.indexOf(null)).every((name) => name === null),
    ).toBe(true);
  });
});

describe('images', () => {
  it('P-06: lists only jobs that keep an image under an image filter, and counts only them', async () => {
    const failed = await world.allJobs('status=failed');
    const expected = world.data.jobs.filter(
      (job) =>
        (job.owner === 'giulia' || job.sharedWith.includes('giulia')) &&
        newestImages(job.images).some((image) => image.status === 'failed'),
    );
    expect(failed).toHaveLength(expected.length);
    expect((await world.gallery('status=failed&per_page=1')).pagination.total).toBe(expected.length);
    const statuses = failed.flatMap(({ images }) => images.map((image) => image.status));
    expect(new Set(statuses)).toEqual(new Set(['failed']));
    expect((await world.gallery('status=nonsense')).pagination.total).toBe(0);
    expect((await world.allJobs()).some(({ images }) => images.length === 0)).toBe(true);
  });

  it('P-06: a status of an older version does not count', async () => {
    const job = findRow(({ images }) => newestImages(images).length === 1);
    const [image] = newestImages(job.images);
    if (image === undefined) throw new Error('The job has one image');
    job.images.push({ ...image, version: image.version + 1, status: 'processing' });
    expect((await world.gallery(`job_id=${job.job_id}&status=processing`)).pagination.total).toBe(1);
    job.images.push({ ...image, version: image.version + 2, status: 'completed' });
    expect((await world.gallery(`job_id=${job.job_id}&status=processing`)).pagination.total).toBe(0);
  });

  it('P-07: ORs repeated feedback keys and never splits at a comma', async () => {
    const feedbackOf = async (query: string) =>
      new Set((await world.allJobs(query)).flatMap(({ images }) => images.map((image) => image.feedback)));
    expect(await feedbackOf('feedback=like')).toEqual(new Set(['like']));
    expect(await feedbackOf('feedback=like&feedback=dislike')).toEqual(new Set(['like', 'dislike']));
    expect(await feedbackOf('feedback=like&feedback=nonsense')).toEqual(new Set(['like']));
    expect((await world.gallery('feedback=like,dislike')).pagination.total).toBe(0);
    expect((await world.gallery('feedback=null')).pagination.total).toBe(0);
  });

  it('P-08: counts the whole job whatever is filtered and cut', async () => {
    const whole = (await world.allJobs()).find((job) => job.total_images === 450);
    expect(whole?.images).toHaveLength(200);
    const query = `job_id=${whole?.job_id}&status=completed&max_images_per_job=3`;
    const [cut] = (await world.gallery(query)).jobs;
    expect(cut?.images).toHaveLength(3);
    const { total_images, completed_images, failed_images } = whole ?? {};
    expect(cut).toMatchObject({ total_images, completed_images, failed_images });
    expect((await world.gallery(`job_id=${whole?.job_id}`)).jobs[0]?.images).toHaveLength(50);
  });

  it('P-08: filters and sorts before it cuts', async () => {
    const query = 'sort_by=quality_score&status=completed&per_page=100';
    const [long, short] = await Promise.all([
      world.gallery(`${query}&max_images_per_job=200`),
      world.gallery(`${query}&max_images_per_job=2`),
    ]);
    const positions = (images: readonly ImageResult[]) => images.slice(0, 2).map(positionOf);
    expect(short.jobs.map(({ images }) => positions(images))).toEqual(
      long.jobs.map(({ images }) => positions(images)),
    );
  });

  it('P-08: lists the newest version of each position only', async () => {
    const jobs = (await world.allJobs('ownership=mine')).filter((job) => job.total_images <= 200);
    for (const job of jobs) {
      const expected = newestImages(rowOf(job.job_id).images).map(positionOf).sort();
      expect(job.images.map(positionOf).sort()).toEqual(expected);
      expect(job.total_images).toBe(expected.length);
      expect(job.completed_images + job.failed_images).toBeLessThanOrEqual(job.total_images);
    }
    expect(jobs.flatMap(({ images }) => images).some((image) => image.version > 0)).toBe(true);
  });

  it('P-13: scores lie between 0 and 1', async () => {
    const scores = (await world.allJobs())
      .flatMap(({ images }) => images.map((image) => image.quality_score))
      .filter((score) => score !== null);
    expect(Math.min(...scores)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...scores)).toBeLessThanOrEqual(1);
  });

  it('P-14: timestamps have microseconds and +00:00', async () => {
    const jobs = await world.allJobs();
    const stamps = [...jobs, ...jobs.flatMap(({ images }) => images)].map(({ created_at }) => created_at);
    const pattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/;
    expect(stamps.filter((stamp) => !pattern.test(stamp))).toEqual([]);
    expect(stamps.some((stamp) => !stamp.endsWith('000+00:00'))).toBe(true);
  });

  it('P-15: sends the asset’s id as uuid of an input by project, never by job', async () => {
    const byJob = (await world.allJobs()).flatMap(({ images }) => images.flatMap((image) => image.inputs));
    expect(byJob.filter((input) => 'uuid' in input)).toEqual([]);
    const { projects } = await world.projects('max_images_per_project=200');
    const uuids = projects.flatMap(({ images }) =>
      images.flatMap((image) => image.inputs.map((input) => input['uuid'])),
    );
    const known = new Set<unknown>(world.data.assets.map((asset) => asset.id));
    const given = uuids.filter((uuid) => uuid !== null);
    expect(given.length).toBeGreaterThan(100);
    expect(given.filter((uuid) => !known.has(uuid))).toEqual([]);
  });
});
