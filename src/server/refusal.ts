/**
 * Answers of the gateway itself that refuse a request before its body is read. Owns their form and what becomes of the
 * connection; who is refused, and why, is decided elsewhere.
 */

import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { ErrorCode } from '#src/errors.ts';
import type { Incoming } from './incoming.ts';
import { discardBody, type Patience } from './linger.ts';

/** Why a request is refused, as its client is told. */
export interface Refusal {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
  /** When it is worth trying again, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Bodies up to this size are read to their end and thrown away, so that the connection can be used again. */
const smallBodyBytes = 64 * 1024;

/** Sends the refusal as GraphQL errors are sent, and notes it. */
export function sendRefusal(
  { status, code, message, retryAfterMs, headers }: Refusal,
  exchange: {
    readonly request: IncomingMessage;
    readonly response: ServerResponse;
    readonly incoming: Incoming;
    readonly patience: Patience;
  },
): void {
  const { request, response, incoming, patience } = exchange;
  incoming.codes.add(code);
  const retry = retryAfterMs === undefined ? {} : { retryAfterMs };
  const extensions = { code, ...retry, requestId: incoming.requestId };
  const body = JSON.stringify({ errors: [{ message, extensions }] });
  const lingers = mayBringMore(request);
  const ownHeaders: OutgoingHttpHeaders = {
    'content-type': `${mediaTypeFor(request)}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
    ...headers,
  };
  if (retryAfterMs !== undefined) ownHeaders['retry-after'] = retryAfterSeconds(retryAfterMs);
  if (lingers) ownHeaders['connection'] = 'close';
  response.writeHead(status, ownHeaders);
  if (!lingers) {
    response.end(request.method === 'HEAD' ? undefined : body);
    return;
  }
  // For the client the answer is whole with its last byte; to end it now would reset the connection.
  response.write(body);
  void discardBody(request, patience).then(() => response.end());
}

/** For the header `retry-after`: whole seconds, at least one. */
export function retryAfterSeconds(retryAfterMs: number): string {
  return String(Math.max(1, Math.ceil(retryAfterMs / 1000)));
}

/** Whether a body comes of which nobody knows that it is small. */
function mayBringMore({ headers }: IncomingMessage): boolean {
  if (headers['transfer-encoding'] !== undefined) return true;
  return Number(headers['content-length'] ?? 0) > smallBodyBytes;
}

/** The media type under which GraphQL clients understand errors with a status other than 200, where they take it. */
function mediaTypeFor({ headers: { accept = '' } }: IncomingMessage): string {
  const modern = 'application/graphql-response+json';
  return accept.includes(modern) ? modern : 'application/json';
}
