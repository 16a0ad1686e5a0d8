import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LoggedRequest, tokenOf } from '#test/simulators/simulator.ts';
import { eventually } from '#test/support/eventually.ts';
import { createManualClock, type ManualClock } from '#test/support/manual-clock.ts';
import { startJob } from '#test/support/start-work.ts';
import { nextAsTimeGoes, type Subscription, subscribe } from '#test/support/subscribe.ts';
import { startWorld, upstreamUrls, type World } from '#test/support/world.ts';

const watchJob = `subscription ($jobId: String!) {
  job(jobId: $jobId) { id jobId jobStatus totalImages completedImages failedImages }
}`;

const watchImages = `subscription ($jobId: String!) {
  job(jobId: $jobId) { jobStatus images(first: 5) { nodes { imageIndex status output { fullSize } } } }
}`;

const eventsPath = '/notifications/events';

let clock: ManualClock;
let world: World;
beforeEach(async () => {
  clock = createManualClock();
  // Callers bring their own tokens.
  world = await startWorld({ clock, env: upstreamUrls });
});
afterEach(async () => {
  const methods = world.simulators.piktid.requests.map(({ method }) => method);
  await world[Symbol.asyncDispose]();
  expect(methods).not.toContain('DELETE');
  expect(world.logged).toEqual([]);
});

function watch(jobId: string, query = watchJob, user: 'giulia' | 'marco' = 'giulia'): Promise<Subscription> {
  return subscribe(world.url, query, { jobId }, { 'x-piktid-token': tokenOf('piktid', user) });
}

function requests(path: string): readonly LoggedRequest[] {
  return world.simulators.piktid.requests.filter((request) => request.path === path);
}

const reads = () => requests('/gallery/by-job');
const streams = () => requests(eventsPath);

/** The stream is open, and no poll is planned before it would count as silent. */
async function announced(): Promise<void> {
  await eventually(() => {
    expect(streams()[0]?.status).toBe(200);
    expect(reads().every(({ status }) => status === 200)).toBe(true);
    expect(clock.nextDueMs()).toBeGreaterThan(5_000);
  });
}

/** Starts a job and lets it become visible to whoever watches it. */
async function watchNewJob(
  query = watchJob,
  images: readonly string[] = ['a.jpg', 'b.jpg'],
): Promise<{ readonly jobId: string; readonly subscription: Subscription }> {
  const jobId = await startJob(world.simulators, images);
  const subscription = await watch(jobId, query);
  return { jobId, subscription };
}

describe('a job that is watched', () => {
  it('goes from unknown to completed, with one event for each change', async () => {
    const { subscription } = await watchNewJob();
    const states = [];
    for (;;) {
      const event = await nextAsTimeGoes(subscription, clock, 50);
      if (event === null) break;
      expect(event.errors).toEqual([]);
      const { jobStatus, completedImages } = event.data.job;
      states.push(`${jobStatus} ${completedImages}`);
    }
    expect(states).toEqual(['pending 0', 'processing 0', 'processing 1', 'completed 2']);
    expect(clock.nextDueMs()).toBeNull();
    await eventually(() => expect(streams()[0]?.aborted).toBe(true));
  });

  it('is read because PiktID announced a change, not because time went by', async () => {
    const { subscription } = await watchNewJob();
    expect((await nextAsTimeGoes(subscription, clock, 500))?.data.job.jobStatus).toBe('pending');
    clock.move(250);
    await announced();
    const stateAfter = async (ms: number) => {
      await announced();
      clock.move(ms);
      return (await subscription.next())?.data.job;
    };
    expect(await stateAfter(1_000)).toMatchObject({ jobStatus: 'processing', completedImages: 0 });
    expect(await stateAfter(2_000)).toMatchObject({ jobStatus: 'processing', completedImages: 1 });
    expect(await stateAfter(2_000)).toMatchObject({ jobStatus: 'completed', completedImages: 2 });
    expect(await subscription.next()).toBeNull();
    expect(streams()).toHaveLength(1);
  });

  it('comes with the images that are selected, as they are now', async () => {
    const { subscription } = await watchNewJob(watchImages, ['a.jpg', 'broken.jpg']);
    const states = [];
    for (;;) {
      const event = await nextAsTimeGoes(subscription, clock, 50);
      if (event === null) break;
      const { nodes } = event.data.job.images;
      states.push(nodes.map(({ status, output }: Record<string, unknown>) => `${status} ${output !== null}`));
    }
    expect(states.at(0)).toEqual(['pending false', 'pending false']);
    expect(states).toContainEqual(['completed true', 'processing false']);
    expect(states.at(-1)).toEqual(['completed true', 'failed true']);
    expect(requests('/jobs/')).toEqual([]);
  });

  it('reads what lies behind it anew for every event', async () => {
    const query = `subscription ($jobId: String!) {
      job(jobId: $jobId) { jobStatus images(first: 1) { nodes { assets { assetId } } } }
    }`;
    const { subscription } = await watchNewJob(query, ['only-here.jpg']);
    const assetsOf = (event: Awaited<ReturnType<Subscription['next']>>) =>
      event?.data.job.images.nodes[0].assets;
    expect(assetsOf(await nextAsTimeGoes(subscription, clock, 100))).toEqual([]);
    const { assets } = world.simulators.piktid.data;
    const own = assets.find(({ owner }) => owner === 'giulia');
    if (own) assets.push({ ...own, id: 'new-asset', filename: 'only-here.jpg' });
    expect(assetsOf(await nextAsTimeGoes(subscription, clock, 100))).toEqual([{ assetId: 'new-asset' }]);
  });

  it('ends at once where it is over', async () => {
    const { piktid } = world.simulators;
    for (const status of ['completed', 'failed', 'aborted'] as const) {
      const job = piktid.data.jobs.find((row) => row.owner === 'giulia' && row.job_status === status);
      if (!job) throw new Error(`no job is ${status}`);
      await using subscription = await watch(job.job_id);
      expect((await subscription.next())?.data.job.jobStatus).toBe(status);
      expect(await subscription.next()).toBeNull();
    }
  });

  it('is null after ten seconds in which nobody knew it', async () => {
    await using subscription = await watch('nobody-knows');
    let isThere = false;
    const event = subscription.next().finally(() => {
      isThere = true;
    });
    await eventually(() => expect(reads()).toHaveLength(1));
    clock.move(9_000);
    await eventually(() => expect(clock.nextDueMs()).toBeLessThanOrEqual(5_000));
    expect(isThere).toBe(false);
    await eventually(() => {
      if (!isThere) clock.move(500);
      expect(isThere).toBe(true);
    });
    expect(await event).toMatchObject({ data: { job: null }, errors: [] });
    expect(await subscription.next()).toBeNull();
  });
});

describe('subscribers with the same credential', () => {
  it('share one stream for all their jobs, and one read of each', async () => {
    const jobs = await Promise.all([1, 2].map(() => startJob(world.simulators)));
    clock.move(600);
    await using stack = new AsyncDisposableStack();
    const all = await Promise.all(
      jobs.flatMap((jobId) => Array.from({ length: 20 }, async () => stack.use(await watch(jobId)))),
    );
    const first = await Promise.all(all.map((subscription) => subscription.next()));
    expect(new Set(first.map((event) => event?.data.job.jobStatus))).toEqual(new Set(['pending']));
    clock.move(250);
    await announced();
    expect(streams()).toHaveLength(1);
    expect(streams()[0]?.query.get('name_list')).toBe('batch_edit,image_result');
    expect(streams()[0]?.query.has('token')).toBe(false);
    // Once at first, and once when the stream began.
    await eventually(() => expect(reads()).toHaveLength(4));
    await announced();
    world.simulators.piktid.clearRequests();
    clock.move(1_000);
    const second = await Promise.all(all.map((subscription) => subscription.next()));
    expect(new Set(second.map((event) => event?.data.job.jobStatus))).toEqual(new Set(['processing']));
    expect(reads()).toHaveLength(2);
  });

  it('keep the stream until the last of them leaves', async () => {
    const jobs = await Promise.all([1, 2].map(() => startJob(world.simulators)));
    clock.move(600);
    const [first, second] = await Promise.all(jobs.map((jobId) => watch(jobId)));
    await Promise.all([first?.next(), second?.next()]);
    await eventually(() => expect(streams()).toHaveLength(1));
    await first?.[Symbol.asyncDispose]();
    clock.move(250);
    await announced();
    expect(streams()[0]?.aborted).toBe(false);
    await second?.[Symbol.asyncDispose]();
    await eventually(() => expect(streams()[0]?.aborted).toBe(true));
    expect(clock.nextDueMs()).toBeNull();
  });

  it('get the images that each of them selects', async () => {
    const jobId = await startJob(world.simulators);
    clock.move(600);
    await using plain = await watch(jobId);
    expect((await plain.next())?.data.job.jobStatus).toBe('pending');
    clock.move(250);
    await announced();
    clock.move(250);
    await using rich = await watch(jobId, watchImages);
    const event = await rich.next();
    expect(event?.data.job.images.nodes).toHaveLength(2);
    expect(requests(`/jobs/${jobId}/results`)).toEqual([]);
  });
});

describe('two users', () => {
  it('have streams of their own and never see the other one’s job', async () => {
    const jobId = await startJob(world.simulators, ['a.jpg'], 'marco');
    await using own = await watch(jobId, watchJob, 'marco');
    await using foreign = await watch(jobId, watchJob, 'giulia');
    const seen = async (subscription: Subscription) => {
      const states = [];
      for (let event = await subscription.next(); event; event = await subscription.next()) {
        states.push(event.data.job?.jobStatus ?? null);
      }
      return states;
    };
    const both = Promise.all([seen(own), seen(foreign)]);
    let isOver = false;
    void both.then(() => {
      isOver = true;
    });
    await eventually(() => {
      if (!isOver) clock.move(100);
      expect(isOver).toBe(true);
    });
    expect(await both).toEqual([['pending', 'processing', 'completed'], [null]]);
    expect(
      streams()
        .map(({ user }) => user)
        .sort(),
    ).toEqual(['giulia', 'marco']);
  });
});

describe('without an event stream', () => {
  it.each([
    ['is refused with 500', { kind: 'status', status: 500 }],
    ['is not there', { kind: 'status', status: 404 }],
    ['is something else', { kind: 'content-type', value: 'text/html' }],
    ['resets the connection', { kind: 'reset' }],
  ] as const)('that %s, a job is polled to its end', async (_what, effect) => {
    world.simulators.piktid.inject({ path: eventsPath, ...effect });
    const { subscription } = await watchNewJob();
    const states = [];
    for (;;) {
      const event = await nextAsTimeGoes(subscription, clock, 100);
      if (event === null) break;
      states.push(event.data.job.jobStatus);
    }
    expect(states.at(0)).toBe('pending');
    expect(states.at(-1)).toBe('completed');
    expect(states).toContain('processing');
    expect(reads().length).toBeGreaterThan(4);
  });

  it('that falls silent, a job is polled, and the stream is tried again', async () => {
    const { subscription } = await watchNewJob();
    await nextAsTimeGoes(subscription, clock, 500);
    clock.move(250);
    await announced();
    world.simulators.piktid.inject({ path: eventsPath, kind: 'hang' });
    const frozen = world.simulators.piktid.inject({
      path: '/gallery/by-job',
      kind: 'rewrite',
      body: (body) => {
        const { jobs, ...rest } = body as { jobs: object[] };
        return { ...rest, jobs: jobs.map((job) => ({ ...job, job_status: 'processing' })) };
      },
    });
    clock.move(45_000);
    await eventually(() => expect(streams()[0]?.aborted).toBe(true));
    world.simulators.piktid.clearRequests();
    for (const count of [1, 2, 3]) {
      clock.move(5_000);
      await eventually(() => expect(reads().length).toBeGreaterThanOrEqual(count));
      await eventually(() => expect(clock.nextDueMs()).toBeLessThanOrEqual(5_000));
    }
    expect(streams()).toHaveLength(1);
    frozen();
    let event = await nextAsTimeGoes(subscription, clock, 1_000);
    while (event?.data.job.jobStatus === 'processing')
      event = await nextAsTimeGoes(subscription, clock, 1_000);
    expect(event?.data.job.jobStatus).toBe('completed');
    expect(await subscription.next()).toBeNull();
  });

  it('that broke in the middle, another is opened', async () => {
    world.simulators.piktid.inject({ path: eventsPath, kind: 'cut-body', times: 1 });
    const { subscription } = await watchNewJob();
    await nextAsTimeGoes(subscription, clock, 100);
    await eventually(() => {
      clock.move(100);
      expect(streams()).toHaveLength(2);
    });
    let event = await nextAsTimeGoes(subscription, clock, 100);
    while (event && event.data.job.jobStatus !== 'completed') {
      event = await nextAsTimeGoes(subscription, clock, 100);
    }
    expect(await subscription.next()).toBeNull();
    expect(streams()).toHaveLength(2);
  });
});

describe('when PiktID is gone', () => {
  it('sends an error event and the end, and lives on', async () => {
    const { subscription } = await watchNewJob();
    await nextAsTimeGoes(subscription, clock, 500);
    await world.simulators.piktid[Symbol.asyncDispose]();
    const event = await nextAsTimeGoes(subscription, clock, 1_000);
    expect(event?.errors).toMatchObject([
      {
        message: 'PiktID is not asked for now after many failures',
        extensions: { code: 'UPSTREAM_UNAVAILABLE', upstream: 'piktid' },
      },
    ]);
    expect(await subscription.next()).toBeNull();
    expect(clock.nextDueMs()).toBeNull();
    expect((await fetch(`${world.url}/health`)).status).toBe(200);
  });

  it('goes on where it comes back in time', async () => {
    const { subscription } = await watchNewJob();
    await nextAsTimeGoes(subscription, clock, 500);
    world.simulators.piktid.inject({ kind: 'reset', times: 6 });
    clock.move(45_000);
    const event = await nextAsTimeGoes(subscription, clock, 500);
    expect(event).toMatchObject({ data: { job: { jobStatus: 'completed' } }, errors: [] });
    expect(await subscription.next()).toBeNull();
  });

  it('says so at once to who has no valid token', async () => {
    const jobId = await startJob(world.simulators);
    await using wrong = await subscribe(world.url, watchJob, { jobId }, { 'x-piktid-token': 'wrong' });
    expect((await wrong.next())?.errors).toMatchObject([
      { extensions: { code: 'UNAUTHENTICATED', upstream: 'piktid', status: 401 } },
    ]);
    expect(await wrong.next()).toBeNull();
    await using none = await subscribe(world.url, watchJob, { jobId });
    expect((await none.next())?.errors).toMatchObject([
      { extensions: { code: 'UNAUTHENTICATED', upstream: 'piktid' } },
    ]);
    expect(await none.next()).toBeNull();
    expect(clock.nextDueMs()).toBeNull();
  });
});
