/** Reads and decodes request bodies by content type. Leaves multipart to the handlers, which stream it. */

import type { IncomingMessage } from 'node:http';
import type { RequestBody } from './kit-types.ts';

/** The whole body, decoded. */
export async function decodeBody(message: IncomingMessage): Promise<RequestBody> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  const bytes = Buffer.concat(chunks);
  if (bytes.length === 0) return { kind: 'none' };
  const contentType = message.headers['content-type'] ?? '';
  const mediaType = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (mediaType === 'application/x-www-form-urlencoded') {
    return { kind: 'form', fields: new URLSearchParams(bytes.toString('utf8')) };
  }
  if (mediaType === 'application/json' || mediaType.endsWith('+json'))
    return decodeJson(bytes.toString('utf8'));
  return { kind: 'other', contentType, bytes };
}

function decodeJson(text: string): RequestBody {
  try {
    const value: unknown = JSON.parse(text);
    return { kind: 'json', value };
  } catch {
    return { kind: 'malformed', text };
  }
}
