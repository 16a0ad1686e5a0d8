/**
 * A request of Node whose body has been read, as Yoga and its plugins look at requests. Copies no header, opens no stream
 * and makes no signal that is no signal of Node: the objects of the Fetch API that Yoga would make cost as much as a small
 * operation.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';

/** @param body read before, as text */
export function readRequestOf(request: IncomingMessage, response: ServerResponse, body: string): Request {
  const read: ReadRequest = {
    method: request.method ?? 'POST',
    url: request.url ?? '/',
    headers: { get: (name) => headerOf(request, name), has: (name) => headerOf(request, name) !== null },
    signal: signalOf(response),
    text: async () => body,
    json: async () => JSON.parse(body),
  };
  return read as Request;
}

/** As much of a request as is looked at. */
type ReadRequest = Pick<Request, 'method' | 'url' | 'signal' | 'text' | 'json'> & {
  readonly headers: Pick<Headers, 'get' | 'has'>;
};

function headerOf({ headers }: IncomingMessage, name: string): string | null {
  const value = headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(', ') : (value ?? null);
}

/** Aborted when the client leaves before it has its answer. */
function signalOf(response: ServerResponse): AbortSignal {
  const left = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) left.abort();
  });
  return left.signal;
}
