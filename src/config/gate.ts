/** Who may use the gateway, as the environment says it. */

import type { VariableName } from './env.ts';
import type { Reader } from './faults.ts';
import { httpUrl, keyList, only } from './value-kinds.ts';

/** Who may use the gateway. */
export type GateConfig =
  /** Everybody. */
  | { readonly kind: 'open' }
  | { readonly kind: 'api-keys'; readonly keys: readonly string[] }
  | { readonly kind: 'jwt'; readonly jwksUrl: URL; readonly issuer: string; readonly audience: string };

export function readGate({ env, read, fault }: Reader): GateConfig {
  const { GATEWAY_JWKS_URL: jwks, GATEWAY_JWT_ISSUER: issuer, GATEWAY_JWT_AUDIENCE: audience } = env;
  const jwtParts = [jwks, issuer, audience].filter((part) => part !== undefined).length;
  if (jwtParts > 0 && jwtParts < 3) {
    fault('GATEWAY_JWKS_URL, GATEWAY_JWT_ISSUER and GATEWAY_JWT_AUDIENCE must be set together');
  }
  read<'allow' | null>('GATEWAY_ANONYMOUS', only('allow'), null);
  const gates = [env.GATEWAY_API_KEYS, jwks, env.GATEWAY_ANONYMOUS].filter((gate) => gate !== undefined);
  if (gates.length > 1) {
    fault('only one of GATEWAY_API_KEYS, GATEWAY_JWKS_URL and GATEWAY_ANONYMOUS can be set');
  }
  const keys = read('GATEWAY_API_KEYS', keyList, []);
  if (keys.length > 0) return { kind: 'api-keys', keys };
  const jwksUrl = read<URL | null>('GATEWAY_JWKS_URL', httpUrl, null);
  if (jwksUrl && issuer !== undefined && audience !== undefined) {
    return { kind: 'jwt', jwksUrl, issuer, audience };
  }
  return { kind: 'open' };
}

const gateVariables: VariableName[] = ['GATEWAY_API_KEYS', 'GATEWAY_JWKS_URL', 'GATEWAY_ANONYMOUS'];

/**
 * A service account without a gate would lend the gateway's rights to whoever finds its address.
 *
 * @param lends whether there is such an account
 */
export function refuseOpenDoor(lends: boolean, { env, fault }: Reader): void {
  if (!lends || gateVariables.some((name) => env[name] !== undefined)) return;
  fault(
    'service credentials are set, so who may use them must be too: set GATEWAY_API_KEYS, or GATEWAY_JWKS_URL with ' +
      'GATEWAY_JWT_ISSUER and GATEWAY_JWT_AUDIENCE, or GATEWAY_ANONYMOUS=allow',
  );
}
