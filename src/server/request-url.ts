/**
 * Refuses requests whose URL cannot be made of their `Host` and path, which everything behind the edge takes for
 * granted. Pure. Whether the host is one of ours is decided in `cross-site.ts`.
 */

import type { IncomingMessage } from 'node:http';
import type { Refusal } from './refusal.ts';

const noUrl: Refusal = {
  status: 400,
  code: 'BAD_USER_INPUT',
  message: 'The header `Host` must be a host name or an address, and may have a port behind it',
};

/** In a URL each of these would end the host, or what stands before it. */
const endsHost = /[/?#@\\]/;

export function urlRefusal({ url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>): Refusal | null {
  // Requests of HTTP/1.0 need to have none; an empty one says no more.
  const host = headers.host || 'localhost';
  return endsHost.test(host) || !URL.canParse(`http://${host}${url}`) ? noUrl : null;
}
