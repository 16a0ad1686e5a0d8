import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newestImages } from './piktid-rows.ts';
import { type PiktidWorld, startPiktidWorld } from './piktid-world.ts';

let world: PiktidWorld;
beforeAll(async () => {
  world = await startPiktidWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
/** The limit of job creation counts per minute. */
beforeEach(() => world.moveClock(60_000));

const acceptedShape = z.object({ job_id: z.string(), status: z.literal('pending'), message: z.string() });

/** The key of a project that giulia sees. */
function projectKey(): string {
  return world.data.projects.find(({ owner }) => owner === 'giulia')?.project_key ?? '';
}

function swap(json: unknown) {
  return world.ask('/model-swap', 'giulia', { method: 'POST', json });
}

async function createJob(images: readonly string[]): Promise<string> {
  const { status, body } = await swap({ identity_code: 'abc', project_id: projectKey(), images });
  expect(status).toBe(202);
  return acceptedShape.parse(body).job_id;
}

describe('single jobs', () => {
  it('gives results with the newest version of all images, past the cap of the gallery', async () => {
    const row = world.data.jobs.find(({ images }) => newestImages(images).length === 450);
    const shape = z.object({
      total_images: z.number(),
      results: z.array(z.object({ image_index: z.number(), group_index: z.number(), version: z.number() })),
    });
    const { body } = await world.ask(`/jobs/${row?.job_id}/results`);
    const { total_images, results } = shape.parse(body);
    expect([total_images, results.length]).toEqual([450, 450]);
    const expected = newestImages(row?.images ?? []).map(({ image_index, group_index, version }) => ({
      image_index,
      group_index,
      version,
    }));
    expect(results).toEqual(expected);
  });

  it('gives all versions of one position, oldest first in each group', async () => {
    const row = world.data.jobs.find((job) => job.images.some((image) => image.version === 2));
    const index = row?.images.find((image) => image.version === 2)?.image_index;
    const shape = z.object({ versions: z.array(z.object({ group_index: z.number(), version: z.number() })) });
    const { versions } = shape.parse((await world.ask(`/jobs/${row?.job_id}/versions/${index}`)).body);
    expect(versions).toHaveLength(row?.images.filter((image) => image.image_index === index).length ?? 0);
    const keys = versions.map(({ group_index, version }) => group_index * 10 + version);
    expect(keys).toEqual(keys.toSorted((a, b) => a - b));
  });

  it('refuses an image_index that is no integer, naming the path', async () => {
    const { status, body } = await world.ask('/jobs/any/versions/first');
    expect([status, body]).toMatchObject([400, { detail: [{ field: 'image_index', position: 'path' }] }]);
  });

  it('P-16: answers 404 without a body for unknown and foreign jobs, 401 without a body for any bad token', async () => {
    const foreign = world.data.jobs.find(({ owner }) => owner === 'marco')?.job_id;
    const unshared = world.data.jobs.find(
      ({ owner, sharedWith }) => owner === 'chiara' && sharedWith.length === 0,
    );
    for (const id of ['nothing', foreign, unshared?.job_id]) {
      for (const part of ['status', 'results', 'versions/0']) {
        expect(await world.ask(`/jobs/${id}/${part}`)).toMatchObject({ status: 404, text: '' });
      }
    }
    expect(await world.ask(`/jobs/${foreign}/status`, 'marco')).toMatchObject({ status: 200 });
    for (const token of ['sartiq-giulia-token', 'nonsense']) {
      expect(await world.ask('/assets', 'giulia', { token })).toMatchObject({ status: 401, text: '' });
    }
    expect(await world.ask('/assets?page=0', 'giulia', { token: '' })).toMatchObject({
      status: 401,
      text: '',
    });
  });
});

describe('POST /model-swap', () => {
  it('P-01: names every wrong field of the body at once', async () => {
    const { status, body } = await swap({ identity_code: 7, images: ['a', 1] });
    expect([status, body]).toEqual([
      400,
      {
        error: 'Invalid request',
        detail: [
          { field: 'identity_code', message: 'Input should be a valid string', position: 'json' },
          { field: 'project_id', message: 'Field required', position: 'json' },
          { field: 'images', message: 'Every item should be a valid string', position: 'json' },
        ],
      },
    ]);
    const many = await swap({ identity_code: 'a', project_id: projectKey(), images: Array(11).fill('x') });
    expect(many).toMatchObject({ status: 400, body: { detail: [{ field: 'images' }] } });
    expect((await swap({ identity_code: 'a', project_id: 'nothing', images: [] })).status).toBe(404);
  });

  it('P-18: answers 429 with whole seconds to the sixth request of a minute, and never limits reads', async () => {
    for (let count = 0; count < 5; count += 1) await createJob(['x']);
    world.moveClock(10_500);
    const limited = await swap({ identity_code: 'a', project_id: projectKey(), images: [] });
    expect([limited.status, limited.text, limited.headers.get('retry-after')]).toEqual([429, '', '50']);
    const other = { method: 'POST', json: {} };
    expect((await world.ask('/model-swap', 'marco', other)).status).toBe(400);
    for (let count = 0; count < 10; count += 1)
      expect((await world.ask('/assets?per_page=1')).status).toBe(200);
    world.moveClock(49_499);
    expect((await swap({})).status).toBe(429);
    world.moveClock(1);
    await createJob(['x']);
  });

  it('P-18: an injected fault limits reads with Retry-After', async () => {
    const switchOff = world.simulator.inject({ kind: 'status', status: 429, path: '/assets', times: 1 });
    const limited = await world.ask('/assets');
    expect([limited.status, limited.text, limited.headers.get('retry-after')]).toEqual([429, '', '1']);
    expect((await world.ask('/assets')).status).toBe(200);
    switchOff();
  });

  it('P-20: a job is 404 for half a second, pending for one, then takes two seconds an image', async () => {
    const id = await createJob(['front.jpg', 'back.jpg']);
    const shape = z.looseObject({ status: z.string(), progress: z.number(), processed_images: z.number() });
    const stateAfter = async (ms: number) => {
      world.moveClock(ms);
      const { status, body } = await world.ask(`/jobs/${id}/status`);
      if (status !== 200) return status;
      const job = shape.parse(body);
      return [job.status, job.progress, job.processed_images];
    };
    expect(await stateAfter(499)).toBe(404);
    expect((await world.gallery(`job_id=${id}`)).pagination.total).toBe(0);
    expect(await stateAfter(1)).toEqual(['pending', 0, 0]);
    expect(await stateAfter(999)).toEqual(['pending', 0, 0]);
    expect(await stateAfter(1)).toEqual(['processing', 0, 0]);
    const statuses = (await world.gallery(`job_id=${id}&sort_by=quality_score`)).jobs[0]?.images.map(
      ({ status }) => status,
    );
    expect(statuses).toEqual(['processing', 'pending']);
    expect(await stateAfter(1_999)).toEqual(['processing', 0, 0]);
    expect(await stateAfter(1)).toEqual(['processing', 50, 1]);
    expect(await stateAfter(2_000)).toEqual(['completed', 100, 2]);
  });

  it('P-20: a job is completed when one image is, and failed when none is', async () => {
    const [some, none] = [await createJob(['broken.jpg', 'good.jpg']), await createJob(['broken.jpg'])];
    world.moveClock(10_000);
    expect((await world.ask(`/jobs/${some}/status`)).body).toMatchObject({
      status: 'completed',
      processed_images: 2,
    });
    expect((await world.ask(`/jobs/${none}/status`)).body).toMatchObject({ status: 'failed', progress: 100 });
    const [job] = (await world.gallery(`job_id=${some}`)).jobs;
    expect(job).toMatchObject({ completed_images: 1, failed_images: 1 });
  });

  it('names the images of a new job after the assets that it was given', async () => {
    const asset = world.data.assets.find(({ owner }) => owner === 'giulia');
    const id = await createJob([asset?.id ?? '']);
    world.moveClock(500);
    expect((await world.gallery(`job_id=${id}`)).jobs[0]?.images).toMatchObject([
      { original_filename: asset?.filename },
    ]);
  });
});
