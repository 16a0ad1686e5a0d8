/** Says what an upstream's status means. The same for every upstream; bodies are never looked at. */

import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import type { UpstreamResponse } from './exchange.ts';

/** The failure that a status stands for, or null where it is a success (2xx). */
export function failureOfStatus(
  upstream: UpstreamName,
  response: Pick<UpstreamResponse, 'status' | 'headers'>,
  nowMs: number,
): UpstreamFailure | null {
  const { status } = response;
  if (status >= 200 && status < 300) return null;
  const retryAfterMs = parseRetryAfter(response.headers['retry-after'], nowMs);
  const retry = retryAfterMs === null ? {} : { retryAfterMs };
  if (status === 401) {
    return new UpstreamFailure('UNAUTHENTICATED', upstream, 'did not accept the token', { status });
  }
  if (status === 403) {
    return new UpstreamFailure('FORBIDDEN', upstream, 'does not allow this to the caller', { status });
  }
  if (status === 404) return new UpstreamFailure('NOT_FOUND', upstream, 'has no such object', { status });
  if (status === 408 || status === 504) {
    return new UpstreamFailure('UPSTREAM_TIMEOUT', upstream, 'ran out of time', { status, ...retry });
  }
  if (status === 429) {
    return new UpstreamFailure('UPSTREAM_RATE_LIMITED', upstream, 'limits the rate of requests', {
      status,
      ...retry,
    });
  }
  if (status >= 500) {
    return new UpstreamFailure('UPSTREAM_UNAVAILABLE', upstream, 'failed inside', { status, ...retry });
  }
  return new UpstreamFailure('UPSTREAM_REJECTED', upstream, 'did not accept the request', { status });
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
