/**
 * Asks one upstream for JSON: authorisation, status and parsing in the order that every upstream needs. Does not
 * know any route.
 */

import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import { bearerTokenOf } from './authorization.ts';
import { parseAnswer } from './decode.ts';
import type { OperationScope, Send } from './exchange.ts';
import { failureOfStatus } from './status.ts';

export interface JsonClient {
  readonly upstream: UpstreamName;
  /** The parsed body of a success; rejects with an `UpstreamFailure` for everything else. */
  get(path: string, query: Query, scope: OperationScope): Promise<unknown>;
  /** As `get`, with null where the upstream has no such object (404). */
  find(path: string, query: Query, scope: OperationScope): Promise<unknown>;
}

/** Parameters by their names on the wire; null is left out, a list is a repeated key. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | null>>;

export function createJsonClient(options: {
  readonly upstream: UpstreamName;
  readonly send: Send;
  readonly now: () => number;
}): JsonClient {
  const { upstream, send, now } = options;
  const get: JsonClient['get'] = async (path, query, scope) => {
    const token = await bearerTokenOf(scope.credential, upstream);
    const response = await send({
      method: 'GET',
      path,
      query: queryPairs(query),
      headers: { accept: 'application/json', authorization: `Bearer ${token}` },
      signal: scope.signal,
    });
    const failure = failureOfStatus(upstream, response, now());
    if (failure?.code === 'UNAUTHENTICATED' && scope.credential.kind === 'service') {
      scope.credential.refused(token);
    }
    if (failure) throw failure;
    return parseAnswer(upstream, response.body);
  };
  return {
    upstream,
    get,
    find: async (path, query, scope) => {
      try {
        return await get(path, query, scope);
      } catch (error) {
        if (error instanceof UpstreamFailure && error.code === 'NOT_FOUND') return null;
        throw error;
      }
    },
  };
}

function queryPairs(query: Query): [string, string][] {
  return Object.entries(query).flatMap(([name, value]): [string, string][] => {
    if (value === null) return [];
    if (Array.isArray(value)) return value.map((entry) => [name, entry]);
    return [[name, String(value)]];
  });
}
