import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '#test/support/eventually.ts';
import { createManualClock, type ManualClock } from '#test/support/manual-clock.ts';
import { startUpload } from '#test/support/start-work.ts';
import { nextAsTimeGoes, type Subscription, subscribe } from '#test/support/subscribe.ts';
import { startWorld, type World } from '#test/support/world.ts';

const watchTask = `subscription ($taskId: UUID!) {
  uploadTask(taskId: $taskId) { id taskId status progress processedItems totalItems completedAt }
}`;

let clock: ManualClock;
let world: World;
beforeEach(async () => {
  clock = createManualClock();
  world = await startWorld({ clock });
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
  expect(world.logged).toEqual([]);
});

/** Every poll of a task that Sartiq has seen. */
function polls(): readonly {
  readonly path: string;
  readonly status: number | null;
  readonly aborted: boolean;
}[] {
  return world.simulators.sartiq.requests.filter(({ path }) => path.startsWith('/set-designs/upload-tasks/'));
}

function watch(taskId: string, headers: Readonly<Record<string, string>> = {}): Promise<Subscription> {
  return subscribe(world.url, watchTask, { taskId }, headers);
}

/** Moves the clock to the next poll once it is planned; how long that took. */
async function toNextPoll(): Promise<number> {
  const count = polls().length;
  const dueMs = await eventually(() => {
    const ms = clock.nextDueMs();
    if (ms === null) throw new Error('no poll is planned');
    return ms;
  });
  clock.move(dueMs);
  await eventually(() => expect(polls().length).toBeGreaterThan(count));
  return dueMs;
}

describe('an upload task that is watched', () => {
  it('is sent from its first state to COMPLETED, and then complete', async () => {
    const taskId = await startUpload(world.simulators, 3);
    await using subscription = await watch(taskId);
    expect(subscription.status).toBe(200);
    const states = [];
    for (
      let event = await subscription.next();
      event;
      event = await nextAsTimeGoes(subscription, clock, 100)
    ) {
      expect(event.errors).toEqual([]);
      states.push(event.data.uploadTask);
    }
    expect(states[0]).toMatchObject({ taskId, status: 'PENDING', progress: 0, completedAt: null });
    expect(states.at(-1)).toMatchObject({ taskId, status: 'COMPLETED', progress: 100, processedItems: 3 });
    expect(states.some(({ status }) => status === 'PROCESSING')).toBe(true);
    expect(new Set(states.map((state) => JSON.stringify(state))).size).toBe(states.length);
    expect(clock.nextDueMs()).toBeNull();
  });

  it('is asked for less and less often while nothing moves, and often again when it does', async () => {
    const taskId = await startUpload(world.simulators, 30);
    await using subscription = await watch(taskId);
    await subscription.next();
    const waits = [];
    for (let count = 0; count < 5; count += 1) waits.push(await toNextPoll());
    // PENDING for one second: the second poll shows nothing new, from then on each finds something.
    expect(waits).toEqual([500, 1_000, 500, 500, 500]);
  });

  it('is the same for all who watch it: whoever comes later gets the latest state at once and costs nothing', async () => {
    const taskId = await startUpload(world.simulators);
    await using first = await watch(taskId);
    expect((await first.next())?.data.uploadTask.status).toBe('PENDING');
    await using second = await watch(taskId);
    expect((await second.next())?.data.uploadTask.status).toBe('PENDING');
    expect(polls()).toHaveLength(1);
  });

  it('is null, and the end, where there is no such task', async () => {
    await using subscription = await watch('00000000-0000-4000-8000-000000000000');
    expect(await subscription.next()).toMatchObject({ data: { uploadTask: null }, errors: [] });
    expect(await subscription.next()).toBeNull();
    expect(clock.nextDueMs()).toBeNull();
  });

  it('is one event and the end where it is over already', async () => {
    const taskId = await startUpload(world.simulators);
    clock.move(60_000);
    await using subscription = await watch(taskId);
    expect((await subscription.next())?.data.uploadTask.status).toBe('COMPLETED');
    expect(await subscription.next()).toBeNull();
    expect(polls()).toHaveLength(1);
  });
});

describe('500 subscribers to one task', () => {
  /** Lets a task run to its end before so many subscribers; how often Sartiq was asked. */
  async function pollsOf(subscribers: number): Promise<number> {
    world.simulators.sartiq.clearRequests();
    const taskId = await startUpload(world.simulators, 6);
    await using stack = new AsyncDisposableStack();
    const subscriptions = await Promise.all(
      Array.from({ length: subscribers }, async () => stack.use(await watch(taskId))),
    );
    const ends = subscriptions.map(async (subscription) => {
      let last: string | null = null;
      for (let event = await subscription.next(); event; event = await subscription.next()) {
        last = event.data.uploadTask.status;
      }
      return last;
    });
    const statuses = Promise.all(ends);
    let isOver = false;
    void statuses.then(() => {
      isOver = true;
    });
    const goOn = (): void => {
      clock.move(clock.nextDueMs() ?? 0);
      expect(isOver).toBe(true);
    };
    await eventually(goOn);
    expect(new Set(await statuses)).toEqual(new Set(['COMPLETED']));
    return polls().length;
  }

  it('cost no more polls than one does', async () => {
    const forOne = await pollsOf(1);
    expect(forOne).toBeGreaterThan(4);
    expect(await pollsOf(500)).toBe(forOne);
  });

  it('cost none within an interval after they left', async () => {
    const taskId = await startUpload(world.simulators, 30);
    const subscriptions = await Promise.all(Array.from({ length: 500 }, () => watch(taskId)));
    await Promise.all(subscriptions.map((subscription) => subscription.next()));
    await toNextPoll();
    const [kept, ...others] = subscriptions;
    await Promise.all(others.map((subscription) => subscription[Symbol.asyncDispose]()));
    await toNextPoll();
    await kept?.[Symbol.asyncDispose]();
    await eventually(() => expect(clock.nextDueMs()).toBeNull());
    const before = polls().length;
    clock.move(60_000);
    expect(await world.query('{ __typename }')).toMatchObject({ errors: [] });
    expect(polls()).toHaveLength(before);
  });
});

describe('when the last subscriber leaves', () => {
  it('aborts the poll that is under way', async () => {
    world.simulators.sartiq.inject({ kind: 'hang' });
    const subscription = await watch('00000000-0000-4000-8000-000000000000');
    await eventually(() => expect(polls()).toHaveLength(1));
    await subscription[Symbol.asyncDispose]();
    await eventually(() => expect(polls()[0]?.aborted).toBe(true));
    expect(clock.nextDueMs()).toBeNull();
  });
});

describe('when Sartiq fails', () => {
  it('goes on after failures that pass', async () => {
    const taskId = await startUpload(world.simulators);
    await using subscription = await watch(taskId);
    await subscription.next();
    const path = /upload-tasks/;
    // A read is sent three times before it fails.
    world.simulators.sartiq.inject({ kind: 'reset', path, times: 6 });
    await toNextPoll();
    await toNextPoll();
    world.simulators.sartiq.inject({ kind: 'cut-body', path, times: 3 });
    await toNextPoll();
    world.simulators.sartiq.inject({ kind: 'status', status: 503, path, times: 3 });
    expect(await nextAsTimeGoes(subscription, clock, 500)).toMatchObject({
      data: { uploadTask: { status: 'COMPLETED' } },
      errors: [],
    });
    expect(await subscription.next()).toBeNull();
  });

  it('waits as long as Sartiq asks for', async () => {
    const taskId = await startUpload(world.simulators);
    await using subscription = await watch(taskId);
    await subscription.next();
    world.simulators.sartiq.inject({
      kind: 'status',
      status: 429,
      headers: { 'retry-after': '20' },
      times: 1,
    });
    await toNextPoll();
    expect(await toNextPoll()).toBe(20_000);
  });

  it('sends an error event and the end after ten failures, and lives on', async () => {
    const taskId = await startUpload(world.simulators);
    await using subscription = await watch(taskId);
    await subscription.next();
    await world.simulators.sartiq[Symbol.asyncDispose]();
    const event = await nextAsTimeGoes(subscription, clock, 500);
    expect(event?.errors).toMatchObject([
      {
        message: 'Sartiq is not asked for now after many failures',
        extensions: { code: 'UPSTREAM_UNAVAILABLE', upstream: 'sartiq' },
      },
    ]);
    expect(await subscription.next()).toBeNull();
    expect(clock.nextDueMs()).toBeNull();
    expect((await fetch(`${world.url}/health`)).status).toBe(200);
    expect(await world.query('{ assets { totalCount } }')).toMatchObject({ errors: [] });
  });

  it('ends at once where Sartiq refuses the caller', async () => {
    const taskId = await startUpload(world.simulators);
    world.simulators.sartiq.inject({ kind: 'status', status: 403 });
    await using subscription = await watch(taskId);
    expect((await subscription.next())?.errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN', upstream: 'sartiq', status: 403 } },
    ]);
    expect(await subscription.next()).toBeNull();
    expect(polls()).toHaveLength(1);
  });

  it('gives up a task that has not moved for 20 minutes', async () => {
    const taskId = await startUpload(world.simulators);
    const path = /upload-tasks/;
    const body = (task: unknown) => ({ ...(task as object), status: 'PAUSED', completed_at: null });
    world.simulators.sartiq.inject({ kind: 'rewrite', path, body });
    await using subscription = await watch(taskId);
    expect((await subscription.next())?.data.uploadTask.status).toBe('PAUSED');
    let event = await nextAsTimeGoes(subscription, clock, 30_000);
    while (event?.errors.length === 0) event = await nextAsTimeGoes(subscription, clock, 30_000);
    expect(event?.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_TIMEOUT', upstream: 'sartiq' } }]);
    expect(await subscription.next()).toBeNull();
  });

  it('takes a word that it does not know for final where the task was completed', async () => {
    const taskId = await startUpload(world.simulators);
    const path = /upload-tasks/;
    const body = (task: unknown) => ({
      ...(task as object),
      status: 'CANCELLED',
      completed_at: '2026-03-20T08:30:16.120000Z',
    });
    world.simulators.sartiq.inject({ kind: 'rewrite', path, body });
    await using subscription = await watch(taskId);
    expect((await subscription.next())?.data.uploadTask.status).toBe('CANCELLED');
    expect(await subscription.next()).toBeNull();
  });
});
