/**
 * Opens answers that have no end, such as server-sent events: the same authorisation and the same failures as
 * `json-client.ts`, and a body that is read as it comes. Knows no route and no format.
 */

import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import { sendAuthorized, type Unauthorized } from './authorization.ts';
import type { OpenStream, OperationScope, StreamedResponse } from './exchange.ts';
import { withOperationEnd } from './operation-end.ts';
import type { RoutePath } from './route.ts';
import { failureOfStatus } from './status.ts';

export interface StreamClient {
  /**
   * The body of a success of this content type, piece by piece until the upstream ends it or the scope's signal is
   * aborted. Rejects with an `UpstreamFailure` for every other answer.
   */
  open(request: StreamPath, scope: OperationScope): Promise<AsyncIterable<Uint8Array>>;
}

export interface StreamPath {
  readonly path: RoutePath;
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Without parameters: `text/event-stream`. */
  readonly contentType: string;
}

export function createStreamClient(options: {
  readonly upstream: UpstreamName;
  readonly open: OpenStream;
  readonly now: () => number;
}): StreamClient {
  const { upstream, open, now } = options;
  const ask = withOperationEnd<Unauthorized, StreamedResponse>(
    ({ credential, ...request }) =>
      sendAuthorized({ ...request, upstream, credential }, async (authorization) => {
        const answer = await open({ ...request, headers: { ...request.headers, authorization } });
        if (answer.status === 401) answer.discard();
        return answer;
      }),
    { upstream, now },
  );
  return {
    open: async ({ path, query, contentType }, scope) => {
      const { credential, signal } = scope;
      const request = { method: 'GET', ...path, query, headers: { accept: contentType } } as const;
      const response = await ask({ ...request, credential, origin: scope, signal });
      const failure =
        failureOfStatus(upstream, response, now()) ?? failureOfType(upstream, response, contentType);
      if (failure === null) return response.body;
      response.discard();
      throw failure;
    },
  };
}

function failureOfType(
  upstream: UpstreamName,
  { headers }: StreamedResponse,
  wanted: string,
): UpstreamFailure | null {
  const type = String(headers['content-type'] ?? '')
    .split(';')[0]
    ?.trim()
    .toLowerCase();
  return type === wanted
    ? null
    : new UpstreamFailure('UPSTREAM_CONTRACT', upstream, 'opened no event stream');
}
