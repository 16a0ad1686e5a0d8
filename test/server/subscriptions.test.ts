import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openEventStream } from '#test/support/event-stream.ts';
import { eventually } from '#test/support/eventually.ts';
import { createManualClock } from '#test/support/manual-clock.ts';
import { startJob, startUpload } from '#test/support/start-work.ts';
import { subscribe } from '#test/support/subscribe.ts';
import { serviceEnvironment, startWorld, type World } from '#test/support/world.ts';

const watchTask = 'subscription ($taskId: UUID!) { uploadTask(taskId: $taskId) { status } }';
const watchJob = 'subscription ($jobId: String!) { job(jobId: $jobId) { jobStatus } }';
const unknownTask = '00000000-0000-4000-8000-000000000000';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
afterEach(() => {
  world.simulators.sartiq.clearFaults();
  expect(world.logged).toEqual([]);
});

describe('a subscription over server-sent events', () => {
  it.each(['GET', 'POST'])('is asked for with %s, and answered message by message', async (method) => {
    const parameters = { query: watchTask, variables: { taskId: unknownTask } };
    const search = new URLSearchParams({ query: watchTask, variables: JSON.stringify(parameters.variables) });
    const response = await fetch(`${world.url}/graphql${method === 'GET' ? `?${search}` : ''}`, {
      method,
      headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
      body: method === 'GET' ? null : JSON.stringify(parameters),
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const messages = (await response.text()).split('\n\n').filter((message) => !message.startsWith(':'));
    expect(messages).toEqual([
      'event: next\ndata: {"data":{"uploadTask":null}}',
      'event: complete\ndata:',
      '',
    ]);
  });

  it('is refused to who takes JSON only, and costs nothing then', async () => {
    world.takeRequests();
    const response = await fetch(`${world.url}/graphql`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ query: watchTask, variables: { taskId: unknownTask } }),
    });
    expect(response.status).toBe(406);
    expect(await world.query('{ __typename }')).toMatchObject({ errors: [] });
    expect(world.takeRequests()).toEqual([]);
  });

  it('has a heartbeat while nothing happens', async () => {
    world.simulators.sartiq.inject({ kind: 'hang' });
    const search = new URLSearchParams({
      query: watchTask,
      variables: JSON.stringify({ taskId: unknownTask }),
    });
    await using stream = await openEventStream(`${world.url}/graphql?${search}`, {
      accept: 'text/event-stream',
    });
    // Every 12 seconds; every 0.3 where NODE_ENV is `test`, as Yoga has it.
    for (const beat of [1, 2, 3]) expect([beat, (await stream.next())?.raw]).toEqual([beat, ':']);
  });

  it.each([
    ['an id that is none', watchTask, { taskId: 'x' }, ['taskId']],
    ['a blank id', watchJob, { jobId: ' ' }, ['jobId']],
    ['text that is no Unicode', watchJob, { jobId: '\ud800' }, ['jobId']],
    [
      'a wrong argument further down',
      'subscription { job(jobId: "j") { images(first: 3, last: 3) { totalCount } } }',
      {},
      ['last'],
    ],
  ])('with %s is refused before anything is asked', async (_what, query, variables, argument) => {
    world.takeRequests();
    await using subscription = await subscribe(world.url, query, variables);
    const event = await subscription.next();
    expect(event?.data).toBeUndefined();
    expect(event?.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument } }]);
    expect(await subscription.next()).toBeNull();
    expect(world.takeRequests()).toEqual([]);
  });

  it('passes the same gate as a query', async () => {
    const keys = { GATEWAY_API_KEYS: 'a-key-of-many-characters' };
    await using guarded = await startWorld({
      env: (simulators) => {
        const { GATEWAY_ANONYMOUS: _anonymous, ...env } = serviceEnvironment(simulators);
        return { ...env, ...keys };
      },
    });
    const variables = { taskId: unknownTask };
    await using refused = await subscribe(guarded.url, watchTask, variables);
    expect(refused.status).toBe(401);
    const authorization = `Bearer ${keys.GATEWAY_API_KEYS}`;
    await using admitted = await subscribe(guarded.url, watchTask, variables, { authorization });
    expect((await admitted.next())?.data).toEqual({ uploadTask: null });
    expect(guarded.takeRequests()).toHaveLength(1);
  });

  it('tells nothing of a backend but what an error of a query tells', async () => {
    const body = '{"secret-of-the-body": 1}';
    world.simulators.sartiq.inject({ kind: 'status', status: 401, body });
    await using subscription = await subscribe(world.url, watchTask, { taskId: unknownTask });
    const event = await subscription.next();
    expect(event?.errors).toEqual([
      {
        message: 'Sartiq did not accept the token',
        locations: [{ line: 1, column: 1 }],
        extensions: { code: 'UNAUTHENTICATED', upstream: 'sartiq', status: 401 },
      },
    ]);
  });
});

describe('a gateway that stops', () => {
  it('completes every subscription and ends', async () => {
    const clock = createManualClock();
    await using busy = await startWorld({ clock });
    const [taskId, jobId] = [await startUpload(busy.simulators), await startJob(busy.simulators)];
    clock.move(600);
    const subscriptions = await Promise.all([
      subscribe(busy.url, watchTask, { taskId }),
      subscribe(busy.url, watchJob, { jobId }),
      subscribe(busy.url, watchJob, { jobId: 'nobody-knows' }),
    ]);
    await Promise.all(subscriptions.slice(0, 2).map((subscription) => subscription.next()));
    await eventually(() =>
      expect(busy.takeRequests()).toContain('GET /notifications/events?name_list=batch_edit%2Cimage_result'),
    );
    const stopped = busy.stopGateway();
    expect(await Promise.all(subscriptions.map((subscription) => subscription.next()))).toEqual([
      null,
      null,
      null,
    ]);
    await stopped;
    expect(clock.nextDueMs()).toBeNull();
    expect(busy.logged).toEqual([]);
  });
});
