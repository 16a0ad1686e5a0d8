import { Client, fetchExchange, gql, subscriptionExchange } from '@urql/core';
import { createClient, type Client as SseClient } from 'graphql-sse';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '#test/support/eventually.ts';
import { createManualClock, type ManualClock } from '#test/support/manual-clock.ts';
import { startUpload } from '#test/support/start-work.ts';
import { startWorld, type World } from '#test/support/world.ts';

const watchTask = 'subscription Watch($taskId: UUID!) { uploadTask(taskId: $taskId) { id status progress } }';

interface WatchData {
  readonly uploadTask: { readonly id: string; readonly status: string; readonly progress: number } | null;
}

let clock: ManualClock;
let world: World;
let url: string;
beforeEach(async () => {
  clock = createManualClock();
  world = await startWorld({ clock });
  url = `${world.url}/graphql`;
});
afterEach(() => world[Symbol.asyncDispose]());

/** What a client does with what it gets. */
interface Seen {
  readonly next: (data: WatchData | null | undefined) => void;
  readonly end: () => void;
}

/** Subscribes; the returned function leaves. */
type Watch = (taskId: string, seen: Seen) => () => void;

/** Lets time go on until the client has seen the end; the words that it saw. */
async function statusesOf(watch: Watch): Promise<unknown[]> {
  const taskId = await startUpload(world.simulators, 4);
  const statuses: unknown[] = [];
  let isOver = false;
  const end = (): void => {
    isOver = true;
  };
  watch(taskId, { next: (data) => void statuses.push(data?.uploadTask?.status), end });
  const goOn = (): void => {
    if (statuses.length > 0 && !isOver) clock.move(100);
    expect(isOver).toBe(true);
  };
  await eventually(goOn);
  return statuses;
}

/** Subscribes, leaves after the first state, and waits until nothing is planned for it any more. */
async function leaveAfterFirst(watch: Watch): Promise<void> {
  const taskId = await startUpload(world.simulators, 4);
  const first = Promise.withResolvers<void>();
  const leave = watch(taskId, { next: () => first.resolve(), end: () => {} });
  await first.promise;
  await eventually(() => expect(clock.nextDueMs()).not.toBeNull());
  leave();
  await eventually(() => expect(clock.nextDueMs()).toBeNull());
}

function expectWhole(statuses: readonly unknown[]): void {
  expect(statuses.at(0)).toBe('PENDING');
  expect(statuses).toContain('PROCESSING');
  expect(statuses.at(-1)).toBe('COMPLETED');
}

function watchWithSse(client: SseClient): Watch {
  return (taskId, { next, end }) =>
    client.subscribe<WatchData>(
      { query: watchTask, variables: { taskId } },
      { next: ({ data }) => next(data), error: end, complete: end },
    );
}

describe('graphql-sse', () => {
  const watch: Watch = (...given) => watchWithSse(createClient({ url }))(...given);

  it('watches a task to its end', async () => {
    expectWhole(await statusesOf(watch));
  });

  it('leaves', () => leaveAfterFirst(watch));

  it('iterates, and gets what is wrong as a result', async () => {
    const events = createClient({ url }).iterate({ query: watchTask, variables: { taskId: 'x' } });
    const results = [];
    for await (const result of events) results.push(result);
    expect(results).toMatchObject([
      { errors: [{ extensions: { code: 'BAD_USER_INPUT', argument: ['taskId'] } }] },
    ]);
  });
});

/** Apollo Client, and urql with its own fetch exchange, are watched in `recipes`. */
describe('urql with graphql-sse', () => {
  const watch: Watch = (taskId, { next, end }) => {
    const sse = createClient({ url });
    const forward = subscriptionExchange({
      forwardSubscription: ({ query, variables }) => ({
        subscribe: (sink) => ({
          unsubscribe: sse.subscribe<Record<string, unknown>>(
            { query: query ?? '', variables: variables ?? {} },
            {
              next: (result) => sink.next(result as Parameters<typeof sink.next>[0]),
              error: sink.error,
              complete: sink.complete,
            },
          ),
        }),
      }),
    });
    const client = new Client({ url, preferGetMethod: false, exchanges: [forward, fetchExchange] });
    let isFirst = true;
    const { unsubscribe } = client
      .subscription<WatchData>(gql(watchTask), { taskId })
      .subscribe(({ data, hasNext }) => {
        // urql repeats the last result with `hasNext: false` when the subscription is complete.
        if (hasNext !== false || isFirst) next(data);
        isFirst = false;
        if (hasNext === false) end();
      });
    return unsubscribe;
  };

  it('watches a task to its end', async () => {
    expectWhole(await statusesOf(watch));
  });

  it('leaves', () => leaveAfterFirst(watch));
});
