import { describe, expect, it } from 'vitest';
import { createLedger } from '#src/http/ledger.ts';
import { operationOf } from '#src/server/operation.ts';

describe('the time of an operation', () => {
  const endOf = (method: string, contentType: string): number => {
    const headers = new Headers({ 'content-type': contentType });
    const { signal } = new AbortController();
    const options = { requestId: 'one', ledger: createLedger(() => 0), timeoutMs: 500, nowMs: 1_000 };
    return operationOf({ method, headers, signal }, options).endsAtMs;
  };
  const multipart = 'multipart/form-data; boundary=x';

  it('has no end where a file is sent with it', () => {
    expect(endOf('POST', multipart)).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([
    ['GET', multipart],
    ['HEAD', multipart],
    ['GET', 'application/json'],
    ['POST', 'application/json'],
  ])('ends for a %s of type %s, which brings none', (method, contentType) => {
    expect(endOf(method, contentType)).toBe(1_500);
  });
});
