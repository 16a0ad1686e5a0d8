import { describe, expect, it } from 'vitest';
import { UpstreamFailure } from '#src/errors.ts';
import type { CacheStore } from '#src/http/cache-store.ts';
import type { Send, UpstreamRequest, UpstreamResponse } from '#src/http/exchange.ts';
import { createMemoryCacheStore } from '#src/http/memory-cache-store.ts';
import { eventually } from '#test/support/eventually.ts';
import { createManualClock } from '#test/support/manual-clock.ts';
import {
  cacheOver,
  countingUpstream,
  freshMs,
  jsonAnswer,
  type RequestParts,
  requestOf,
  staleMs,
} from './cache-kit.ts';

type Respond = Parameters<typeof countingUpstream>[0];

function startCache(respond?: Respond) {
  const clock = createManualClock();
  const store = createMemoryCacheStore({ maxBytes: 1024 ** 2 });
  const upstream = countingUpstream(respond);
  const cache = cacheOver(upstream.send, { store, clock });
  const read = async (parts?: RequestParts): Promise<unknown> =>
    JSON.parse((await cache.send(requestOf(parts))).body);
  return { ...cache, clock, store, requests: upstream.requests, read };
}

/** Until everything that runs behind the scenes has had its turn. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('withCache', () => {
  it('answers an equal read without asking, as long as the answer is new', async () => {
    const { read, clock, requests, uses } = startCache();
    expect(await read()).toEqual({ n: 1 });
    clock.move(freshMs - 1);
    expect(await read()).toEqual({ n: 1 });
    expect(requests).toHaveLength(1);
    expect(uses).toEqual(['miss', 'hit']);
  });

  it('gives out an older answer at once, and renews it once behind the scenes', async () => {
    const { read, clock, requests, uses } = startCache();
    await read();
    clock.move(freshMs);
    expect(await Promise.all([read(), read(), read()])).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }]);
    await settled();
    expect(requests).toHaveLength(2);
    expect(await read()).toEqual({ n: 2 });
    expect(uses).toEqual(['miss', 'stale', 'stale', 'stale', 'hit']);
  });

  it('asks again for an answer that is too old', async () => {
    const { read, clock, uses } = startCache();
    await read();
    clock.move(freshMs + staleMs);
    expect(await read()).toEqual({ n: 2 });
    expect(uses).toEqual(['miss', 'miss']);
  });

  it('counts the age from the question, not from the answer', async () => {
    const { read, clock, requests } = startCache((n) => {
      if (n === 1) clock.move(freshMs + staleMs);
      return jsonAnswer({ n });
    });
    await read();
    expect(await read()).toEqual({ n: 2 });
    expect(requests).toHaveLength(2);
  });

  it.each<[string, RequestParts]>([
    ['caller', { caller: 'another' }],
    ['path', { path: '/others' }],
    ['parameter', { query: [['a', '1']] }],
  ])('never answers with what another %s was asked for', async (_what, parts) => {
    const { read, requests } = startCache();
    await read();
    expect(await read(parts)).toEqual({ n: 2 });
    expect(requests).toHaveLength(2);
  });

  it('tells parameters in another order apart', async () => {
    const { read, requests } = startCache();
    const [a, b] = [['a', '1'] as const, ['b', '2'] as const];
    await read({ query: [a, b] });
    await read({ query: [b, a] });
    await read({ query: [['a', '1&b=2']] });
    expect(requests).toHaveLength(3);
  });

  it('asks for who wants no kept answer, and keeps what comes for the others', async () => {
    const { read, uses } = startCache();
    await read();
    expect(await read({ reuse: 'refused' })).toEqual({ n: 2 });
    expect(await read()).toEqual({ n: 2 });
    expect(uses).toEqual(['miss', 'bypassed', 'hit']);
  });

  it('leaves routes alone that have no rule', async () => {
    const { read, requests, uses } = startCache();
    await read({ path: '/unknown' });
    await read({ path: '/unknown' });
    expect(requests).toHaveLength(2);
    expect(uses).toEqual([]);
  });

  it.each<[string, UpstreamResponse]>([
    ['a failure', jsonAnswer({}, {}, 503)],
    ['an absence', jsonAnswer({}, {}, 404)],
    ['another success than 200', jsonAnswer({}, {}, 206)],
    ['what is not JSON by its type', { status: 200, headers: { 'content-type': 'text/html' }, body: '{}' }],
    ['what has no type', { status: 200, headers: {}, body: '{}' }],
    ['what is not JSON by its text', { ...jsonAnswer({}), body: '{"unfinished": [1,' }],
    ['a failure in disguise', jsonAnswer({ failure: true })],
    ['what must not be stored', jsonAnswer({}, { 'cache-control': 'private, No-Store' })],
    ['what is over at once', jsonAnswer({}, { 'cache-control': 'max-age=0' })],
    ['what must be confirmed, but has no name', jsonAnswer({}, { 'cache-control': 'no-cache' })],
  ])('does not keep %s', async (_what, answer) => {
    const { send, requests } = startCache(() => answer);
    expect(await send(requestOf())).toEqual(answer);
    expect(await send(requestOf())).toEqual(answer);
    expect(requests).toHaveLength(2);
  });

  it("lets the upstream's own shorter time win, and not its longer one", async () => {
    for (const [control, goneAfterMs] of [
      ['max-age=1', 1_000],
      ['private, max-age="3"', 3_000],
      ['s-maxage=0, max-age=3600', freshMs + staleMs],
    ] as const) {
      const { read, clock, requests } = startCache((n) => jsonAnswer({ n }, { 'cache-control': control }));
      await read();
      clock.move(goneAfterMs - 1);
      expect(await read()).toEqual({ n: 1 });
      await settled();
      const before = requests.length;
      clock.move(freshMs + staleMs);
      await read();
      expect(requests.length).toBe(before + 1);
    }
  });

  it('never lets the failure of a renewal become an answer', async () => {
    const failure = new UpstreamFailure('UPSTREAM_UNAVAILABLE', 'piktid', 'could not be reached');
    const failures = [() => Promise.reject(failure), () => jsonAnswer({}, {}, 503)];
    for (const fail of failures) {
      const { read, clock, requests } = startCache((n) => (n === 2 ? fail() : jsonAnswer({ n })));
      await read();
      clock.move(freshMs);
      expect(await read()).toEqual({ n: 1 });
      await settled();
      expect(await read()).toEqual({ n: 1 });
      await settled();
      expect(await read()).toEqual({ n: 3 });
      expect(requests).toHaveLength(3);
    }
  });

  it.each([401, 403, 404])('drops what the upstream no longer gives (%i)', async (status) => {
    const { send, read, clock } = startCache((n) =>
      n === 2 ? jsonAnswer({}, {}, status) : jsonAnswer({ n }),
    );
    await read();
    clock.move(freshMs);
    await read();
    await settled();
    expect((await send(requestOf())).body).toBe('{"n":3}');
  });

  it('renews with an end of its own: neither the reader nor the operation ends it, the gateway does', async () => {
    const clock = createManualClock();
    const store = createMemoryCacheStore({ maxBytes: 1024 ** 2 });
    const upstream = countingUpstream((n) => (n === 1 ? jsonAnswer({ n }) : new Promise(() => {})));
    const ended = new AbortController();
    const { send } = cacheOver(upstream.send, { store, clock, ended: ended.signal });
    await send(requestOf());
    clock.move(freshMs);
    const reader = new AbortController();
    await send(requestOf({ signal: reader.signal, endsAtMs: clock.now() + 1 }));
    reader.abort();
    const renewal = await eventually(() => upstream.requests[1] as UpstreamRequest);
    expect(renewal.signal.aborted).toBe(false);
    expect(renewal.origin.endsAtMs).toBe(Number.POSITIVE_INFINITY);
    ended.abort();
    expect(renewal.signal.aborted).toBe(true);
  });
});

describe('withCache, with names for bodies (ETag)', () => {
  const etag = '"v1"';
  const confirming: Respond = (n, request) =>
    request.headers['if-none-match'] === etag
      ? { status: 304, headers: {}, body: '' }
      : jsonAnswer({ n }, { etag });

  it('asks for no more than a confirmation of what is too old, and answers what is kept', async () => {
    const { send, clock, requests, uses } = startCache(confirming);
    await send(requestOf());
    clock.move(freshMs + staleMs);
    const [first, second] = await Promise.all([send(requestOf()), send(requestOf())]);
    expect(first).toMatchObject({ status: 200, body: '{"n":1}' });
    expect(second).toEqual(first);
    expect(requests.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, etag]);
    clock.move(freshMs - 1);
    await send(requestOf());
    expect(uses).toEqual(['miss', 'revalidated', 'revalidated', 'hit']);
  });

  it('confirms behind the scenes too', async () => {
    const { send, clock, requests, uses } = startCache(confirming);
    await send(requestOf());
    clock.move(freshMs);
    await send(requestOf());
    await settled();
    await send(requestOf());
    expect(requests).toHaveLength(2);
    expect(uses).toEqual(['miss', 'stale', 'hit']);
  });

  it('answers a new body where the kept one does not hold', async () => {
    const { read, clock, uses } = startCache((n) => jsonAnswer({ n }, { etag: `"v${n}"` }));
    await read();
    clock.move(freshMs + staleMs);
    expect(await read()).toEqual({ n: 2 });
    expect(uses).toEqual(['miss', 'miss']);
  });

  it('does not let a body be confirmed for longer than the links in it live', async () => {
    const { read, clock, requests } = startCache(confirming);
    await read();
    for (let passedMs = 0; passedMs < 15 * 60_000; passedMs += freshMs + staleMs) {
      clock.move(freshMs + staleMs);
      await read();
    }
    const bodies = requests.filter(({ headers }) => headers['if-none-match'] === undefined);
    // The first one, and one in every five minutes.
    expect(bodies).toHaveLength(4);
  });

  it('never shares a confirmation underneath with who has nothing to confirm', async () => {
    const { send, clock, requests } = startCache(confirming);
    await send(requestOf());
    clock.move(freshMs + staleMs);
    await send(requestOf());
    expect(requests.map(({ origin }) => origin.reuse)).toEqual(['allowed', 'refused']);
  });

  it('waits for a confirmation no longer than the reader does', async () => {
    const { send, clock } = startCache((n) =>
      n === 1 ? jsonAnswer({ n }, { etag }) : new Promise(() => {}),
    );
    await send(requestOf());
    clock.move(freshMs + staleMs);
    const reader = new AbortController();
    const reason = new Error('the reader left');
    const answer = send(requestOf({ signal: reader.signal }));
    reader.abort(reason);
    await expect(answer).rejects.toBe(reason);
  });

  it('asks without a name that is none', async () => {
    const { send, clock, requests } = startCache((n) => jsonAnswer({ n }, { etag: 'v1\r\nx: y' }));
    await send(requestOf());
    clock.move(freshMs + staleMs);
    await send(requestOf());
    expect(requests[1]?.headers['if-none-match']).toBeUndefined();
  });
});

describe('withCache, around changes', () => {
  const put = (): UpstreamRequest => requestOf({ method: 'PUT', caller: 'another' });

  it('drops what a change touched, for every caller, and nothing else', async () => {
    const { send, read, requests } = startCache();
    await read();
    await read({ path: '/others' });
    await send(put());
    expect(await read()).toEqual({ n: 4 });
    expect(await read({ path: '/others' })).toEqual({ n: 2 });
    expect(requests).toHaveLength(4);
  });

  it('drops it where the change failed too: it may have happened', async () => {
    const failure = new UpstreamFailure('UPSTREAM_TIMEOUT', 'piktid', 'did not answer within 1 ms');
    const { send, read } = startCache((n, { method }) =>
      method === 'PUT' ? Promise.reject(failure) : jsonAnswer({ n }),
    );
    await read();
    await expect(send(put())).rejects.toBe(failure);
    expect(await read()).toEqual({ n: 3 });
  });

  it.each(['before the change', 'during the change'])('does not keep what was asked for %s', async (when) => {
    const answers: PromiseWithResolvers<UpstreamResponse>[] = [];
    const { send, read } = startCache((_n) => {
      const answer = Promise.withResolvers<UpstreamResponse>();
      answers.push(answer);
      return answer.promise;
    });
    const arrived = (count: number) => eventually(() => expect(answers).toHaveLength(count));
    const [reading, changing] = [() => read(), () => send(put())];
    const [first, second] = when === 'before the change' ? [reading, changing] : [changing, reading];
    const started = [first()];
    await arrived(1);
    started.push(second());
    await arrived(2);
    const [old, change] = when === 'before the change' ? answers : answers.toReversed();
    old?.resolve(jsonAnswer({ old: true }));
    change?.resolve(jsonAnswer({}));
    await Promise.all(started);
    const after = read();
    await arrived(3);
    answers[2]?.resolve(jsonAnswer({ old: false }));
    expect(await after).toEqual({ old: false });
  });

  it('gives out nothing kept while a change is under way', async () => {
    const { send, read, requests } = startCache((n, { method }) =>
      method === 'PUT' ? new Promise(() => {}) : jsonAnswer({ n }),
    );
    await read();
    void send(put());
    await eventually(() => expect(requests).toHaveLength(2));
    expect(await read()).toEqual({ n: 3 });
  });

  it.each(['this', 'another'])(
    'does not let a read wait underneath for one that began before a change through %s gateway',
    async (gateway) => {
      const held = Promise.withResolvers<UpstreamResponse>();
      const { send, requests, store, clock } = startCache((n) => (n <= 2 ? held.promise : jsonAnswer({ n })));
      const another = cacheOver(countingUpstream().send, { store, clock });
      const before = [send(requestOf()), send(requestOf())];
      await eventually(() => expect(requests).toHaveLength(2));
      await (gateway === 'this' ? send : another.send)(put());
      await send(requestOf());
      held.resolve(jsonAnswer({ n: 1 }));
      await Promise.all(before);
      const reads = requests.filter(({ method }) => method === 'GET');
      const [first, second, after] = reads.map(({ generation }) => generation);
      // Single flight tells reads apart by it.
      expect([first === second, first === after]).toEqual([true, false]);
    },
  );
});

describe('withCache, over a store that fails', () => {
  const failing: CacheStore = {
    read: () => Promise.reject(new Error('away')),
    write: () => Promise.reject(new Error('away')),
    drop: () => Promise.reject(new Error('away')),
    raise: () => Promise.reject(new Error('away')),
  };

  it('asks the upstream as if there were none, for reads and changes', async () => {
    const upstream = countingUpstream();
    const { send, uses } = cacheOver(upstream.send, { store: failing, clock: createManualClock() });
    for (const method of ['GET', 'PUT', 'GET'] as const) {
      expect((await send(requestOf({ method }))).status).toBe(200);
    }
    expect(upstream.requests).toHaveLength(3);
    expect(uses).toEqual(['failed', 'failed']);
  });

  it('does not care whether what comes can be kept', async () => {
    const store = { ...createMemoryCacheStore({ maxBytes: 1024 }), write: failing.write, drop: failing.drop };
    const upstream = countingUpstream((n) => jsonAnswer({ n }, {}, n === 1 ? 200 : 404));
    const { send } = cacheOver(upstream.send, { store, clock: createManualClock() });
    await send(requestOf());
    expect((await send(requestOf())).status).toBe(404);
  });
});

describe('createMemoryCacheStore', () => {
  const bodyOf = async (send: Send, id: string): Promise<UpstreamResponse> =>
    send(requestOf({ query: [['id', id]] }));

  it('keeps what fits, the last read for longest', async () => {
    const text = 'x'.repeat(10_000);
    const upstream = countingUpstream((n) => jsonAnswer({ n, text }));
    const store = createMemoryCacheStore({ maxBytes: 70_000 });
    const { send } = cacheOver(upstream.send, { store, clock: createManualClock() });
    await bodyOf(send, 'a');
    for (const id of ['b', 'c', 'd', 'e']) {
      await bodyOf(send, id);
      await bodyOf(send, 'a');
    }
    expect(upstream.requests).toHaveLength(5);
    await bodyOf(send, 'b');
    expect(upstream.requests).toHaveLength(6);
  });

  it('counts two bytes for a letter, so that 30,000 letters are too much for 60,000 bytes', async () => {
    const text = 'x'.repeat(30_000);
    const upstream = countingUpstream((n) => jsonAnswer({ n, text }));
    const store = createMemoryCacheStore({ maxBytes: 60_000 });
    const { send } = cacheOver(upstream.send, { store, clock: createManualClock() });
    await bodyOf(send, 'a');
    await bodyOf(send, 'a');
    expect(upstream.requests).toHaveLength(2);
  });
});
