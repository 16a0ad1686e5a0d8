import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadContracts } from '#test/simulators/contract.ts';
import type { SimulatedUser } from '#test/simulators/simulator.ts';
import type { AskOptions } from '#test/support/ask.ts';
import { type PiktidWorld, startPiktidWorld } from './piktid-world.ts';

const { validateAnswer } = loadContracts();
let world: PiktidWorld;
beforeAll(async () => {
  world = await startPiktidWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

/** Asks and checks; answers the status and what is wrong with it. */
async function check(path: string, user: SimulatedUser = 'giulia', options: AskOptions = {}) {
  const { status, body } = await world.ask(path, user, options);
  return [status, validateAnswer('piktid', options.method ?? 'GET', path, status, body)];
}

describe('every answer fits the contract', () => {
  it.each([
    '/gallery/by-job?per_page=100&max_images_per_job=200',
    '/gallery/by-job?page=2&per_page=100&max_images_per_job=200',
    '/gallery/by-job?page=99',
    '/gallery/by-job?status=failed&feedback=like',
    '/gallery/by-project?per_page=100&max_images_per_project=200',
    '/assets?per_page=100',
    '/assets?per_page=100&page=3&sort_by=filename&order=asc',
    '/assets?ownership=default&per_page=100',
    '/project?per_page=100',
  ])('200 of %s', async (path) => {
    expect(await check(path)).toEqual([200, []]);
    expect(await check(path, 'marco')).toEqual([200, []]);
    expect(await check(path, 'empty')).toEqual([200, []]);
  });

  it('200 of the status, results and versions of every job', async () => {
    const jobs = world.data.jobs.filter(({ owner }) => owner === 'giulia');
    for (const { job_id, images } of jobs) {
      expect(await check(`/jobs/${job_id}/status`)).toEqual([200, []]);
      expect(await check(`/jobs/${job_id}/results`)).toEqual([200, []]);
      if (images.length > 0) expect(await check(`/jobs/${job_id}/versions/0`)).toEqual([200, []]);
    }
  });

  it('200 of every asset by id', async () => {
    for (const { id } of world.data.assets.filter(({ owner }) => owner === 'giulia')) {
      expect(await check(`/assets/${id}`)).toEqual([200, []]);
    }
  });

  it.each([
    '/gallery/by-job?page=0&per_page=x',
    '/gallery/by-project?order=up&search=',
    '/assets?created_after=x',
    '/jobs/a/versions/b',
  ])('400 of %s', async (path) => {
    expect(await check(path)).toEqual([400, []]);
  });

  it.each(['/assets/x', '/jobs/x/status', '/jobs/x/results', '/jobs/x/versions/0'])(
    '404 of %s',
    async (path) => {
      expect(await check(path)).toEqual([404, []]);
    },
  );

  it.each(['/gallery/by-job', '/gallery/by-project', '/assets', '/assets/x', '/jobs/x/status', '/project'])(
    '401 of %s',
    async (path) => {
      expect(await check(path, 'giulia', { token: 'nonsense' })).toEqual([401, []]);
    },
  );

  it('every status of job creation and notifications', async () => {
    const project = world.data.projects.find(({ owner }) => owner === 'giulia')?.project_key;
    const post = (json: unknown): AskOptions => ({ method: 'POST', json });
    const swap = { identity_code: 'a', project_id: project, images: ['x', 'broken'] };
    expect(await check('/model-swap', 'giulia', post(swap))).toEqual([202, []]);
    expect(await check('/model-swap', 'giulia', post({}))).toEqual([400, []]);
    expect(await check('/model-swap', 'giulia', post({ ...swap, project_id: 'x' }))).toEqual([404, []]);
    for (let count = 0; count < 2; count += 1) await check('/model-swap', 'giulia', post(swap));
    expect(await check('/model-swap', 'giulia', post(swap))).toEqual([429, []]);
    for (let count = 0; count < 8; count += 1) {
      expect(await check('/gallery/by-job?per_page=3')).toEqual([200, []]);
      world.moveClock(1_000);
    }
    expect(await check('/notifications', 'giulia', post({ name_list: ['batch_edit'] }))).toEqual([200, []]);
    expect(await check('/notifications', 'giulia', post({}))).toEqual([400, []]);
    const id = world.data.notifications[0]?.id;
    expect(await check(`/notifications/${id}`, 'giulia', { method: 'DELETE' })).toEqual([204, []]);
    expect(await check(`/notifications/${id}`, 'giulia', { method: 'DELETE' })).toEqual([404, []]);
  });

  it('the backend’s own body for injected faults', async () => {
    for (const status of [400, 401, 429]) {
      world.simulator.inject({ kind: 'status', status, times: 1 });
      expect(await check('/assets')).toEqual([status, []]);
    }
  });
});
