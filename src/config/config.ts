/**
 * What the gateway is configured to do, as a pure function of its environment. Finds all faults at once and names
 * variables, never their values.
 */

import { z } from 'zod';
import type { UpstreamName } from '#src/errors.ts';
import { bareToken } from '#src/http/authorization.ts';
import type { Environment, VariableName } from './env.ts';

/** How the gateway proves itself to an upstream; null where callers bring their own tokens. */
export type ServiceAccount =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'password'; readonly username: string; readonly password: string };

/** Who may use the gateway. */
export type GateConfig =
  /** Everybody. */
  | { readonly kind: 'open' }
  | { readonly kind: 'api-keys'; readonly keys: readonly string[] }
  | { readonly kind: 'jwt'; readonly jwksUrl: URL; readonly issuer: string; readonly audience: string };

export interface UpstreamConfig {
  readonly baseUrl: URL;
  readonly account: ServiceAccount | null;
}

export interface Config {
  readonly listen: { readonly host: string; readonly port: number };
  readonly upstreams: Readonly<Record<UpstreamName, UpstreamConfig>>;
  readonly gate: GateConfig;
  readonly redisUrl: URL | null;
  readonly uploads: { readonly maxBytes: number };
}

/** The environment cannot be used; `faults` has one sentence for each thing that is wrong. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      `The environment has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}: ${faults.join('; ')}`,
    );
    this.faults = faults;
  }
}

const aPlainUrl = 'an http or https URL without user, query or fragment';

/** The vendors' hosted backends. */
const hosted: Readonly<Record<UpstreamName, string>> = {
  piktid: 'https://v2.api.piktid.com',
  sartiq: 'https://api.sartiq.com/api/v1',
  acusight: 'https://acusight.io/api',
};

const token = z.string().regex(bareToken);
const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.int().max(65_535));
const byteCount = z
  .string()
  .regex(/^[1-9]\d{0,15}$/)
  .transform(Number)
  .pipe(z.int());
const httpUrl = z
  .url({ protocol: /^https?$/ })
  .transform((text) => new URL(text))
  .refine(({ username, password, search, hash }) => username + password + search + hash === '');
const redisUrl = z.url({ protocol: /^rediss?$/ }).transform((text) => new URL(text));
const keyList = z
  .string()
  .transform((text) => text.split(',').map((key) => key.trim()))
  .pipe(z.array(z.string().min(16).regex(bareToken)));

/** @throws ConfigError with every fault. */
export function parseConfig(env: Environment): Config {
  const faults: string[] = [];
  const read = <T>(name: VariableName, schema: z.ZodType<T, string>, mustBe: string, fallback: T): T => {
    const text = env[name];
    if (text === undefined) return fallback;
    const result = schema.safeParse(text);
    if (result.success) return result.data;
    faults.push(`${name} must be ${mustBe}`);
    return fallback;
  };
  const readUrl = (name: VariableName, upstream: UpstreamName): URL =>
    read(name, httpUrl, aPlainUrl, new URL(hosted[upstream]));

  const readToken = (name: VariableName): ServiceAccount | null => {
    const text = read<string | null>(name, token, 'one word of visible ASCII, without `Bearer`', null);
    return text === null ? null : { kind: 'token', token: text };
  };

  const config: Config = {
    listen: { host: env.HOST ?? '127.0.0.1', port: read('PORT', port, 'a number from 0 to 65535', 4000) },
    upstreams: {
      piktid: { baseUrl: readUrl('PIKTID_URL', 'piktid'), account: readToken('PIKTID_TOKEN') },
      sartiq: {
        baseUrl: readUrl('SARTIQ_URL', 'sartiq'),
        account: sartiqAccount(env, readToken('SARTIQ_TOKEN'), faults),
      },
      acusight: { baseUrl: readUrl('ACUSIGHT_URL', 'acusight'), account: readToken('ACUSIGHT_TOKEN') },
    },
    gate: parseGate(env, faults, read),
    redisUrl: read<URL | null>('REDIS_URL', redisUrl, 'a redis or rediss URL', null),
    uploads: {
      maxBytes: read('UPLOAD_MAX_BYTES', byteCount, 'a whole number of bytes, at least 1', 2 * 1024 ** 3),
    },
  };
  refuseOpenDoor(config, env, faults);
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

function sartiqAccount(
  env: Environment,
  byToken: ServiceAccount | null,
  faults: string[],
): ServiceAccount | null {
  const { SARTIQ_TOKEN: token, SARTIQ_USERNAME: username, SARTIQ_PASSWORD: password } = env;
  if (token !== undefined && (username !== undefined || password !== undefined)) {
    faults.push('SARTIQ_TOKEN and SARTIQ_USERNAME with SARTIQ_PASSWORD exclude each other');
  } else if ((username === undefined) !== (password === undefined)) {
    faults.push('SARTIQ_USERNAME and SARTIQ_PASSWORD must be set together');
  }
  if (username !== undefined && password !== undefined) return { kind: 'password', username, password };
  return byToken;
}

function parseGate(
  env: Environment,
  faults: string[],
  read: <T>(name: VariableName, schema: z.ZodType<T, string>, mustBe: string, fallback: T) => T,
): GateConfig {
  const { GATEWAY_JWKS_URL: jwks, GATEWAY_JWT_ISSUER: issuer, GATEWAY_JWT_AUDIENCE: audience } = env;
  const jwtParts = [jwks, issuer, audience].filter((part) => part !== undefined).length;
  if (jwtParts > 0 && jwtParts < 3) {
    faults.push('GATEWAY_JWKS_URL, GATEWAY_JWT_ISSUER and GATEWAY_JWT_AUDIENCE must be set together');
  }
  if (env.GATEWAY_ANONYMOUS !== undefined && env.GATEWAY_ANONYMOUS !== 'allow') {
    faults.push('GATEWAY_ANONYMOUS must be `allow`, or not set');
  }
  const gates = [env.GATEWAY_API_KEYS, jwks, env.GATEWAY_ANONYMOUS].filter((gate) => gate !== undefined);
  if (gates.length > 1) {
    faults.push('only one of GATEWAY_API_KEYS, GATEWAY_JWKS_URL and GATEWAY_ANONYMOUS can be set');
  }
  const keys = read(
    'GATEWAY_API_KEYS',
    keyList,
    'keys of at least 16 characters without blanks, separated by commas',
    [],
  );
  if (keys.length > 0) return { kind: 'api-keys', keys };
  const jwksUrl = read<URL | null>('GATEWAY_JWKS_URL', httpUrl, aPlainUrl, null);
  if (jwksUrl && issuer !== undefined && audience !== undefined)
    return { kind: 'jwt', jwksUrl, issuer, audience };
  return { kind: 'open' };
}

/** A service account without a gate would lend the gateway's rights to whoever finds its address. */
function refuseOpenDoor(config: Config, env: Environment, faults: string[]): void {
  const lends = Object.values(config.upstreams).some((upstream) => upstream.account !== null);
  const gateVariables: VariableName[] = ['GATEWAY_API_KEYS', 'GATEWAY_JWKS_URL', 'GATEWAY_ANONYMOUS'];
  if (!lends || gateVariables.some((name) => env[name] !== undefined)) return;
  faults.push(
    'service credentials are set, so who may use them must be too: set GATEWAY_API_KEYS, or GATEWAY_JWKS_URL with ' +
      'GATEWAY_JWT_ISSUER and GATEWAY_JWT_AUDIENCE, or GATEWAY_ANONYMOUS=allow',
  );
}
