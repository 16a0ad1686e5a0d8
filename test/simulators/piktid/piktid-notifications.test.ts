import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { openEventStream } from '#test/support/event-stream.ts';
import { eventually } from '#test/support/eventually.ts';
import { type PiktidWorld, startPiktidWorld } from './piktid-world.ts';

let world: PiktidWorld;
beforeEach(async () => {
  world = await startPiktidWorld();
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
});

const rowsShape = z.array(
  z.strictObject({ id: z.int(), name: z.string(), data: z.looseObject({}), timestamp: z.number() }),
);

async function createJob(images: readonly string[], user: 'giulia' | 'marco' = 'giulia'): Promise<string> {
  const project = world.data.projects.find(({ owner }) => owner === user)?.project_key;
  const json = { identity_code: 'abc', project_id: project, images };
  const { body } = await world.ask('/model-swap', user, { method: 'POST', json });
  return z.looseObject({ job_id: z.string() }).parse(body).job_id;
}

/** What the poll route gives. */
async function poll(json: unknown = { name_list: ['batch_edit', 'image_result'] }) {
  return rowsShape.parse((await world.ask('/notifications', 'giulia', { method: 'POST', json })).body);
}

function openEvents(query = '') {
  const url = `${world.simulator.url}/notifications/events?token=piktid-giulia-token&${query}`;
  return openEventStream(url);
}

/** Lets a new job with these images run to its end. */
async function runJob(images: readonly string[]): Promise<string> {
  const id = await createJob(images);
  world.moveClock(1_500 + images.length * 2_000);
  await world.ask(`/jobs/${id}/status`);
  return id;
}

describe('notifications', () => {
  it('P-20: tells each status change and each image once, in order and at its time', async () => {
    const id = await runJob(['a.jpg', 'broken.jpg']);
    const rows = await poll();
    const startSeconds = Date.UTC(2026, 2, 16) / 1000;
    const image = { job_id: id, group_index: 0, version: 0 };
    expect(
      rows.map(({ name, data, timestamp }) => ({ name, data, seconds: timestamp - startSeconds })),
    ).toEqual([
      { name: 'batch_edit', data: { job_id: id, status: 'processing' }, seconds: 1.5 },
      { name: 'image_result', data: { ...image, image_index: 0, status: 'completed' }, seconds: 3.5 },
      { name: 'image_result', data: { ...image, image_index: 1, status: 'failed' }, seconds: 5.5 },
      { name: 'batch_edit', data: { job_id: id, status: 'completed' }, seconds: 5.5 },
    ]);
  });

  it('P-17: polls by names and by jobs, both', async () => {
    const [first, second] = [await runJob(['a.jpg']), await runJob(['b.jpg'])];
    expect(await poll({ name_list: 'image_result' })).toHaveLength(2);
    const rows = await poll({ name_list: ['image_result', 'batch_edit'], id_task: [second] });
    expect(new Set(rows.map(({ data }) => data['job_id']))).toEqual(new Set([second]));
    expect(await poll({ name_list: ['batch_edit'], id_task: [first] })).toHaveLength(2);
    const wrong = await world.ask('/notifications', 'giulia', { method: 'POST', json: {} });
    expect(wrong).toMatchObject({
      status: 400,
      body: { detail: [{ field: 'name_list', position: 'json' }] },
    });
  });

  it('P-17: deletes with 204, then 404, for its own account only', async () => {
    await runJob(['a.jpg']);
    const [row, ...others] = await poll();
    const erase = (user: 'giulia' | 'marco') =>
      world.ask(`/notifications/${row?.id}`, user, { method: 'DELETE' });
    expect((await erase('marco')).status).toBe(404);
    expect([(await erase('giulia')).status, (await erase('giulia')).status]).toEqual([204, 404]);
    expect(await poll()).toEqual(others);
    expect((await world.ask('/notifications/x', 'giulia', { method: 'DELETE' })).status).toBe(404);
  });

  it('says nothing about a job that a test removed while it ran', async () => {
    const id = await createJob(['a.jpg']);
    world.moveClock(1_500);
    expect(await poll()).toHaveLength(1);
    const { jobs } = world.data;
    jobs.splice(
      jobs.findIndex((job) => job.job_id === id),
      1,
    );
    world.moveClock(10_000);
    expect(await poll()).toHaveLength(1);
  });

  it('forgets what is ten minutes old', async () => {
    await runJob(['a.jpg']);
    world.moveClock(597_999);
    expect(await poll()).toHaveLength(3);
    world.moveClock(1);
    expect(await poll()).toHaveLength(2);
    world.moveClock(2_000);
    expect(await poll()).toEqual([]);
  });
});

describe('the event stream', () => {
  it('P-17: replays, says so, then goes on live without event or id lines', async () => {
    const first = await runJob(['a.jpg']);
    await using events = await openEvents();
    expect([events.status, events.contentType]).toEqual([200, 'text/event-stream']);
    for (const name of ['batch_edit', 'image_result', 'batch_edit']) {
      expect(await events.next()).toMatchObject({
        event: 'backfill',
        data: { name, data: { job_id: first } },
      });
    }
    expect(await events.next()).toMatchObject({ event: 'backfill_complete', data: {} });
    const second = await runJob(['b.jpg']);
    const live = await events.next();
    expect(live).toMatchObject({ event: null, data: { name: 'batch_edit', data: { job_id: second } } });
    expect(live?.raw).toMatch(/^data: \{.*\}$/);
  });

  it('P-17: takes one value or a comma list, ANDed', async () => {
    const [first, second] = [await runJob(['a.jpg']), await runJob(['b.jpg'])];
    await runJob(['c.jpg']);
    await using events = await openEvents(`id_task=${first},${second}&name_list=image_result`);
    expect(await events.next()).toMatchObject({ data: { name: 'image_result', data: { job_id: first } } });
    expect(await events.next()).toMatchObject({ data: { name: 'image_result', data: { job_id: second } } });
    expect(await events.next()).toMatchObject({ event: 'backfill_complete' });
    await runJob(['d.jpg']);
    const again = await createJob(['e.jpg']);
    await using other = await openEvents(`id_task=${again}`);
    expect(await other.next()).toMatchObject({ event: 'backfill_complete' });
    world.moveClock(1_500);
    expect(await other.next()).toMatchObject({
      data: { name: 'batch_edit', data: { status: 'processing' } },
    });
  });

  it('pushes progress by itself as the clock goes on', async () => {
    await using events = await openEvents();
    expect(await events.next()).toMatchObject({ event: 'backfill_complete' });
    const id = await createJob(['a.jpg']);
    world.moveClock(4_000);
    expect(await events.next()).toMatchObject({ data: { data: { job_id: id, status: 'processing' } } });
    expect(await events.next()).toMatchObject({ data: { data: { job_id: id, status: 'completed' } } });
  });

  it('takes the token in the header or the query, and gives nobody another user’s events', async () => {
    await runJob(['a.jpg']);
    const url = `${world.simulator.url}/notifications/events`;
    await using marco = await openEventStream(url, { authorization: 'Bearer piktid-marco-token' });
    expect(await marco.next()).toMatchObject({ event: 'backfill_complete' });
    await runJob(['b.jpg']);
    const own = await createJob(['c.jpg'], 'marco');
    world.moveClock(1_500);
    expect(await marco.next()).toMatchObject({ data: { data: { job_id: own } } });
    await using nobody = await openEventStream(`${url}?token=nonsense`);
    expect([nobody.status, await nobody.next()]).toEqual([401, null]);
    expect((await world.ask('/assets?token=piktid-giulia-token', 'giulia', { token: '' })).status).toBe(401);
  });

  it('sends a keepalive comment every 15 seconds until the client leaves', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      await using events = await openEvents();
      expect(await events.next()).toMatchObject({ event: 'backfill_complete' });
      vi.advanceTimersByTime(15_000);
      expect(await events.next()).toMatchObject({ raw: ':keepalive' });
      await events[Symbol.asyncDispose]();
      await eventually(() => expect(world.simulator.requests.at(-1)?.aborted).toBe(true));
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
