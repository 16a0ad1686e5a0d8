/**
 * Asks one upstream for JSON: authorisation, status and parsing in the order that every upstream needs. Does not
 * know any route.
 */

import type { Readable } from 'node:stream';
import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import { sendAuthorized, type Unauthorized } from './authorization.ts';
import { parseAnswer } from './decode.ts';
import type { Method, OperationScope, Send, UpstreamResponse } from './exchange.ts';
import { type JsonBody, parseJsonOrNull } from './json.ts';
import { withLedger } from './ledger.ts';
import { withOperationEnd } from './operation-end.ts';
import { UpstreamRejection } from './rejection.ts';
import type { RoutePath } from './route.ts';
import { failureOfStatus } from './status.ts';

export interface JsonClient {
  readonly upstream: UpstreamName;
  /** The parsed body of a success; rejects with an `UpstreamFailure` for everything else. */
  get(request: ReadRequest, scope: OperationScope): Promise<JsonBody>;
  /** As `get`, with null where the upstream has no such object (404). */
  find(request: ReadRequest, scope: OperationScope): Promise<JsonBody | null>;
  /**
   * Changes something; never sent twice. The parsed body of a success, null where it is empty. Rejects with an
   * `UpstreamRejection` for what the caller can correct (400, 404, 409, 413, 422), otherwise with an `UpstreamFailure`, which
   * says `mayHaveHappened` where that cannot be known.
   */
  write(request: WriteRequest, scope: OperationScope): Promise<unknown>;
}

/** What is read: a path and its parameters. */
export interface ReadRequest extends RoutePath {
  readonly query: Query;
}

/** A change: `json` is sent as a JSON body, `body` as it is. */
export interface WriteRequest {
  readonly method: Exclude<Method, 'GET'>;
  readonly path: RoutePath;
  readonly query?: Query;
  readonly json?: unknown;
  readonly body?: { readonly contentType: string; readonly bytes: Readable };
}

/** Parameters by their names on the wire; null is left out, a list is a repeated key. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | null>>;

export function createJsonClient(options: {
  readonly upstream: UpstreamName;
  readonly send: Send;
  readonly now: () => number;
}): JsonClient {
  const { upstream, send, now } = options;
  // Obtaining a token takes time of the operation, too.
  const askInTime = withOperationEnd<Unauthorized, UpstreamResponse>(
    ({ credential, ...request }) =>
      sendAuthorized({ ...request, upstream, credential }, (authorization) =>
        send({ ...request, headers: { accept: 'application/json', authorization, ...request.headers } }),
      ),
    { upstream, now },
  );
  const ask = withLedger(askInTime, upstream);
  const get: JsonClient['get'] = async ({ query, route, path }, scope) => {
    const { credential, signal } = scope;
    const request = { method: 'GET', route, path, query: queryPairs(query), headers: {} } as const;
    const response = await ask({ ...request, credential, origin: scope, signal });
    const failure = failureOfStatus(upstream, response, now());
    if (failure) throw failure;
    return parseResponse(upstream, response);
  };
  return {
    upstream,
    get,
    find: async (request, scope) => {
      try {
        return await get(request, scope);
      } catch (error) {
        if (error instanceof UpstreamFailure && error.code === 'NOT_FOUND') return null;
        throw error;
      }
    },
    write: async ({ method, path, query = {}, json, body }, scope) => {
      const content = json === undefined ? body?.bytes : JSON.stringify(json);
      const contentType = json === undefined ? body?.contentType : 'application/json';
      const { credential, signal } = scope;
      const response = await ask({
        method,
        ...path,
        query: queryPairs(query),
        ...(content === undefined ? {} : { body: content }),
        headers: contentType === undefined ? {} : { 'content-type': contentType },
        credential,
        origin: scope,
        signal,
      });
      const failure = failureOfStatus(upstream, response, now());
      if (failure) throw failureOfWrite(failure, response);
      if (response.body === '') return null;
      const answer = parseResponse(upstream, response);
      return answer.exactly() ?? answer.value;
    },
  };
}

/** `application/json`, or a type that is written in JSON, whatever its parameters. */
const jsonType = /^\s*(application\/json|[\w.+-]+\/[\w.+-]+\+json)\s*(;|$)/i;

/** An error page may come with a good status; its text must not be taken for broken JSON. */
function parseResponse(upstream: UpstreamName, { headers, body }: UpstreamResponse): JsonBody {
  if (body !== '' && !jsonType.test(String(headers['content-type'] ?? ''))) {
    throw new UpstreamFailure('UPSTREAM_CONTRACT', upstream, 'answered with something that is not JSON');
  }
  return parseAnswer(upstream, body);
}

const correctable = new Set([400, 404, 409, 413, 422]);

function failureOfWrite(failure: UpstreamFailure, response: UpstreamResponse): UpstreamFailure {
  const { upstream, code, details } = failure;
  if (correctable.has(response.status)) {
    return new UpstreamRejection(upstream, response.status, parseJsonOrNull(response.body));
  }
  if (response.status < 500) return failure;
  return new UpstreamFailure(code, upstream, 'failed inside', { ...details, mayHaveHappened: true });
}

function queryPairs(query: Query): [string, string][] {
  return Object.entries(query).flatMap(([name, value]): [string, string][] => {
    if (value === null) return [];
    if (Array.isArray(value)) return value.map((entry) => [name, entry]);
    return [[name, String(value)]];
  });
}
