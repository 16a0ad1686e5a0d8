/** An upstream that answers when a test says so, with a cache before it. Owns no time and no store. */

import { type CacheOptions, withCache } from '#src/http/cache.ts';
import { createCacheKeys } from '#src/http/cache-keys.ts';
import type { CacheRules } from '#src/http/cache-rules.ts';
import type { UpstreamEvent } from '#src/http/events.ts';
import type { Method, Origin, Send, UpstreamRequest, UpstreamResponse } from '#src/http/exchange.ts';
import { someOrigin } from '#test/support/origin.ts';

export const freshMs = 2_000;
export const staleMs = 8_000;

/** `/things` and `/things/{id}` are kept together; a PUT drops them, and `/others` stays. */
const rules: CacheRules = {
  keeps: {
    '/things': { family: 'things', freshMs, staleMs },
    '/others': { family: 'others', freshMs, staleMs },
  },
  drops: { 'PUT /things': 'things' },
  isFailure: (body) => typeof body === 'object' && body !== null && 'failure' in body,
};

export function cacheOver(
  send: Send,
  options: Pick<CacheOptions, 'store' | 'clock'> & Partial<CacheOptions>,
): { send: Send; uses: string[] } {
  const uses: string[] = [];
  const observe = (_upstream: string, event: UpstreamEvent): void => {
    if (event.kind === 'cache') uses.push(event.use);
  };
  const keys = createCacheKeys({
    upstream: 'piktid',
    baseUrl: new URL('http://127.0.0.1'),
    account: null,
  });
  const ended = new AbortController().signal;
  return { send: withCache(send, { upstream: 'piktid', keys, rules, observe, ended, ...options }), uses };
}

export interface RequestParts extends Partial<Omit<Origin, 'requestId'>> {
  readonly method?: Method;
  readonly path?: string;
  readonly query?: UpstreamRequest['query'];
  readonly signal?: AbortSignal;
  readonly token?: string;
}

/** A GET of `/things`, but for what is given. */
export function requestOf(parts: RequestParts = {}): UpstreamRequest {
  const { method = 'GET', path = '/things', query = [], token = 't', signal, ...origin } = parts;
  return {
    method,
    route: path,
    path,
    query,
    headers: { authorization: `Bearer ${token}` },
    origin: { ...someOrigin, ...origin },
    signal: signal ?? new AbortController().signal,
  };
}

export function jsonAnswer(
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  status = 200,
): UpstreamResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** Answers one after the other, counted: `{ n: 1 }`, `{ n: 2 }`, as long as nothing else is said. */
export function countingUpstream(
  answer: (n: number, request: UpstreamRequest) => UpstreamResponse | Promise<UpstreamResponse> = (n) =>
    jsonAnswer({ n }),
): {
  readonly send: Send;
  readonly requests: UpstreamRequest[];
} {
  const requests: UpstreamRequest[] = [];
  return {
    requests,
    send: async (request) => {
      requests.push(request);
      return answer(requests.length, request);
    },
  };
}
