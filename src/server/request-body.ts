/**
 * Reads the body of a request that brings no file, whole and bounded, as text. Owns what becomes of
 * one that is longer than its limit, announced or not; a file has limits of its own.
 */

import type { IncomingMessage } from 'node:http';
import type { Refusal } from './refusal.ts';

/** Null for a request without a body that is read here. */
export type RequestBody = string | null;

/** The body, or why it is refused; never settles where the client leaves before it is whole. */
export function readRequestBody(
  request: IncomingMessage,
  maxBytes: number,
): Promise<{ readonly body: RequestBody } | Refusal> {
  const { promise, resolve } = Promise.withResolvers<{ readonly body: RequestBody } | Refusal>();
  if (request.method !== 'POST' || isMultipart(request)) return Promise.resolve({ body: null });
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve(tooLarge(maxBytes));
  const chunks: Buffer[] = [];
  let bytes = 0;
  const take = (chunk: Buffer): void => {
    bytes += chunk.length;
    chunks.push(chunk);
    if (bytes <= maxBytes) return;
    request.off('data', take);
    request.pause();
    resolve(tooLarge(maxBytes));
  };
  request.on('data', take);
  request.once('end', () => resolve({ body: Buffer.concat(chunks).toString() }));
  // It is told to whoever listens to the response that the client has left.
  request.on('error', () => {});
  return promise;
}

export function isMultipart({ headers }: IncomingMessage): boolean {
  return isMultipartType(headers['content-type']);
}

/** @param contentType the header, where there is one */
export function isMultipartType(contentType: string | null | undefined): boolean {
  return /^multipart\/form-data\b/i.test(contentType ?? '');
}

function tooLarge(maxBytes: number): Refusal {
  return {
    status: 413,
    code: 'BAD_USER_INPUT',
    message: `The body of the request has more than ${maxBytes} bytes`,
  };
}
