/**
 * A longest duration for receiving bodies, in place of Node's `requestTimeout`: that one would cut long uploads, which
 * have a rule of their own in `multipart-request.ts`.
 */

import type { IncomingMessage } from 'node:http';

/** Closes the connection of a request whose body is not there in time; uploads to `/graphql` are let pass. */
export function limitBodyTime(request: IncomingMessage, timeoutMs: number): void {
  const isMultipart = /^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '');
  if (isMultipart && request.method === 'POST' && request.url?.split('?')[0] === '/graphql') return;
  const timeout = setTimeout(() => request.complete || request.destroy(), timeoutMs);
  request.once('close', () => clearTimeout(timeout));
}
