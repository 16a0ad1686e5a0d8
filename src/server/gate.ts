/**
 * Who may use the gateway: nobody checked, an API key, or a JWT of a known issuer, as a bearer token. Decides only
 * whether; what callers may do is the upstreams' decision.
 */

import { createHash, timingSafeEqual } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import type { GateConfig } from '#src/config/gate.ts';
import { GatewayUnauthenticated } from '#src/errors.ts';
import { type Caller, callerNamed } from './caller.ts';
import { createKeySet } from './key-set.ts';

/**
 * Resolves to a caller who may come in, or to null where nobody is asked who they are; rejects with
 * `GatewayUnauthenticated` for others, and with `GatewayOverloaded` while it cannot tell.
 */
export type Gate = (authorization: string | null) => Promise<Caller | null>;

/** Signatures of public keys only: a shared secret in a key set would be no secret. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

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

function jwtGate(
  { jwksUrl, issuer, audience }: GateConfig & { readonly kind: 'jwt' },
  now: () => number,
): Gate {
  const keys = createKeySet(jwksUrl, now);
  return async (authorization) => {
    const token = bearerToken(authorization);
    const rules = { issuer, audience, algorithms, requiredClaims: ['exp'], currentDate: new Date(now()) };
    try {
      const { payload } = await jwtVerify(token, keys, rules);
      const { sub, exp = 0, client_id: client } = payload;
      return callerNamed('jwt', [issuer, sub ?? String(client ?? '')], exp * 1000);
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
      throw new GatewayUnauthenticated('The token is not valid', { cause: error });
    }
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
