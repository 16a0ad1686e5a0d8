import { describe, expect, it, vi } from 'vitest';
import { createLagMeter } from '#src/server/event-loop-lag.ts';
import { createLoadShedding, shortage, type Work } from '#src/server/load-shedding.ts';
import { ask } from '#test/support/ask.ts';
import { eventually } from '#test/support/eventually.ts';
import { startJob } from '#test/support/start-work.ts';
import { subscribe } from '#test/support/subscribe.ts';
import { openUpload } from '#test/support/upload.ts';
import { serviceEnvironment, startWorld } from '#test/support/world.ts';

const limits = { maxOperations: 2, maxSubscriptions: 1 };

describe('room for one more', () => {
  it.each([
    ['operations', { operations: 1, subscriptions: 9, lagMs: 0 }, null],
    ['operations', { operations: 2, subscriptions: 0, lagMs: 0 }, 'operations'],
    ['operations', { operations: 0, subscriptions: 0, lagMs: 500 }, null],
    ['operations', { operations: 0, subscriptions: 0, lagMs: 501 }, 'time'],
    ['subscriptions', { operations: 9, subscriptions: 0, lagMs: 0 }, null],
    ['subscriptions', { operations: 0, subscriptions: 1, lagMs: 0 }, 'subscriptions'],
    ['subscriptions', { operations: 0, subscriptions: 0, lagMs: 600 }, 'time'],
  ] as const)('of the %s at %j: %j is what there is too much of', (of, load, expected) => {
    expect(shortage(of, load, limits)).toBe(expected);
  });

  it('is there again for everything that ended, however often that is said', () => {
    const shedding = createLoadShedding(limits, () => 0);
    const first = shedding.begin() as Work;
    const second = shedding.begin() as Work;
    expect(shedding.begin()).toMatchObject({ status: 503, code: 'OVERLOADED' });
    expect(second.becomeSubscription()).toBeNull();
    expect(second.becomeSubscription()).toBeNull();
    expect(shedding.running()).toEqual({ operations: 1, subscriptions: 1 });
    const third = shedding.begin() as Work;
    expect(third.becomeSubscription()).toMatchObject({ status: 503, code: 'OVERLOADED' });
    for (const work of [first, second, third, first, second, third]) work.end();
    expect(third.becomeSubscription()).toBeNull();
    expect(shedding.running()).toEqual({ operations: 0, subscriptions: 0 });
  });
});

it('measures an event loop that is late, and forgets it', async () => {
  using meter = createLagMeter({ windowMs: 30, resolutionMs: 1 });
  const block = (): void => {
    const endsAt = performance.now() + 40;
    while (performance.now() < endsAt);
    expect(meter.lagMs()).toBeGreaterThan(20);
  };
  await vi.waitFor(block, { interval: 1, timeout: 5_000 });
  await vi.waitFor(() => expect(meter.lagMs()).toBeLessThan(20), { interval: 5, timeout: 5_000 });
});

describe('a gateway that has enough to do', () => {
  const start = (env: Record<string, string>, lagMs = () => 0) =>
    startWorld({ env: (simulators) => ({ ...serviceEnvironment(simulators), ...env }), lagMs });
  const query = '{ assets { totalCount } }';
  const overloaded = {
    status: 503,
    errors: [{ message: expect.any(String), extensions: { code: 'OVERLOADED', retryAfterMs: 1000 } }],
  };

  it('refuses one more at once, finishes what runs, and takes more after it', async () => {
    await using world = await start({ MAX_OPERATIONS: '1' });
    world.simulators.piktid.inject({ kind: 'hang' });
    const leaving = new AbortController();
    const running = ask(`${world.url}/graphql`, { method: 'POST', json: { query }, signal: leaving.signal });
    await eventually(() => expect(world.takeRequests()).toHaveLength(1));
    expect(await world.query('{ datasetImages { totalCount } }')).toMatchObject(overloaded);
    const refused = await ask(`${world.url}/graphql`, { method: 'POST', json: { query } });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(world.takeRequests()).toEqual([]);
    leaving.abort();
    await expect(running).rejects.toThrow();
    world.simulators.piktid.clearFaults();
    await eventually(async () => expect((await world.query(query)).errors).toEqual([]));
  });

  it('refuses an upload before a byte of it is read', async () => {
    await using world = await start({}, () => 600);
    const upload = openUpload(world.url);
    await upload.send('--test-boundary\r\n');
    expect(await upload.answer).toMatchObject({ status: 503, connection: 'close' });
    upload.request.destroy();
    expect(world.takeRequests()).toEqual([]);
  });

  it('refuses everything new while the event loop is late, and still says that it lives', async () => {
    let lagMs = 600;
    await using world = await start({}, () => lagMs);
    expect(await world.query(query)).toMatchObject(overloaded);
    expect((await ask(`${world.url}/health`)).status).toBe(200);
    expect((await ask(`${world.url}/ready`)).status).toBe(200);
    expect((await ask(`${world.url}/graphql`, { headers: { accept: 'text/html' } })).status).toBe(200);
    expect(world.takeRequests()).toEqual([]);
    lagMs = 0;
    expect((await world.query(query)).errors).toEqual([]);
  });

  it('counts subscriptions by themselves, and refuses one more before anything is asked for it', async () => {
    await using world = await start({ MAX_OPERATIONS: '1', MAX_SUBSCRIPTIONS: '1' });
    const jobId = await startJob(world.simulators);
    const watch = `subscription { job(jobId: "${jobId}") { jobStatus } }`;
    const first = await subscribe(world.url, watch);
    await first.next();
    expect((await world.query(query)).errors).toEqual([]);
    world.takeRequests();
    await using second = await subscribe(world.url, 'subscription { job(jobId: "other") { jobStatus } }');
    expect(second.status).toBe(503);
    expect((await second.next())?.errors).toMatchObject([
      { extensions: { code: 'OVERLOADED', retryAfterMs: 1000 } },
    ]);
    expect(await second.next()).toBeNull();
    expect(world.takeRequests().filter((request) => request.includes('other'))).toEqual([]);
    await first[Symbol.asyncDispose]();
    await eventually(async () => {
      await using third = await subscribe(world.url, watch);
      expect(third.status).toBe(200);
    });
  });
});
