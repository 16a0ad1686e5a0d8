/**
 * Puts a request on the wire through one upstream's undici pool and reads the answer whole. Knows nothing of
 * statuses, tokens or JSON; turns only connection failures into `UpstreamFailure`.
 */

import { Pool } from 'undici';
import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import type { Send } from './exchange.ts';

/** A pool of connections to one upstream and the way to use it; `await using` closes its sockets. */
export interface Transport extends AsyncDisposable {
  readonly send: Send;
}

/** Connections that one gateway keeps to one upstream at most. */
const maxConnections = 64;

/** @param options.baseUrl with or without a path and a final slash: `https://api.example.net/api/v1`. */
export function createTransport(options: {
  readonly upstream: UpstreamName;
  readonly baseUrl: URL;
}): Transport {
  const { upstream, baseUrl } = options;
  const basePath = baseUrl.pathname.replace(/\/$/, '');
  const pool = new Pool(baseUrl.origin, { connections: maxConnections, pipelining: 1 });
  return {
    send: async (request) => {
      try {
        const answer = await pool.request({
          method: request.method,
          path: basePath + request.path + queryText(request.query),
          headers: request.headers,
          body: request.body ?? null,
          signal: request.signal,
        });
        return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
      } catch (cause) {
        request.signal.throwIfAborted();
        const details =
          request.method === 'GET' || wasNeverSent(cause) ? {} : { mayHaveHappened: true as const };
        throw new UpstreamFailure('UPSTREAM_UNAVAILABLE', upstream, 'could not be reached', details, {
          cause,
        });
      }
    },
    [Symbol.asyncDispose]: async () => {
      await pool.destroy();
    },
  };
}

/** Failures of looking up or connecting: the request never left. */
const connectFailures = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function wasNeverSent(cause: unknown): boolean {
  if (cause instanceof AggregateError) return cause.errors.every(wasNeverSent);
  return cause instanceof Error && 'code' in cause && connectFailures.has(String(cause.code));
}

function queryText(query: readonly (readonly [string, string])[]): string {
  if (query.length === 0) return '';
  return `?${query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')}`;
}
