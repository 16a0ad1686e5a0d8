/**
 * Who may use the gateway: nobody checked, an API key, or a JWT of a known issuer, as a bearer token. Decides only
 * whether; what callers may do is the upstreams' decision.
 */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { GateConfig } from '#src/config/gate.ts';
import { GatewayUnauthenticated } from '#src/errors.ts';
import { type Caller, callerNamed } from './caller.ts';

/**
 * Resolves to a caller who may come in, or to null where nobody is asked who they are; rejects with
 * `GatewayUnauthenticated` for others, and with `GatewayOverloaded` while it cannot tell.
 */
export type Gate = (authorization: string | null) => Promise<Caller | null>;

/** @param now current time in milliseconds since 1970 */
export function createGate(config: GateConfig, now: () => number): Gate {
  switch (config.kind) {
    case 'open':
      return async () => null;
    case 'api-keys':
      return apiKeyGate(config.keys);
    case 'jwt':
      return jwtGate(config, now);
  }
}

/** Compares hashes of equal length, all of them, so that the time taken says nothing about any key. */
function apiKeyGate(keys: readonly string[]): Gate {
  const digests = keys.map(sha256);
  return async (authorization) => {
    const key = bearerToken(authorization);
    const digest = sha256(key);
    const matches = digests.filter((known) => timingSafeEqual(known, digest));
    if (matches.length === 0) throw new GatewayUnauthenticated('The API key is not valid');
    return callerNamed('key', [key]);
  };
}

/** What checks tokens is loaded only where it is needed; requests wait for it. */
function jwtGate(config: GateConfig & { readonly kind: 'jwt' }, now: () => number): Gate {
  const loading = import('./jwt-check.ts').then(({ createJwtCheck }) => createJwtCheck(config, now));
  return async (authorization) => {
    const check = await loading;
    return check(bearerToken(authorization));
  };
}

function bearerToken(authorization: string | null): string {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (token) return token;
  throw new GatewayUnauthenticated(
    'Send the header `authorization: Bearer` with an API key or token of this gateway',
  );
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
