/** Subscribes as the GraphQL-SSE spec has it, in distinct connections mode, and takes event by event. For tests. */

import { expect } from 'vitest';
import { eventually } from '#test/support/eventually.ts';
import { openEventStream } from './event-stream.ts';
import type { ManualClock } from './manual-clock.ts';
import { type Answer, withoutRequestId } from './world.ts';

export interface Subscription extends AsyncDisposable {
  readonly status: number;
  /** The next result; null when the subscription is complete. Heartbeats are passed over. */
  next(): Promise<Pick<Answer, 'data' | 'errors' | 'extensions'> | null>;
}

export async function subscribe(
  url: string,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Subscription> {
  const parameters = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  const stream = await openEventStream(`${url}/graphql?${parameters}`, {
    accept: 'text/event-stream',
    ...headers,
  });
  return {
    status: stream.status,
    next: async () => {
      for (;;) {
        const message = await stream.next();
        if (message === null) throw new Error('The stream ended without a complete event');
        if (message.event === 'complete') return null;
        if (message.event !== 'next') continue;
        const { data, errors = [], extensions } = message.data as Partial<Answer>;
        const compared = errors.map((error) => withoutRequestId(error, stream.requestId));
        return { data, errors: compared, extensions };
      }
    },
    [Symbol.asyncDispose]: () => stream[Symbol.asyncDispose](),
  };
}

/** The next result, while time goes on step by step. */
export async function nextAsTimeGoes(
  subscription: Subscription,
  clock: ManualClock,
  stepMs: number,
): ReturnType<Subscription['next']> {
  let isThere = false;
  const result = subscription.next().finally(() => {
    isThere = true;
  });
  const look = (): void => {
    if (!isThere) clock.move(stepMs);
    expect(isThere).toBe(true);
  };
  await eventually(look);
  return result;
}
