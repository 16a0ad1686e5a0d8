import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { UpstreamEvent } from '#src/http/events.ts';
import { NeverSent } from '#src/http/never-sent.ts';
import { createSlots, withSlots, withStreamSlots } from '#src/http/slots.ts';
import { answerOf, requestOf } from './some-request.ts';

interface Asked {
  readonly name: string;
  readonly answer: () => void;
}

/** A sender that notes what reaches it and answers when told to. */
function startSender(max: number, maxWaiting = 10) {
  const asked: Asked[] = [];
  const told: UpstreamEvent[] = [];
  const observe = (_upstream: string, event: UpstreamEvent): void => void told.push(event);
  const send = withSlots(
    ({ name }: { readonly name: string; readonly signal: AbortSignal }) => {
      const { promise, resolve } = Promise.withResolvers<string>();
      asked.push({ name, answer: () => resolve(name) });
      return promise;
    },
    createSlots({ upstream: 'sartiq', pool: 'requests', max, maxWaiting, observe }),
  );
  return { asked, told, send };
}

const never = new AbortController().signal;

describe('withSlots', () => {
  it('lets only so many requests be under way, and the others in their order', async () => {
    const { asked, send } = startSender(2);
    const answers = ['a', 'b', 'c', 'd'].map((name) => send({ name, signal: never }));
    await expect.poll(() => asked.map(({ name }) => name)).toEqual(['a', 'b']);
    asked[1]?.answer();
    expect(await answers[1]).toBe('b');
    await expect.poll(() => asked.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    asked[0]?.answer();
    await expect.poll(() => asked.length).toBe(4);
    for (const { answer } of asked) answer();
    expect(await Promise.all(answers)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('lets who waits leave the line at once, and says that nothing was sent', async () => {
    const { asked, send } = startSender(1);
    const first = send({ name: 'a', signal: never });
    const client = new AbortController();
    const second = send({ name: 'b', signal: client.signal });
    const third = send({ name: 'c', signal: never });
    client.abort();
    await expect(second).rejects.toBeInstanceOf(NeverSent);
    await expect(second).rejects.toMatchObject({ details: { upstream: 'sartiq' } });
    asked[0]?.answer();
    await first;
    await expect.poll(() => asked.map(({ name }) => name)).toEqual(['a', 'c']);
    asked[1]?.answer();
    expect(await third).toBe('c');
  });

  it('refuses at once what would wait behind a full line', async () => {
    const { asked, send } = startSender(1, 1);
    const [first, second] = ['a', 'b'].map((name) => send({ name, signal: never }));
    await expect(send({ name: 'c', signal: never })).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      message: 'Sartiq is busy with too many requests of this gateway',
    });
    await expect.poll(() => asked.length).toBe(1);
    asked[0]?.answer();
    await first;
    await expect.poll(() => asked.map(({ name }) => name)).toEqual(['a', 'b']);
    asked[1]?.answer();
    expect(await second).toBe('b');
  });

  it('sends nothing for who has left before', async () => {
    const { asked, send } = startSender(1);
    await expect(send({ name: 'a', signal: AbortSignal.abort() })).rejects.toBeInstanceOf(NeverSent);
    expect(asked).toEqual([]);
  });

  it('tells how many are under way and how many wait, and ends with none', async () => {
    const { asked, told, send } = startSender(1);
    const answers = ['a', 'b'].map((name) => send({ name, signal: never }));
    await expect.poll(() => asked.length).toBe(1);
    expect(told.at(-1)).toEqual({ kind: 'slots', pool: 'requests', running: 1, waiting: 1 });
    asked[0]?.answer();
    await answers[0];
    await expect.poll(() => asked.length).toBe(2);
    asked[1]?.answer();
    await answers[1];
    expect(told.at(-1)).toEqual({ kind: 'slots', pool: 'requests', running: 0, waiting: 0 });
  });

  it('gives the slot of a request that failed to the next', async () => {
    let calls = 0;
    const send = withSlots(
      async (_request: { readonly signal: AbortSignal }) => {
        calls += 1;
        throw new Error('down');
      },
      createSlots({ upstream: 'piktid', pool: 'requests', max: 1, maxWaiting: 1, observe: () => {} }),
    );
    const outcomes = await Promise.allSettled([send({ signal: never }), send({ signal: never })]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(calls).toBe(2);
  });
});

describe('withStreamSlots', () => {
  const slotsOfOne = () =>
    createSlots({ upstream: 'piktid', pool: 'streams', max: 1, maxWaiting: 1, observe: () => {} });

  it('holds a slot for as long as the stream lasts, and lets who waits leave', async () => {
    const closings: (() => void)[] = [];
    const open = withStreamSlots(async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      closings.push(resolve);
      return { ...answerOf(200), body: Readable.from([]), closed: promise, discard: resolve };
    }, slotsOfOne());
    await open(requestOf());
    const client = new AbortController();
    const leaving = open(requestOf({ signal: client.signal }));
    client.abort();
    await expect(leaving).rejects.toBeInstanceOf(NeverSent);
    const next = open(requestOf());
    expect(closings).toHaveLength(1);
    closings[0]?.();
    expect((await next).status).toBe(200);
    expect(closings).toHaveLength(2);
  });

  it('gives the slot back where no stream is opened', async () => {
    const failure = new Error('down');
    const open = withStreamSlots(() => Promise.reject(failure), slotsOfOne());
    await expect(open(requestOf())).rejects.toBe(failure);
    await expect(open(requestOf())).rejects.toBe(failure);
  });
});
