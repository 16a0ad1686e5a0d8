/** When a read is sent again. Pure. */

import type { UpstreamResponse } from './exchange.ts';
import { parseRetryAfter } from './status.ts';

/** A read is sent so many times more at most. */
export const maxRetries = 2;

const baseMs = 100;
const longestMs = 2_000;

/** What says that it may be otherwise soon. */
const passing = new Set([408, 429, 500, 502, 503, 504]);

export function isPassing(status: number): boolean {
  return passing.has(status);
}

/**
 * Milliseconds until the next attempt: anything up to a bound that doubles from 100 ms to 2 s, so that what failed
 * together does not come back together; never less than the upstream asked for.
 *
 * @param options.retry 0 for the first repetition
 * @param options.random from 0 up to, but not including, 1
 */
export function retryDelayMs(options: {
  readonly retry: number;
  readonly random: number;
  readonly answer: Pick<UpstreamResponse, 'headers'> | null;
  readonly nowMs: number;
}): number {
  const { retry, random, answer, nowMs } = options;
  const jitterMs = random * Math.min(longestMs, baseMs * 2 ** retry);
  return Math.max(jitterMs, parseRetryAfter(answer?.headers['retry-after'], nowMs) ?? 0);
}
