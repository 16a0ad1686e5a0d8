import { describe, expect, it } from 'vitest';
import type { OperationScope } from '#src/http/exchange.ts';
import type { StreamClient } from '#src/http/stream-client.ts';
import { createJobEvents, restMs } from '#src/upstreams/piktid/job-events.ts';
import { eventually } from '#test/support/eventually.ts';
import { createManualClock } from '#test/support/manual-clock.ts';
import { someOrigin } from '#test/support/origin.ts';

const scopeOf = (caller: string): OperationScope => ({
  ...someOrigin,
  credential: { kind: 'caller', token: caller },
  caller,
  signal: new AbortController().signal,
});

/** Streams that a test writes to by hand. */
function startScene() {
  const clock = createManualClock();
  const streams: { write(text: string): void; end(): void; readonly signal: AbortSignal }[] = [];
  const client: StreamClient = {
    open: async (_path, { signal }) => {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      const writer = writable.getWriter();
      signal.addEventListener('abort', () => void writer.abort(signal.reason).catch(() => {}));
      streams.push({
        write: (text) => void writer.write(new TextEncoder().encode(text)).catch(() => {}),
        end: () => void writer.close(),
        signal,
      });
      return readable;
    },
  };
  const events = createJobEvents(client, clock);
  const listen = (jobId: string, caller = 'giulia') => {
    const calls: string[] = [];
    const listener = {
      jobId,
      onHint: () => void calls.push('hint'),
      onLink: (isUp: boolean) => void calls.push(isUp ? 'up' : 'down'),
    };
    return { calls, stop: events.listen(listener, scopeOf(caller)) };
  };
  return { clock, streams, listen };
}

const message = (data: unknown, event?: string): string =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;

describe('PiktID’s event stream', () => {
  it('hints at the job that an event names, live or from before, and at every job where it names none', async () => {
    const { streams, listen } = startScene();
    const [first, second] = [listen('a'), listen('b')];
    streams[0]?.write(message({ id: 1, name: 'batch_edit', data: { job_id: 'a' } }, 'backfill'));
    await eventually(() => expect(first.calls).toEqual(['down', 'up', 'hint']));
    streams[0]?.write(message({}, 'backfill_complete'));
    streams[0]?.write(':keepalive\n\n');
    streams[0]?.write(message({ id: 2, data: { job_id: 'b' } }));
    await eventually(() => expect(second.calls).toEqual(['down', 'up', 'hint']));
    streams[0]?.write(message({ id: 3, data: { about: 'something new' } }));
    streams[0]?.write('data: no JSON\n\n');
    await eventually(() => expect(second.calls).toEqual(['down', 'up', 'hint', 'hint', 'hint']));
    expect(first.calls).toEqual(['down', 'up', 'hint', 'hint', 'hint']);
    expect(streams).toHaveLength(1);
  });

  it('understands messages in pieces, within a character too', async () => {
    const { streams, listen } = startScene();
    const { calls } = listen('häuser');
    for (const piece of ['da', 'ta: {"data": {"job', '_id": "häu', 'ser"}}\r\n', '\r\n'])
      streams[0]?.write(piece);
    await eventually(() => expect(calls).toEqual(['down', 'up', 'hint']));
  });

  it('counts as up from its first word on, and as down after 45 seconds without any', async () => {
    const { clock, streams, listen } = startScene();
    const { calls } = listen('a');
    await eventually(() => expect(clock.nextDueMs()).toBe(45_000));
    expect(calls).toEqual(['down']);
    streams[0]?.write(':keepalive\n\n');
    await eventually(() => expect(calls).toEqual(['down', 'up']));
    clock.move(44_999);
    streams[0]?.write(':keepalive\n\n');
    await eventually(() => expect(clock.nextDueMs()).toBe(45_000));
    clock.move(45_000);
    await eventually(() => expect(calls).toEqual(['down', 'up', 'down']));
    expect(streams[0]?.signal.aborted).toBe(true);
    await eventually(() => expect(clock.nextDueMs()).toBe(1_000));
    clock.move(1_000);
    await eventually(() => expect(streams).toHaveLength(2));
  });

  it('is opened again when it ends', async () => {
    const { clock, streams, listen } = startScene();
    const { calls } = listen('a');
    streams[0]?.write(':keepalive\n\n');
    await eventually(() => expect(calls).toEqual(['down', 'up']));
    streams[0]?.end();
    await eventually(() => expect(calls).toEqual(['down', 'up', 'down']));
    clock.move(1_000);
    await eventually(() => expect(streams).toHaveLength(2));
  });

  it('is opened later and later where it does not last, and soon again after one that did', async () => {
    const { clock, streams, listen } = startScene();
    const { calls } = listen('a');
    /** Lets the newest stream live for so long; the rest after it. */
    const restAfter = async (livedMs: number): Promise<number | null> => {
      const count = streams.length;
      calls.length = 0;
      for (let leftMs = livedMs; leftMs >= 0; leftMs -= 30_000) {
        await eventually(() => expect(clock.nextDueMs()).toBe(45_000));
        clock.move(Math.min(leftMs, 30_000));
        const dueMs = clock.nextDueMs();
        streams.at(-1)?.write(':keepalive\n\n');
        if (dueMs !== 45_000) await eventually(() => expect(clock.nextDueMs()).toBe(45_000));
      }
      streams.at(-1)?.end();
      await eventually(() => expect(calls.at(-1)).toBe('down'));
      const restMs = await eventually(() => {
        expect(clock.nextDueMs()).not.toBe(45_000);
        return clock.nextDueMs();
      });
      clock.move(restMs ?? 0);
      await eventually(() => expect(streams).toHaveLength(count + 1));
      return restMs;
    };
    const rests = [];
    for (const livedMs of [0, 0, 0, 60_000, 0, 0]) rests.push(await restAfter(livedMs));
    expect(rests).toEqual([1_000, 2_000, 4_000, 1_000, 1_000, 2_000]);
  });

  it('is one for each credential, for as long as somebody listens', async () => {
    const { clock, streams, listen } = startScene();
    const [first, second, other] = [listen('a'), listen('a'), listen('a', 'marco')];
    await eventually(() => expect(streams).toHaveLength(2));
    first.stop();
    other.stop();
    expect(streams.map(({ signal }) => signal.aborted)).toEqual([false, true]);
    second.stop();
    second.stop();
    expect(streams[0]?.signal.aborted).toBe(true);
    await eventually(() => expect(clock.nextDueMs()).toBeNull());
    listen('a');
    await eventually(() => expect(streams).toHaveLength(3));
  });

  it.each([
    [0, 0, 1_000],
    [1, 0, 1_000],
    [2, 0, 2_000],
    [5, 0, 16_000],
    [7, 0, 60_000],
    [500, 0, 60_000],
    [500, 1, 30_000],
  ])('rests after %i useless ones in a row, with the chance %d, for %i ms', (useless, random, expected) => {
    expect(restMs(useless, random)).toBe(expected);
  });
});
