/** Checks the JWTs of a known issuer. Owns what a token must have; where it stands in a request is `gate.ts`'s. */

import { errors, jwtVerify } from 'jose';
import type { GateConfig } from '#src/config/gate.ts';
import { GatewayUnauthenticated } from '#src/errors.ts';
import { type Caller, callerNamed } from './caller.ts';
import { createKeySet } from './key-set.ts';

/** Signatures of public keys only: a shared secret in a key set would be no secret. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** Resolves to whose token it is; rejects as a `Gate` does. */
export function createJwtCheck(
  { jwksUrl, issuer, audience }: GateConfig & { readonly kind: 'jwt' },
  now: () => number,
): (token: string) => Promise<Caller> {
  const keys = createKeySet(jwksUrl, now);
  return async (token) => {
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
