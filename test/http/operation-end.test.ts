import { describe, expect, it } from 'vitest';
import type { Method, Send } from '#src/http/exchange.ts';
import { NeverSent } from '#src/http/never-sent.ts';
import { withOperationEnd } from '#src/http/operation-end.ts';
import { createTransport } from '#src/http/transport.ts';
import { someOrigin } from '#test/support/origin.ts';
import { answerOf, requestOf } from './some-request.ts';
import { startStubServer } from './stub-server.ts';

const nowMs = 1_000_000;
const ending = (send: Send): Send => withOperationEnd(send, { upstream: 'acusight', now: () => nowMs });
const endsIn = (ms: number) => ({ ...someOrigin, endsAtMs: nowMs + ms });
const untilAborted: Send = ({ signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
const outOfTime = {
  code: 'UPSTREAM_TIMEOUT',
  message: 'Acusight did not answer before the operation ran out of time',
};

describe('withOperationEnd', () => {
  it('gives up when the operation ends, and closes the socket', async () => {
    const closed = Promise.withResolvers<void>();
    await using server = await startStubServer((_request, response) => {
      response.once('close', closed.resolve);
    });
    const to = { upstream: 'acusight', baseUrl: server.url, maxAnswerBytes: 1_000 } as const;
    await using transport = createTransport(to);
    const sent = ending(transport.send)(requestOf({ origin: endsIn(150) }));
    await expect(sent).rejects.toMatchObject({ ...outOfTime, details: { upstream: 'acusight' } });
    await closed.promise;
  });

  it.each<[Method, object]>([
    ['GET', {}],
    ['POST', { mayHaveHappened: true }],
    ['DELETE', { mayHaveHappened: true }],
  ])('says of a %s whether it may have happened', async (method, more) => {
    const sent = ending(untilAborted)(requestOf({ method, origin: endsIn(5) }));
    const failure: unknown = await sent.catch((error: unknown) => error);
    expect(failure).toMatchObject({ ...outOfTime });
    expect(failure).toHaveProperty('details', { upstream: 'acusight', ...more });
  });

  it('knows that a write which was never sent did not happen', async () => {
    const inLine: Send = ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new NeverSent('acusight', 'is busy')));
      });
    const failure = await ending(inLine)(requestOf({ method: 'POST', origin: endsIn(5) })).catch((e) => e);
    expect(failure).toMatchObject(outOfTime);
    expect(failure).toHaveProperty('details', { upstream: 'acusight' });
  });

  it.each([0, -1])('sends nothing when the operation ended %i ms from now', async (ms) => {
    let calls = 0;
    const send: Send = async () => {
      calls += 1;
      return answerOf(200);
    };
    const failure = await ending(send)(requestOf({ method: 'POST', origin: endsIn(ms) })).catch((e) => e);
    expect(failure).toHaveProperty('details', { upstream: 'acusight' });
    expect(calls).toBe(0);
  });

  it("rejects with the client's reason where the client leaves first", async () => {
    const client = new AbortController();
    const sent = ending(untilAborted)(requestOf({ origin: endsIn(600_000), signal: client.signal }));
    const reason = new Error('left');
    client.abort(reason);
    await expect(sent).rejects.toBe(reason);
  });

  it('leaves no timer behind, and sets none where there is no end', async () => {
    const timers = (): number =>
      process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const before = timers();
    let during = 0;
    const send = ending(async () => {
      during = timers();
      return answerOf(200);
    });
    await send(requestOf({ origin: endsIn(600_000) }));
    expect([during, timers()]).toEqual([before + 1, before]);
    await send(requestOf());
    expect(during).toBe(before);
  });
});
