/**
 * Who a request comes from, for limits and logs: who the gate knows, otherwise whose tokens it brings, otherwise where it
 * comes from. An id says nothing about keys and tokens; decides nothing about what a caller may do.
 */

import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';
import { upstreamNames } from '#src/errors.ts';

export interface Caller {
  /** Equal for requests of the same caller, short, and fit to stand in a log line. */
  readonly id: string;
  /** When its right to be here ends, in milliseconds since 1970; infinite where it does not. */
  readonly expiresAtMs: number;
}

/** @param kind tells callers apart that are known in different ways */
export function callerNamed(
  kind: 'key' | 'jwt' | 'tokens',
  secrets: readonly string[],
  expiresAtMs = Number.POSITIVE_INFINITY,
): Caller {
  const digest = createHash('sha256').update(JSON.stringify(secrets)).digest('hex');
  return { id: `${kind}:${digest.slice(0, 12)}`, expiresAtMs };
}

/** A caller whom the gate does not know. */
export function anonymousCaller(request: IncomingMessage, trustedProxies: number): Caller {
  const tokens = upstreamNames.map((name) => String(request.headers[`x-${name}-token`] ?? ''));
  if (tokens.some((token) => token !== '')) return callerNamed('tokens', tokens);
  return callerAt(request, trustedProxies);
}

/** The caller as nothing but a place in the network. */
export function callerAt(request: IncomingMessage, trustedProxies: number): Caller {
  const peer = request.socket.remoteAddress ?? 'unknown';
  const forwarded = [request.headers['x-forwarded-for'] ?? []].flat().join(',');
  return {
    id: `ip:${networkOf(clientAddress(peer, forwarded, trustedProxies))}`,
    expiresAtMs: Number.POSITIVE_INFINITY,
  };
}

/**
 * The address that the outermost of our own proxies saw. Each of them adds the address of its peer at the right end of
 * the header; whatever stands further left was sent by the client. A request that did not come through all of them
 * counts for the address it came from.
 */
export function clientAddress(peer: string, forwarded: string, trustedProxies: number): string {
  if (trustedProxies === 0) return peer;
  const entries = forwarded.split(',').map((entry) => bareAddress(entry.trim()));
  return entries.at(-trustedProxies) || peer;
}

/** Without the port that some proxies add; empty for what is no address. */
function bareAddress(entry: string): string {
  const address = /^\[(.+)\](?::\d+)?$/.exec(entry)?.[1] ?? /^([\d.]+):\d+$/.exec(entry)?.[1] ?? entry;
  return isIPv4(address) || isIPv6(address) ? address : '';
}

/** An IPv4 address, or the /64 of an IPv6 address, which is what one customer gets. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!isIPv6(address)) return address;
  // The URL parser writes an address in its one short form.
  const host = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const [left = '', right] = host.split('::');
  const head = left.split(':').filter((group) => group !== '');
  const tail = right?.split(':').filter((group) => group !== '') ?? [];
  const zeros = Array.from({ length: right === undefined ? 0 : 8 - head.length - tail.length }, () => '0');
  return `${[...head, ...zeros, ...tail].slice(0, 4).join(':')}::/64`;
}
