import { describe, expect, it } from 'vitest';
import { UpstreamFailure } from '#src/errors.ts';
import { createBreaker } from '#src/http/breaker.ts';
import { DeadlinePassed } from '#src/http/deadline.ts';
import { NeverSent } from '#src/http/never-sent.ts';
import { createManualClock } from '#test/support/manual-clock.ts';
import { answerOf, requestOf, startManualUpstream, startTelling } from './some-request.ts';

function breaking() {
  const upstream = startManualUpstream();
  const telling = startTelling();
  const clock = createManualClock();
  const breaker = createBreaker({
    upstream: 'sartiq',
    thresholds: { windowMs: 1_000, minRequests: 4, minInARow: 3 },
    openMs: { first: 100, longest: 400 },
    now: clock.now,
    observe: telling.observe,
  });
  const send = breaker.guard(upstream.send);
  const ask = async (outcome: number | Error, signal?: AbortSignal): Promise<unknown> => {
    const sent = send(requestOf(signal ? { signal } : {}));
    if (typeof outcome === 'number') upstream.answer(answerOf(outcome));
    else upstream.fail(outcome);
    return sent.catch((error: unknown) => error);
  };
  const open = async (): Promise<void> => {
    for (let count = 0; count < 4; count += 1) await ask(500);
  };
  const states = () => telling.told.map((event) => event.kind === 'breaker' && event.state);
  return { ...upstream, clock, breaker, send, ask, open, states };
}

const refusal = (retryAfterMs: number) => ({
  code: 'UPSTREAM_UNAVAILABLE',
  message: 'Sartiq is not asked for now after many failures',
  details: { upstream: 'sartiq', retryAfterMs },
});

describe('createBreaker', () => {
  it.each([
    ['500', 500],
    ['504', 504],
    ['a timeout', new DeadlinePassed('sartiq', 'did not answer', 'GET')],
    ['a lost connection', new UpstreamFailure('UPSTREAM_UNAVAILABLE', 'sartiq', 'could not be reached')],
  ])('stops asking after enough of %s', async (_what, outcome) => {
    const { ask, requests, send, states } = breaking();
    for (let count = 0; count < 4; count += 1) await ask(outcome);
    await expect(send(requestOf())).rejects.toBeInstanceOf(NeverSent);
    await expect(send(requestOf())).rejects.toMatchObject(refusal(100));
    expect(requests).toHaveLength(4);
    expect(states()).toEqual(['open']);
  });

  it.each([
    ['404', 404],
    ['429', 429],
    ['401', 401],
  ])('never stops for %s', async (_what, outcome) => {
    const { ask, requests, states } = breaking();
    for (let count = 0; count < 50; count += 1) await ask(outcome);
    expect([requests.length, states()]).toEqual([50, []]);
  });

  it.each([
    ['clients that left', new Error('aborted')],
    ['what was never sent', new NeverSent('sartiq', 'is busy')],
    ['operations that ran out of time', new UpstreamFailure('UPSTREAM_TIMEOUT', 'sartiq', 'ended')],
    ['broken answers', new UpstreamFailure('UPSTREAM_CONTRACT', 'sartiq', 'is odd')],
  ])('counts nothing for %s, neither good nor bad', async (_what, outcome) => {
    const { ask, open, states } = breaking();
    for (let count = 0; count < 50; count += 1) expect(await ask(outcome)).toBe(outcome);
    expect(states()).toEqual([]);
    await open();
    expect(states()).toEqual(['open']);
  });

  it('hands answers and failures on as they are', async () => {
    const { ask } = breaking();
    expect(await ask(200)).toEqual(answerOf(200));
    expect(await ask(503)).toEqual(answerOf(503));
  });

  it('says when it will ask again, and asks then with one request at a time', async () => {
    const { open, clock, send, answer, requests, states } = breaking();
    await open();
    clock.move(60);
    await expect(send(requestOf())).rejects.toMatchObject(refusal(40));
    clock.move(40);
    const probe = send(requestOf());
    await expect(send(requestOf())).rejects.toMatchObject(refusal(100));
    expect(requests).toHaveLength(5);
    for (let count = 0; count < 5; count += 1) answer();
    expect((await probe).status).toBe(200);
    expect(states()).toEqual(['open', 'half-open', 'closed']);
    const [one, other] = [send(requestOf()), send(requestOf())];
    answer();
    answer();
    expect((await Promise.all([one, other])).map(({ status }) => status)).toEqual([200, 200]);
  });

  it('waits twice as long after every probe that fails, up to a longest time, and begins anew after a success', async () => {
    const { open, ask, clock, send } = breaking();
    await open();
    for (const nextMs of [200, 400, 400]) {
      clock.move(400);
      await ask(500);
      await expect(send(requestOf())).rejects.toMatchObject(refusal(nextMs));
    }
    clock.move(400);
    await ask(200);
    await open();
    await expect(send(requestOf())).rejects.toMatchObject(refusal(100));
  });

  it('asks with the next request where the client of a probe leaves', async () => {
    const { open, clock, ask, send, states } = breaking();
    await open();
    clock.move(100);
    const reason = new Error('left');
    expect(await ask(reason)).toBe(reason);
    expect(states().at(-1)).toBe('open');
    expect(await ask(500)).toEqual(answerOf(500));
    await expect(send(requestOf())).rejects.toMatchObject(refusal(200));
  });

  it('does not take what was sent before it opened for what a probe says', async () => {
    const { clock, send, answer, states } = breaking();
    const [late, ...others] = [send(requestOf()), ...[1, 2, 3, 4].map(() => send(requestOf()))].reverse();
    for (let count = 0; count < 4; count += 1) answer(answerOf(500));
    await Promise.all(others);
    clock.move(100);
    const probe = send(requestOf());
    answer(answerOf(500));
    await late;
    expect(states()).toEqual(['open', 'half-open']);
    answer(answerOf(200));
    await probe;
    expect(states()).toEqual(['open', 'half-open', 'closed']);
  });

  it('is one for all ways of asking', async () => {
    const { open, breaker } = breaking();
    await open();
    const stream = breaker.guard(async (_request: { readonly signal: AbortSignal }) => answerOf(200));
    await expect(stream(requestOf())).rejects.toMatchObject(refusal(100));
  });
});
