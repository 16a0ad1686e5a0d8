import { describe, expect, it } from 'vitest';
import { withSingleFlight } from '#src/http/single-flight.ts';
import { someOrigin } from '#test/support/origin.ts';
import { answerOf, requestOf, startManualUpstream, startTelling } from './some-request.ts';

function sharing() {
  const upstream = startManualUpstream();
  const telling = startTelling();
  const send = withSingleFlight(upstream.send, {
    upstream: 'piktid',
    now: () => 5_000,
    observe: telling.observe,
  });
  return { ...upstream, ...telling, send };
}

describe('withSingleFlight', () => {
  it('sends one request for identical reads, and gives each its answer', async () => {
    const { send, answer, requests, told } = sharing();
    const all = [1, 2, 3].map(() => send(requestOf()));
    expect(requests).toHaveLength(1);
    answer(answerOf(404));
    expect((await Promise.all(all)).map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(told).toEqual([
      { kind: 'shared', route: '/rows', asker: 'operation' },
      { kind: 'shared', route: '/rows', asker: 'operation' },
    ]);
  });

  it('tells when the answer was asked for, also who joined later', async () => {
    const { send, answer } = sharing();
    const all = [send(requestOf()), send(requestOf())];
    answer();
    expect((await Promise.all(all)).map(({ askedAtMs }) => askedAtMs)).toEqual([5_000, 5_000]);
  });

  it('keeps nothing: the next read is sent', async () => {
    const { send, answer, requests } = sharing();
    const first = send(requestOf());
    answer();
    await first;
    void send(requestOf());
    expect(requests).toHaveLength(2);
  });

  it('shares a failure with all who wait, and with nobody later', async () => {
    const { send, fail, requests } = sharing();
    const all = [1, 2].map(() => send(requestOf()));
    const failure = new Error('down');
    fail(failure);
    for (const sent of all) await expect(sent).rejects.toBe(failure);
    void send(requestOf());
    expect(requests).toHaveLength(2);
  });

  it.each([
    ['path', { path: '/rows/2' }],
    ['query', { query: [['page', '2']] as const }],
    ['accept header', { headers: { accept: 'text/html' } }],
    ['token', { headers: { authorization: 'Bearer other' } }],
    ['caller', { origin: { ...someOrigin, caller: 'y' } }],
    ['state of the upstream', { generation: 'after a change' }],
  ])('sends two requests where the %s differs', (_what, other) => {
    const { send, requests } = sharing();
    void send(requestOf());
    void send(requestOf(other));
    expect(requests).toHaveLength(2);
  });

  it('shares across operations', () => {
    const { send, requests } = sharing();
    void send(requestOf());
    void send(requestOf({ origin: { ...someOrigin, requestId: 'request-2', endsAtMs: 1 } }));
    expect(requests).toHaveLength(1);
  });

  it('leaves reads alone that must be fresh: they join none, and none joins them', () => {
    const { send, requests } = sharing();
    const fresh = { origin: { ...someOrigin, reuse: 'refused' } } as const;
    void send(requestOf());
    void send(requestOf(fresh));
    void send(requestOf(fresh));
    void send(requestOf());
    expect(requests.map(({ origin }) => origin.reuse)).toEqual(['allowed', 'refused', 'refused']);
  });

  it.each(['leader', 'follower'])('is not disturbed when its %s leaves', async (who) => {
    const { send, answer, requests } = sharing();
    const client = new AbortController();
    const leaving = requestOf({ signal: client.signal });
    const [left, stays] =
      who === 'leader' ? [send(leaving), send(requestOf())] : [send(requestOf()), send(leaving)].reverse();
    const reason = new Error('left');
    client.abort(reason);
    await expect(left).rejects.toBe(reason);
    expect(requests[0]?.signal.aborted).toBe(false);
    answer();
    expect((await stays)?.status).toBe(200);
  });

  it('ends at once with the last who leaves, for their reason, and is not joined any more', async () => {
    const { send, requests } = sharing();
    const [first, last] = [new AbortController(), new AbortController()];
    const all = [first, last].map(({ signal }) => send(requestOf({ signal })));
    const outcomes = Promise.allSettled(all);
    first.abort(new Error('first'));
    last.abort(new Error('last'));
    expect(requests[0]?.signal.reason).toEqual(new Error('last'));
    void send(requestOf());
    expect(requests).toHaveLength(2);
    expect((await outcomes).map((outcome) => outcome.status)).toEqual(['rejected', 'rejected']);
  });

  it('sends nothing for who has left before', async () => {
    const { send, requests } = sharing();
    const reason = new Error('left');
    await expect(send(requestOf({ signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    expect(requests).toEqual([]);
  });

  it('does not let a read join one that began before a change was sent, or before it was answered', async () => {
    const { send, answer, requests } = sharing();
    const methods = () => requests.map(({ method }) => method);
    void send(requestOf());
    const change = send(requestOf({ method: 'PATCH' }));
    void send(requestOf());
    expect(methods()).toEqual(['GET', 'PATCH', 'GET']);
    answer();
    answer();
    await change;
    void send(requestOf());
    void send(requestOf());
    expect(methods()).toEqual(['GET', 'PATCH', 'GET', 'GET']);
  });

  it('forgets no later read when one from before a change ends', async () => {
    const { send, answer, requests } = sharing();
    const before = send(requestOf());
    void send(requestOf({ method: 'POST' }));
    void send(requestOf());
    answer();
    await before;
    void send(requestOf());
    expect(requests).toHaveLength(3);
  });
});
