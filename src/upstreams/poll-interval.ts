/** When to look again at something that moves by itself. Pure. */

import { UpstreamFailure } from '#src/errors.ts';

/** How looking went so far. */
export interface PollState {
  /** Reads in a row that showed nothing new. */
  readonly unchanged: number;
  /** Reads in a row that failed. */
  readonly failed: number;
  /** Milliseconds that the upstream asked to be left alone for, counted from its last answer. */
  readonly retryAfterMs: number | null;
}

/** Before the first read, and after one that showed something new. */
export const movedState: PollState = { unchanged: 0, failed: 0, retryAfterMs: null };

const shortestMs = 500;
const longestMs = 5_000;
/** The share of an interval that chance decides, so that what started together does not stay together. */
const jitter = 0.25;

/**
 * Milliseconds until the next read: half a second after something moved, then twice as long each time up to five
 * seconds. Up to a quarter less by chance; never less than the upstream asked for.
 *
 * @param random from 0 up to, but not including, 1
 */
export function nextInterval({ unchanged, failed, retryAfterMs }: PollState, random: number): number {
  const intervalMs = Math.min(longestMs, shortestMs * 2 ** Math.max(unchanged, failed));
  if (retryAfterMs === null) return intervalMs * (1 - jitter * random);
  return Math.max(retryAfterMs, intervalMs) + intervalMs * jitter * random;
}

/** The state after a read that answered. */
export function afterAnswer({ unchanged }: PollState, hasMoved: boolean): PollState {
  return hasMoved ? movedState : { ...movedState, unchanged: unchanged + 1 };
}

/** Reads in a row that may fail: about half a minute, apart from the time that they take. */
const maxFailures = 10;
/** Whoever is asked to wait longer than this is told so instead. */
const longestRetryAfterMs = 60_000;

const passing = new Set([
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_RATE_LIMITED',
  'UPSTREAM_CONTRACT',
]);

/** The state after a read that failed; null where looking again is of no use. */
export function afterFailure(state: PollState, failure: unknown): PollState | null {
  if (!(failure instanceof UpstreamFailure) || !passing.has(failure.code)) return null;
  const asked = failure.details['retryAfterMs'];
  const retryAfterMs = typeof asked === 'number' ? asked : null;
  const failed = state.failed + 1;
  if (failed >= maxFailures || (retryAfterMs ?? 0) > longestRetryAfterMs) return null;
  return { ...state, failed, retryAfterMs };
}
