import { describe, expect, it } from 'vitest';
import { UpstreamFailure } from '#src/errors.ts';
import { BodyFailure } from '#src/http/body-failure.ts';
import { NeverSent } from '#src/http/never-sent.ts';
import { tellRefusals, tellWire } from '#src/http/tell.ts';
import { createManualClock } from '#test/support/manual-clock.ts';
import { requestOf, startManualUpstream, startTelling } from './some-request.ts';

function telling(policy: typeof tellWire) {
  const upstream = startManualUpstream();
  const clock = createManualClock();
  const { told, observe } = startTelling();
  const send = policy(upstream.send, { upstream: 'piktid', now: clock.now, observe });
  return { ...upstream, clock, told, send };
}

const names = { method: 'GET', route: '/rows', requestId: 'request-1' };

describe('tellWire', () => {
  it('tells of an answer: its status, its time and its bytes', async () => {
    const { send, answer, clock, told } = telling(tellWire);
    const sent = send(requestOf());
    clock.move(7);
    answer({ status: 404, headers: {}, body: 'né' });
    await sent;
    expect(told).toEqual([{ kind: 'answered', ...names, status: 404, durationMs: 7, bytes: 3 }]);
  });

  it.each([
    ['UPSTREAM_UNAVAILABLE', new UpstreamFailure('UPSTREAM_UNAVAILABLE', 'piktid', 'is lost')],
    ['ABORTED', new Error('the client left')],
    ['ABORTED', new BodyFailure('broken', 'The file broke off')],
  ])('tells of a failure as %s', async (code, failure) => {
    const { send, fail, told } = telling(tellWire);
    const sent = send(requestOf());
    fail(failure);
    await expect(sent).rejects.toBe(failure);
    expect(told).toEqual([{ kind: 'failed', ...names, code, sent: true, durationMs: 0 }]);
  });
});

describe('tellRefusals', () => {
  it('tells of what was not sent, and of nothing else', async () => {
    const { send, fail, told } = telling(tellRefusals);
    const [refused, lost] = [send(requestOf()), send(requestOf())];
    fail(new NeverSent('piktid', 'is busy'));
    fail(new UpstreamFailure('UPSTREAM_UNAVAILABLE', 'piktid', 'is lost'));
    await Promise.allSettled([refused, lost]);
    expect(told).toEqual([
      { kind: 'failed', ...names, code: 'UPSTREAM_UNAVAILABLE', sent: false, durationMs: 0 },
    ]);
  });

  it('does not blame the upstream where a client left the line', async () => {
    const { observe, told } = startTelling();
    const client = new AbortController();
    const send = tellRefusals(() => Promise.reject(new NeverSent('piktid', 'is busy')), {
      upstream: 'piktid',
      now: Date.now,
      observe,
    });
    client.abort();
    await expect(send(requestOf({ signal: client.signal }))).rejects.toBeInstanceOf(NeverSent);
    expect(told).toMatchObject([{ code: 'ABORTED', sent: false }]);
  });
});
