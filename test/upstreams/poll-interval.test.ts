import { describe, expect, it } from 'vitest';
import { type UpstreamErrorCode, UpstreamFailure } from '#src/errors.ts';
import { afterAnswer, afterFailure, movedState, nextInterval } from '#src/upstreams/poll-interval.ts';

const quiet = { unchanged: 0, failed: 0, retryAfterMs: null };

describe('the interval between two reads', () => {
  it.each([
    ['is half a second after something moved', quiet, 0, 500],
    ['is up to a quarter shorter by chance', quiet, 1, 375],
    ['doubles while nothing changes', { ...quiet, unchanged: 1 }, 0, 1_000],
    ['doubles again', { ...quiet, unchanged: 2 }, 0, 2_000],
    ['grows on', { ...quiet, unchanged: 3 }, 0, 4_000],
    ['is never more than five seconds', { ...quiet, unchanged: 4 }, 0, 5_000],
    ['stays there', { ...quiet, unchanged: 4_000 }, 0, 5_000],
    ['keeps its jitter there', { ...quiet, unchanged: 4_000 }, 1, 3_750],
    ['grows with failures too', { ...quiet, failed: 2 }, 0, 2_000],
    ['is the longer of both', { ...quiet, unchanged: 3, failed: 1 }, 0, 4_000],
    ['is at least what the upstream asked for', { ...quiet, failed: 1, retryAfterMs: 7_000 }, 0, 7_000],
    ['is later by chance, never earlier, then', { ...quiet, failed: 1, retryAfterMs: 7_000 }, 1, 7_250],
    ['is not shortened by a small wish', { ...quiet, failed: 4, retryAfterMs: 10 }, 0, 5_000],
  ])('%s', (_what, state, random, expected) => {
    expect(nextInterval(state, random)).toBe(expected);
  });
});

describe('the state after a read', () => {
  it('starts anew when something moved, and forgets failures when nothing did', () => {
    const state = { unchanged: 3, failed: 2, retryAfterMs: 900 };
    expect(afterAnswer(state, true)).toEqual(movedState);
    expect(afterAnswer(state, false)).toEqual({ unchanged: 4, failed: 0, retryAfterMs: null });
  });

  const failure = (code: UpstreamErrorCode, retryAfterMs?: number) =>
    new UpstreamFailure(code, 'sartiq', 'failed', retryAfterMs === undefined ? {} : { retryAfterMs });

  it.each([
    'UPSTREAM_TIMEOUT',
    'UPSTREAM_UNAVAILABLE',
    'UPSTREAM_RATE_LIMITED',
    'UPSTREAM_CONTRACT',
  ] as const)('counts %s, which may pass', (code) => {
    expect(afterFailure(quiet, failure(code))).toEqual({ ...quiet, failed: 1 });
  });

  it.each(['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'UPSTREAM_REJECTED'] as const)(
    'gives up after %s, which does not',
    (code) => {
      expect(afterFailure(quiet, failure(code))).toBeNull();
    },
  );

  it('gives up after what nobody foresaw, after the tenth failure, and when asked to wait for more than a minute', () => {
    expect(afterFailure(quiet, new TypeError('a bug'))).toBeNull();
    expect(afterFailure({ ...quiet, failed: 8 }, failure('UPSTREAM_TIMEOUT'))).toEqual({
      ...quiet,
      failed: 9,
    });
    expect(afterFailure({ ...quiet, failed: 9 }, failure('UPSTREAM_TIMEOUT'))).toBeNull();
    expect(afterFailure(quiet, failure('UPSTREAM_RATE_LIMITED', 60_000))?.retryAfterMs).toBe(60_000);
    expect(afterFailure(quiet, failure('UPSTREAM_RATE_LIMITED', 60_001))).toBeNull();
  });
});
