/**
 * A longest duration for receiving bodies, in place of Node's `requestTimeout`: that one would cut long uploads, which
 * have rules of their own in `multipart-request.ts`.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { isMultipart } from './request-body.ts';
import { sendJson } from './request-listener.ts';

/**
 * Answers a request whose body is not there in time with 408, where it has no answer yet, and closes its connection;
 * uploads to `/graphql` are let pass.
 */
export function limitBodyTime(request: IncomingMessage, response: ServerResponse, timeoutMs: number): void {
  const isUpload = isMultipart(request) && request.method === 'POST';
  if (isUpload && request.url?.split('?')[0] === '/graphql') return;
  const { 'content-length': length = '0', 'transfer-encoding': coding } = request.headers;
  if (length === '0' && coding === undefined) return;
  const timeout = setTimeout(() => {
    if (request.complete) return;
    if (!response.headersSent) {
      response.setHeader('connection', 'close');
      sendJson(response, 408, { error: `The body of the request did not come within ${timeoutMs} ms` });
    }
    request.socket.destroySoon();
  }, timeoutMs);
  // An answer may be over long before the body is: what is left of it has no longer time.
  request.once('close', () => clearTimeout(timeout));
}
