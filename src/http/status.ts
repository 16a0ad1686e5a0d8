/** Says what an upstream's status means. The same for every upstream; bodies are never looked at. */

import { type UpstreamErrorCode, UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import type { UpstreamResponse } from './exchange.ts';

/** The code of the failure that a status stands for, or null where it is none: a success, or that nothing changed. */
export function failureCodeOf(status: number): UpstreamErrorCode | null {
  if ((status >= 200 && status < 300) || status === 304) return null;
  if (status >= 500) return status === 504 ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_UNAVAILABLE';
  return codes.get(status) ?? 'UPSTREAM_REJECTED';
}

const codes: ReadonlyMap<number, UpstreamErrorCode> = new Map([
  [401, 'UNAUTHENTICATED'],
  [403, 'FORBIDDEN'],
  [404, 'NOT_FOUND'],
  [408, 'UPSTREAM_TIMEOUT'],
  [429, 'UPSTREAM_RATE_LIMITED'],
]);

/** What completes the sentence that starts with the upstream's name. */
const words: Readonly<Record<UpstreamErrorCode, string>> = {
  UNAUTHENTICATED: 'did not accept the token',
  FORBIDDEN: 'does not allow this to the caller',
  NOT_FOUND: 'has no such object',
  UPSTREAM_TIMEOUT: 'ran out of time',
  UPSTREAM_RATE_LIMITED: 'limits the rate of requests',
  UPSTREAM_UNAVAILABLE: 'failed inside',
  UPSTREAM_REJECTED: 'did not accept the request',
  UPSTREAM_CONTRACT: 'answered in another shape than its contract has',
};

/** Codes of failures that pass, so that it makes sense to say when. */
const passing: ReadonlySet<UpstreamErrorCode> = new Set([
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_RATE_LIMITED',
  'UPSTREAM_UNAVAILABLE',
]);

/** The failure that a status stands for, or null where it is a success (2xx). */
export function failureOfStatus(
  upstream: UpstreamName,
  { status, headers }: Pick<UpstreamResponse, 'status' | 'headers'>,
  nowMs: number,
): UpstreamFailure | null {
  const code = status === 304 ? 'UPSTREAM_REJECTED' : failureCodeOf(status);
  if (code === null) return null;
  const retryAfterMs = passing.has(code) ? parseRetryAfter(headers['retry-after'], nowMs) : null;
  const details = retryAfterMs === null ? { status } : { status, retryAfterMs };
  return new UpstreamFailure(code, upstream, words[code], details);
}

/** Milliseconds from now in a Retry-After header (RFC 9110: whole seconds or an HTTP date); null if none. */
export function parseRetryAfter(
  header: string | readonly string[] | undefined,
  nowMs: number,
): number | null {
  const text = (typeof header === 'string' ? header : header?.[0])?.trim();
  if (!text) return null;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // `Date.parse` makes a date of nearly anything, `-5` included; every form of an HTTP date has a time of day.
  const atMs = /\d\d:\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}
