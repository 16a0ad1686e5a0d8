/** Where the backends are, how the gateway proves itself to them, and how long they may take. */

import type { UpstreamName } from '#src/errors.ts';
import type { VariableName } from './env.ts';
import type { Reader } from './faults.ts';
import { byteCount, httpUrl, milliseconds, token } from './value-kinds.ts';

/** How the gateway proves itself to an upstream; null where callers bring their own tokens. */
export type ServiceAccount =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'password'; readonly username: string; readonly password: string };

export interface UpstreamConfig {
  readonly baseUrl: URL;
  readonly account: ServiceAccount | null;
  /** Longest duration of one request with all its repetitions, in milliseconds. */
  readonly timeoutMs: number;
  /** The longest answer that is read, in bytes. */
  readonly maxAnswerBytes: number;
}

/** The vendors' hosted backends. */
const hosted: Readonly<Record<UpstreamName, string>> = {
  piktid: 'https://v2.api.piktid.com',
  sartiq: 'https://api.sartiq.com/api/v1',
  acusight: 'https://acusight.io/api',
};

export function readUpstreams(reader: Reader): Readonly<Record<UpstreamName, UpstreamConfig>> {
  const { read } = reader;
  const maxAnswerBytes = read('UPSTREAM_MAX_BYTES', byteCount, 32 * 1024 ** 2);
  const readUpstream = (
    upstream: UpstreamName,
    names: { readonly url: VariableName; readonly timeout: VariableName },
    account: ServiceAccount | null,
  ): UpstreamConfig => ({
    baseUrl: read(names.url, httpUrl, new URL(hosted[upstream])),
    account,
    timeoutMs: read(names.timeout, milliseconds, 10_000),
    maxAnswerBytes,
  });
  const readToken = (name: VariableName): ServiceAccount | null => {
    const text = read<string | null>(name, token, null);
    return text === null ? null : { kind: 'token', token: text };
  };
  return {
    piktid: readUpstream(
      'piktid',
      { url: 'PIKTID_URL', timeout: 'PIKTID_TIMEOUT_MS' },
      readToken('PIKTID_TOKEN'),
    ),
    sartiq: readUpstream(
      'sartiq',
      { url: 'SARTIQ_URL', timeout: 'SARTIQ_TIMEOUT_MS' },
      sartiqAccount(reader, readToken('SARTIQ_TOKEN')),
    ),
    acusight: readUpstream(
      'acusight',
      { url: 'ACUSIGHT_URL', timeout: 'ACUSIGHT_TIMEOUT_MS' },
      readToken('ACUSIGHT_TOKEN'),
    ),
  };
}

function sartiqAccount({ env, fault }: Reader, byToken: ServiceAccount | null): ServiceAccount | null {
  const { SARTIQ_TOKEN: token, SARTIQ_USERNAME: username, SARTIQ_PASSWORD: password } = env;
  if (token !== undefined && (username !== undefined || password !== undefined)) {
    fault('SARTIQ_TOKEN and SARTIQ_USERNAME with SARTIQ_PASSWORD exclude each other');
  } else if ((username === undefined) !== (password === undefined)) {
    fault('SARTIQ_USERNAME and SARTIQ_PASSWORD must be set together');
  }
  if (username !== undefined && password !== undefined) return { kind: 'password', username, password };
  return byToken;
}
