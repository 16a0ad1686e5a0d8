/**
 * Refuses what a page of another site made a browser send: forged requests, and requests to a name that was pointed at
 * this machine (DNS rebinding). Pure; decides by headers that pages cannot write. Clients that are no browsers send
 * none of them. See `docs/decisions/2026-11-22-requests-of-other-sites.md`.
 */

import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isIPv4 } from 'node:net';
import type { Config } from '#src/config/config.ts';
import type { Refusal } from './refusal.ts';

const foreign: Refusal = {
  status: 403,
  code: 'FORBIDDEN',
  message: 'A page of another origin may not use this gateway; CORS_ORIGINS says which ones may',
};

const strangeHost: Refusal = {
  status: 403,
  code: 'FORBIDDEN',
  message: 'This gateway is for its own machine: ask it as localhost, or set TRUSTED_PROXIES behind a proxy',
};

/** Media types of bodies that GraphQL clients send. Of these a form of another page can only send the last. */
const mediaTypes = [
  'application/json',
  'application/graphql+json',
  'application/graphql',
  'multipart/form-data',
];

const strangeBody: Refusal = {
  status: 415,
  code: 'BAD_USER_INPUT',
  message:
    'The body must be JSON with the header `content-type: application/json`, or multipart/form-data with a file',
};

type Rules = Pick<Config, 'listen' | 'gate'> & {
  readonly edge: Pick<Config['edge'], 'corsOrigins' | 'trustedProxies'>;
};

/** Why a request must not run anything; null where it may. */
export function crossSiteRefusal(
  { method, headers }: Pick<IncomingMessage, 'method' | 'headers'>,
  { listen, gate, edge }: Rules,
): Refusal | null {
  const isPrivate = isLoopback(listen.host) && edge.trustedProxies === 0 && gate.kind === 'open';
  if (isPrivate && headers.host !== undefined && !isLoopback(hostnameOf(headers.host))) return strangeHost;
  if (isForeign(headers, edge)) return foreign;
  if (method === 'POST' && !mediaTypes.includes(mediaTypeOf(headers))) return strangeBody;
  return null;
}

/** `Sec-Fetch-Site` where the browser sends it: behind proxies the own host may have another name. */
function isForeign(headers: IncomingHttpHeaders, { corsOrigins, trustedProxies }: Rules['edge']): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  if (origin !== undefined && corsOrigins.includes(origin)) return false;
  // `none`: the person, not a page, made the browser ask.
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  if (origin === undefined) return false;
  const forwardedHost = trustedProxies > 0 ? headers['x-forwarded-host'] : undefined;
  const host = forwardedHost ?? headers.host;
  return !URL.canParse(origin) || new URL(origin).host !== String(host).toLowerCase();
}

function mediaTypeOf({ 'content-type': contentType = '' }: IncomingHttpHeaders): string {
  return (contentType.split(/[;,]/)[0] ?? '').trim().toLowerCase();
}

/** Without the port. */
function hostnameOf(host: string): string {
  return host.replace(/:\d*$/, '').toLowerCase();
}

function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1');
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    (isIPv4(name) && name.startsWith('127.'))
  );
}
