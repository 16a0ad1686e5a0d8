import { expect, it } from 'vitest';
import { UpstreamFailure } from '#src/errors.ts';
import { nextInterval } from '#src/upstreams/poll-interval.ts';
import { createPoller, type Poller, type Verdict } from '#src/upstreams/poller.ts';
import { createManualClock, type ManualClock } from '#test/support/manual-clock.ts';

interface Scene {
  readonly clock: ManualClock;
  readonly poller: Poller;
  /** The reads so far; each is answered by hand. */
  readonly reads: (PromiseWithResolvers<Verdict> & { readonly signal: AbortSignal })[];
  readonly failures: unknown[];
}

/** A poller whose rows are the verdicts on themselves. */
function startScene(): Scene {
  const clock = createManualClock();
  const reads: Scene['reads'] = [];
  const failures: unknown[] = [];
  const poller = createPoller<Verdict>({
    clock,
    read: (signal) => {
      const read = Promise.withResolvers<Verdict>();
      reads.push({ ...read, signal });
      return read.promise;
    },
    onRow: (row) => row,
    onFailure: (failure) => void failures.push(failure),
    interval: (state) => nextInterval(state, 0),
  });
  return { clock, poller, reads, failures };
}

async function answer({ reads }: Scene, verdict: Verdict): Promise<void> {
  reads.at(-1)?.resolve(verdict);
  await settled();
}

async function fail({ reads }: Scene, failure: unknown): Promise<void> {
  reads.at(-1)?.reject(failure);
  await settled();
}

/** Everything that is ready has run. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

it('reads at once, then after intervals that grow until something moves', async () => {
  const scene = startScene();
  const waits = [];
  for (const verdict of ['moved', 'unchanged', 'unchanged', 'moved', 'unchanged'] as const) {
    await answer(scene, verdict);
    const waitMs = scene.clock.nextDueMs() ?? 0;
    waits.push(waitMs);
    scene.clock.move(waitMs - 1);
    expect(scene.reads).toHaveLength(waits.length);
    scene.clock.move(1);
    expect(scene.reads).toHaveLength(waits.length + 1);
  }
  expect(waits).toEqual([500, 1_000, 2_000, 500, 1_000]);
});

it('makes one further read of any number of hints, and never two at a time', async () => {
  const scene = startScene();
  for (let hint = 0; hint < 20; hint += 1) scene.poller.trigger();
  expect(scene.reads).toHaveLength(1);
  await answer(scene, 'moved');
  expect(scene.reads).toHaveLength(1);
  scene.clock.move(250);
  expect(scene.reads).toHaveLength(2);
  await answer(scene, 'moved');
  expect(scene.clock.nextDueMs()).toBe(500);
});

it('reads at once after a hint, but a quarter of a second after the read before', async () => {
  const scene = startScene();
  await answer(scene, 'moved');
  scene.clock.move(100);
  for (let hint = 0; hint < 20; hint += 1) scene.poller.trigger();
  expect(scene.clock.nextDueMs()).toBe(150);
  scene.clock.move(150);
  await answer(scene, 'unchanged');
  scene.clock.move(300);
  scene.poller.trigger();
  expect(scene.reads).toHaveLength(3);
});

it('leaves an upstream alone that asked for it, hints or not', async () => {
  const scene = startScene();
  await fail(
    scene,
    new UpstreamFailure('UPSTREAM_RATE_LIMITED', 'piktid', 'limits', { retryAfterMs: 8_000 }),
  );
  scene.poller.trigger();
  expect(scene.clock.nextDueMs()).toBe(8_000);
  scene.clock.move(8_000);
  expect(scene.reads).toHaveLength(2);
});

it('bears nine failures in a row and reports the tenth', async () => {
  const scene = startScene();
  const failure = new UpstreamFailure('UPSTREAM_UNAVAILABLE', 'piktid', 'could not be reached');
  for (let count = 1; count <= 9; count += 1) {
    await fail(scene, failure);
    scene.clock.move(scene.clock.nextDueMs() ?? 0);
  }
  expect(scene.failures).toEqual([]);
  await fail(scene, failure);
  expect(scene.failures).toEqual([failure]);
  expect(scene.clock.nextDueMs()).toBeNull();
});

it('aborts the read that is under way when it is stopped, and hears nothing of it', async () => {
  const scene = startScene();
  scene.poller.stop();
  expect(scene.reads[0]?.signal.aborted).toBe(true);
  await fail(scene, new TypeError('aborted'));
  scene.poller.trigger();
  expect(scene.failures).toEqual([]);
  expect(scene.clock.nextDueMs()).toBeNull();
  expect(scene.reads).toHaveLength(1);
});

it('waits for nothing when it is over', async () => {
  const scene = startScene();
  scene.poller.trigger();
  await answer(scene, 'over');
  expect(scene.clock.nextDueMs()).toBeNull();
});
