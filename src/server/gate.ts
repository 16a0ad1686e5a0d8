/**
 * Who may use the gateway: nobody checked, an API key, or a JWT of a known issuer, as a bearer token. Decides only
 * whether; what callers may do is the upstreams' decision.
 */

import { createHash, timingSafeEqual } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { GateConfig } from '#src/config/gate.ts';
import { GatewayUnauthenticated } from '#src/errors.ts';

/** Resolves for a caller who may come in; rejects with `GatewayUnauthenticated` for others. */
export type Gate = (authorization: string | null) => Promise<void>;

/** Signatures of public keys only: a shared secret in a key set would be no secret. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

export function createGate(config: GateConfig): Gate {
  switch (config.kind) {
    case 'open':
      return async () => {};
    case 'api-keys':
      return apiKeyGate(config.keys);
    case 'jwt':
      return jwtGate(config);
  }
}

/** Compares hashes of equal length, all of them, so that the time taken says nothing about any key. */
function apiKeyGate(keys: readonly string[]): Gate {
  const digests = keys.map(sha256);
  return async (authorization) => {
    const digest = sha256(bearerToken(authorization));
    const matches = digests.filter((known) => timingSafeEqual(known, digest));
    if (matches.length === 0) throw new GatewayUnauthenticated('The API key is not valid');
  };
}

function jwtGate(config: GateConfig & { readonly kind: 'jwt' }): Gate {
  const keys = createRemoteJWKSet(config.jwksUrl);
  return async (authorization) => {
    try {
      const { issuer, audience } = config;
      await jwtVerify(bearerToken(authorization), keys, {
        issuer,
        audience,
        algorithms,
        requiredClaims: ['exp'],
      });
    } catch (error) {
      if (error instanceof GatewayUnauthenticated) throw error;
      if (!(error instanceof errors.JOSEError) || isOfKeySet(error)) throw error;
      throw new GatewayUnauthenticated('The token is not valid', { cause: error });
    }
  };
}

/** Whether the issuer's key set could not be read, which is no caller's fault. jose has no class for a bad status. */
function isOfKeySet(error: errors.JOSEError): boolean {
  return (
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.code === errors.JOSEError.code
  );
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
