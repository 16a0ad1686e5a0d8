/** How long the body of a request that brings no file may be. A file has a limit of its own. */

import type { IncomingHttpHeaders } from 'node:http';
import type { Refusal } from './refusal.ts';

/** The refusal of a body that says by itself that it is too long; others are counted while they are read. */
export function bodyTooLarge(headers: IncomingHttpHeaders, maxBytes: number): Refusal | null {
  if (isMultipart(headers) || Number(headers['content-length'] ?? 0) <= maxBytes) return null;
  return { status: 413, code: 'BAD_USER_INPUT', message: tooLargeMessage(maxBytes) };
}

export function tooLargeMessage(maxBytes: number): string {
  return `The body of the request has more than ${maxBytes} bytes`;
}

export function isMultipart({ 'content-type': contentType = '' }: IncomingHttpHeaders): boolean {
  return /^multipart\/form-data\b/i.test(contentType);
}
