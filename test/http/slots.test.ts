import { describe, expect, it } from 'vitest';
import { NeverSent, withSlots } from '#src/http/slots.ts';

interface Asked {
  readonly name: string;
  readonly answer: () => void;
}

/** A sender that notes what reaches it and answers when told to. */
function startSender(max: number) {
  const asked: Asked[] = [];
  const send = withSlots(
    ({ name }: { readonly name: string; readonly signal: AbortSignal }) => {
      const { promise, resolve } = Promise.withResolvers<string>();
      asked.push({ name, answer: () => resolve(name) });
      return promise;
    },
    { max, upstream: 'sartiq' },
  );
  return { asked, send };
}

const never = new AbortController().signal;

describe('withSlots', () => {
  it('lets only so many requests be under way, and the others in their order', async () => {
    const { asked, send } = startSender(2);
    const answers = ['a', 'b', 'c', 'd'].map((name) => send({ name, signal: never }));
    await Promise.resolve();
    expect(asked.map(({ name }) => name)).toEqual(['a', 'b']);
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

  it('gives the slot of a request that failed to the next', async () => {
    let calls = 0;
    const send = withSlots(
      async (_request: { readonly signal: AbortSignal }) => {
        calls += 1;
        throw new Error('down');
      },
      { max: 1, upstream: 'piktid' },
    );
    const outcomes = await Promise.allSettled([send({ signal: never }), send({ signal: never })]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(calls).toBe(2);
  });
});
