/** Requests to an upstream, and what was told of them, for tests of policies. */

import type { UpstreamEvent } from '#src/http/events.ts';
import type { UpstreamRequest, UpstreamResponse } from '#src/http/exchange.ts';
import { routePath } from '#src/http/route.ts';
import { someOrigin } from '#test/support/origin.ts';

export function requestOf(overrides: Partial<UpstreamRequest> = {}): UpstreamRequest {
  return {
    method: 'GET',
    ...routePath('/rows'),
    query: [],
    headers: {},
    origin: someOrigin,
    signal: new AbortController().signal,
    ...overrides,
  };
}

export function answerOf(status: number, headers: UpstreamResponse['headers'] = {}): UpstreamResponse {
  return { status, headers, body: '' };
}

/** Notes what policies tell. */
export function startTelling() {
  const told: UpstreamEvent[] = [];
  const observe = (_upstream: string, event: UpstreamEvent): void => void told.push(event);
  const kinds = (): string[] => told.map(({ kind }) => kind);
  return { told, observe, kinds };
}

/** An upstream whose answers a test gives, each to the oldest request that has none. */
export function startManualUpstream() {
  const requests: UpstreamRequest[] = [];
  const waiting: PromiseWithResolvers<UpstreamResponse>[] = [];
  const send = (request: UpstreamRequest): Promise<UpstreamResponse> => {
    requests.push(request);
    const answer = Promise.withResolvers<UpstreamResponse>();
    waiting.push(answer);
    request.signal.addEventListener('abort', () => answer.reject(request.signal.reason));
    return answer.promise;
  };
  return {
    requests,
    send,
    answer: (answer = answerOf(200)) => waiting.shift()?.resolve(answer),
    fail: (failure: Error) => waiting.shift()?.reject(failure),
  };
}
