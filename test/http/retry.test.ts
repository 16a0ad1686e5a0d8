import { describe, expect, it } from 'vitest';
import { UpstreamFailure } from '#src/errors.ts';
import { DeadlinePassed } from '#src/http/deadline.ts';
import { NeverSent } from '#src/http/never-sent.ts';
import { withRetry } from '#src/http/retry.ts';
import { retryDelayMs } from '#src/http/retry-timing.ts';
import { createTransport } from '#src/http/transport.ts';
import { eventually } from '#test/support/eventually.ts';
import { createManualClock } from '#test/support/manual-clock.ts';
import { someOrigin } from '#test/support/origin.ts';
import { answerOf, requestOf, startManualUpstream, startTelling } from './some-request.ts';
import { startStubServer } from './stub-server.ts';

function retrying(random = 0) {
  const upstream = startManualUpstream();
  const clock = createManualClock(random);
  const telling = startTelling();
  const send = withRetry(upstream.send, { upstream: 'piktid', clock, observe: telling.observe });
  const asked = (count: number) => eventually(() => expect(upstream.requests).toHaveLength(count));
  return { ...upstream, ...telling, clock, send, asked };
}

const endsIn = (ms: number, now: number) => ({ ...someOrigin, endsAtMs: now + ms });
const unreachable = new UpstreamFailure('UPSTREAM_UNAVAILABLE', 'piktid', 'could not be reached');

describe('retryDelayMs', () => {
  const delay = (retry: number, random: number, headers = {}) =>
    retryDelayMs({ retry, random, answer: answerOf(503, headers), nowMs: 0 });

  it('is anything up to a bound that doubles and does not grow for ever', () => {
    expect([delay(0, 0), delay(0, 1), delay(1, 1), delay(2, 1), delay(9, 1)]).toEqual([
      0, 100, 200, 400, 2_000,
    ]);
    expect(delay(1, 0.5)).toBe(100);
  });

  it('is never less than the upstream asked for', () => {
    expect(delay(0, 1, { 'retry-after': '3' })).toBe(3_000);
    expect(delay(4, 1, { 'retry-after': '1' })).toBe(1_600);
  });
});

describe('withRetry', () => {
  it.each([408, 429, 500, 502, 503, 504])('sends a read again at most twice after %i', async (status) => {
    const { send, answer, asked, requests } = retrying();
    const sent = send(requestOf());
    for (const count of [1, 2, 3]) {
      await asked(count);
      answer(answerOf(status));
    }
    expect((await sent).status).toBe(status);
    expect(requests).toHaveLength(3);
  });

  it.each([200, 204, 304, 400, 401, 403, 404, 409, 422, 501])('takes %i as it is', async (status) => {
    const { send, answer, requests } = retrying();
    const sent = send(requestOf());
    answer(answerOf(status));
    expect((await sent).status).toBe(status);
    expect(requests).toHaveLength(1);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('never sends a %s again', async (method) => {
    const { send, answer, fail, requests } = retrying();
    const [first, second] = [send(requestOf({ method })), send(requestOf({ method }))];
    answer(answerOf(503));
    fail(unreachable);
    expect((await first).status).toBe(503);
    await expect(second).rejects.toBe(unreachable);
    expect(requests).toHaveLength(2);
  });

  it('sends again after a lost connection, and answers with what comes then', async () => {
    const { send, answer, fail, asked } = retrying();
    const sent = send(requestOf());
    fail(unreachable);
    await asked(2);
    answer(answerOf(200));
    expect((await sent).status).toBe(200);
  });

  it.each([
    ['was never sent', new NeverSent('piktid', 'is busy')],
    ['had its whole time', new DeadlinePassed('piktid', 'did not answer', 'GET')],
    ['came back broken', new UpstreamFailure('UPSTREAM_CONTRACT', 'piktid', 'answered too much')],
    ['nobody foresaw', new Error('other')],
  ])('does not send again what %s', async (_what, failure) => {
    const { send, fail, requests } = retrying();
    const sent = send(requestOf());
    fail(failure);
    await expect(sent).rejects.toBe(failure);
    expect(requests).toHaveLength(1);
  });

  it('waits before it sends again, longer the second time', async () => {
    const { send, answer, asked, clock, told, requests } = retrying(0.5);
    const sent = send(requestOf());
    answer(answerOf(500));
    await eventually(() => expect(clock.nextDueMs()).toBe(50));
    clock.move(49);
    expect(requests).toHaveLength(1);
    clock.move(1);
    await asked(2);
    answer(answerOf(500));
    await eventually(() => expect(clock.nextDueMs()).toBe(100));
    clock.move(100);
    await asked(3);
    answer(answerOf(200));
    expect((await sent).status).toBe(200);
    expect(told).toEqual([
      { kind: 'retried', route: '/rows', delayMs: 50 },
      { kind: 'retried', route: '/rows', delayMs: 100 },
    ]);
  });

  it('waits as long as the upstream asks, where there is time', async () => {
    const { send, answer, asked, clock } = retrying();
    const sent = send(requestOf({ origin: endsIn(4_001, clock.now()) }));
    answer(answerOf(503, { 'retry-after': '4' }));
    await eventually(() => expect(clock.nextDueMs()).toBe(4_000));
    clock.move(4_000);
    await asked(2);
    answer(answerOf(200));
    expect((await sent).status).toBe(200);
  });

  it('gives up at once where there is no time to wait so long, with the answer', async () => {
    const { send, answer, clock, requests } = retrying();
    const sent = send(requestOf({ origin: endsIn(4_000, clock.now()) }));
    answer(answerOf(503, { 'retry-after': '4' }));
    expect(await sent).toEqual(answerOf(503, { 'retry-after': '4' }));
    expect(requests).toHaveLength(1);
    expect(clock.nextDueMs()).toBeNull();
  });

  it('stops waiting when the client leaves, and sends nothing more', async () => {
    const { send, answer, clock, requests } = retrying(0.5);
    const client = new AbortController();
    const sent = send(requestOf({ signal: client.signal }));
    answer(answerOf(500));
    await eventually(() => expect(clock.nextDueMs()).toBe(50));
    const reason = new Error('left');
    client.abort(reason);
    await expect(sent).rejects.toBe(reason);
    expect([requests.length, clock.nextDueMs()]).toEqual([1, null]);
  });

  it('does not multiply the load of an upstream that fails: a reserve of ten, and a tenth of the traffic', async () => {
    await using server = await startStubServer((_request, response) => response.writeHead(500).end());
    await using transport = createTransport({
      upstream: 'piktid',
      baseUrl: server.url,
      maxAnswerBytes: 1_000,
    });
    const { told, observe } = startTelling();
    const clock = createManualClock();
    const send = withRetry(transport.send, { upstream: 'piktid', clock, observe });
    for (let count = 0; count < 100; count += 1) expect((await send(requestOf())).status).toBe(500);
    expect(server.requests).toHaveLength(100 + 10 + 10);
    expect(told.filter(({ kind }) => kind === 'retried')).toHaveLength(20);
    expect(told.at(-1)).toEqual({ kind: 'retry-refused', route: '/rows' });
    clock.move(2_000);
    await send(requestOf());
    expect(server.requests).toHaveLength(120 + 3);
  });
});
