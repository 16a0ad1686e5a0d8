import { describe, expect, it } from 'vitest';
import { failureOfStatus, parseRetryAfter } from '#src/http/status.ts';

const nowMs = Date.parse('2026-05-04T10:00:00Z');

function failureOf(status: number, headers: Record<string, string> = {}) {
  return failureOfStatus('sartiq', { status, headers }, nowMs);
}

describe('failureOfStatus', () => {
  it.each([200, 201, 202, 204, 206, 299])('takes %i for a success', (status) => {
    expect(failureOf(status)).toBeNull();
  });

  it.each([
    [401, 'UNAUTHENTICATED'],
    [403, 'FORBIDDEN'],
    [404, 'NOT_FOUND'],
    [408, 'UPSTREAM_TIMEOUT'],
    [504, 'UPSTREAM_TIMEOUT'],
    [429, 'UPSTREAM_RATE_LIMITED'],
    [500, 'UPSTREAM_UNAVAILABLE'],
    [501, 'UPSTREAM_UNAVAILABLE'],
    [502, 'UPSTREAM_UNAVAILABLE'],
    [503, 'UPSTREAM_UNAVAILABLE'],
    [599, 'UPSTREAM_UNAVAILABLE'],
    [101, 'UPSTREAM_REJECTED'],
    [301, 'UPSTREAM_REJECTED'],
    [304, 'UPSTREAM_REJECTED'],
    [307, 'UPSTREAM_REJECTED'],
    [400, 'UPSTREAM_REJECTED'],
    [402, 'UPSTREAM_REJECTED'],
    [405, 'UPSTREAM_REJECTED'],
    [409, 'UPSTREAM_REJECTED'],
    [413, 'UPSTREAM_REJECTED'],
    [422, 'UPSTREAM_REJECTED'],
  ])('takes %i for %s, and says which backend and status', (status, code) => {
    const failure = failureOf(status);
    expect(failure?.code).toBe(code);
    expect(failure?.details).toEqual({ upstream: 'sartiq', status });
    expect(failure?.message).toMatch(/^Sartiq /);
  });

  it.each([408, 429, 500, 503, 504])('says for %i when the backend wants to be asked again', (status) => {
    expect(failureOf(status, { 'retry-after': '7' })?.details['retryAfterMs']).toBe(7_000);
    expect(failureOf(status)?.details).not.toHaveProperty('retryAfterMs');
  });

  it.each([400, 401, 403, 404])('does not suggest asking again after %i', (status) => {
    expect(failureOf(status, { 'retry-after': '7' })?.details).not.toHaveProperty('retryAfterMs');
  });
});

describe('parseRetryAfter', () => {
  it('reads whole seconds', () => {
    expect(parseRetryAfter('120', nowMs)).toBe(120_000);
    expect(parseRetryAfter(' 0 ', nowMs)).toBe(0);
  });

  it('reads an HTTP date as the time that is left', () => {
    expect(parseRetryAfter('Mon, 04 May 2026 10:00:30 GMT', nowMs)).toBe(30_000);
  });

  it('takes a date of the past for now', () => {
    expect(parseRetryAfter('Mon, 04 May 2026 09:00:00 GMT', nowMs)).toBe(0);
  });

  it('reads the first of several headers', () => {
    expect(parseRetryAfter(['5', '9'], nowMs)).toBe(5_000);
  });

  it.each([undefined, '', '   ', 'soon', 'soon 5', '-5', '1.5', '12:00:00', [] as string[]])(
    'knows nothing from %j',
    (header) => {
      expect(parseRetryAfter(header, nowMs)).toBeNull();
    },
  );
});
