import { describe, expect, it } from 'vitest';
import { createLiveFeeds, type FeedSink } from '#src/upstreams/live-feeds.ts';

/** Feeds of numbers; a subscriber wants those from its interest on. */
function startScene() {
  const feeds = createLiveFeeds<number, number>((state, least) => state >= least);
  const sinks: FeedSink<number, number>[] = [];
  const calls: string[] = [];
  const key = (name: string) => ({
    key: name,
    start: (sink: FeedSink<number, number>) => {
      sinks.push(sink);
      calls.push(`start ${name} ${sink.interests()}`);
      return {
        joined: (interest: number) => void calls.push(`joined ${name} ${interest}`),
        stop: () => void calls.push(`stop ${name}`),
      };
    },
  });
  const watch = (name: string, least = 0, signal = new AbortController().signal) =>
    feeds.subscribe(key(name), least, signal);
  return { feeds, sinks, calls, watch };
}

const over = { done: true, value: undefined };
const is = (value: number) => ({ done: false, value });

describe('a feed', () => {
  it('starts with the first state that is wanted, once for all, and stops with the last who leaves', async () => {
    const { sinks, calls, watch } = startScene();
    const [first, second] = [watch('a'), watch('a')];
    expect(calls).toEqual([]);
    const waiting = [first.next(), second.next()];
    expect(calls).toEqual(['start a 0', 'joined a 0']);
    sinks[0]?.publish(1);
    expect(await Promise.all(waiting)).toEqual([is(1), is(1)]);
    await first.return?.();
    expect(calls).toHaveLength(2);
    await second.return?.();
    expect(calls.slice(2)).toEqual(['stop a']);
  });

  it('keeps what is watched under different keys apart', async () => {
    const { sinks, watch } = startScene();
    const [first, second] = [watch('a'), watch('b')];
    const waiting = [first.next(), second.next()];
    sinks[1]?.publish(2);
    sinks[0]?.publish(1);
    expect(await Promise.all(waiting)).toEqual([is(1), is(2)]);
  });

  it('gives who comes later the latest state at once, and asks for more where that does not serve', async () => {
    const { sinks, calls, watch } = startScene();
    const first = watch('a');
    const state = first.next();
    sinks[0]?.publish(5);
    await state;
    expect(await watch('a', 5).next()).toEqual(is(5));
    expect(calls).toEqual(['start a 0']);
    const picky = watch('a', 6).next();
    expect(calls).toEqual(['start a 0', 'joined a 6']);
    sinks[0]?.publish(4);
    sinks[0]?.publish(7);
    expect(await picky).toEqual(is(7));
  });

  it('gives a slow subscriber the newest state only, and then the end', async () => {
    const { sinks, watch } = startScene();
    const slow = watch('a');
    const state = slow.next();
    sinks[0]?.publish(1);
    await state;
    for (const later of [2, 3, 4]) sinks[0]?.publish(later);
    sinks[0]?.end();
    expect([await slow.next(), await slow.next(), await slow.next()]).toEqual([is(4), over, over]);
  });

  it('fails for all after the newest state, once, and starts anew for who comes then', async () => {
    const { sinks, calls, watch } = startScene();
    const subscribers = [watch('a'), watch('a')];
    const states = subscribers.map((subscriber) => subscriber.next());
    sinks[0]?.publish(1);
    await Promise.all(states);
    sinks[0]?.publish(2);
    sinks[0]?.end(new Error('gone'));
    for (const subscriber of subscribers) {
      expect(await subscriber.next()).toEqual(is(2));
      await expect(subscriber.next()).rejects.toThrow('gone');
      expect(await subscriber.next()).toEqual(over);
      await subscriber.return?.();
    }
    expect(calls).toEqual(['start a 0', 'joined a 0', 'stop a']);
    void watch('a').next();
    expect(calls.slice(3)).toEqual(['start a 0']);
  });

  it('lets go of who waits when its signal is aborted, and of who never began', async () => {
    const { calls, watch } = startScene();
    const client = new AbortController();
    const waiting = watch('a', 0, client.signal).next();
    client.abort();
    expect(await waiting).toEqual(over);
    expect(calls).toEqual(['start a 0', 'stop a']);
    expect(await watch('a', 0, client.signal).next()).toEqual(over);
    await watch('a').return?.();
    expect(calls).toHaveLength(2);
  });

  it('ends everything when it is closed, and what begins later at once', async () => {
    const { feeds, calls, watch } = startScene();
    const waiting = [watch('a').next(), watch('b').next()];
    feeds.close();
    expect(await Promise.all(waiting)).toEqual([over, over]);
    expect(await watch('a').next()).toEqual(over);
    expect(calls).toEqual(['start a 0', 'start b 0', 'stop a', 'stop b']);
  });
});
