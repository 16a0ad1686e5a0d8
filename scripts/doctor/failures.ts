/** Says in plain words why a request failed and what to do about it. Shows codes and statuses, never what was sent. */

import type { UpstreamConfig } from '#src/config/upstreams.ts';
import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';

export interface Explanation {
  readonly what: string;
  readonly advice: string;
}

/** Who failed, and the names that people know it by. */
export interface Patient {
  readonly upstream: UpstreamName;
  readonly config: UpstreamConfig;
  /** Of one request, in milliseconds. */
  readonly timeoutMs: number;
}

/** `PIKTID_URL`, `PIKTID_TOKEN` and so on. */
export function variable(
  { upstream }: Pick<Patient, 'upstream'>,
  suffix: 'URL' | 'TOKEN' | 'TIMEOUT_MS',
): string {
  return `${upstream.toUpperCase()}_${suffix}`;
}

/** What to set anew where a credential is wrong. */
export function credentialNames(patient: Patient): string {
  const isLogin = patient.config.account?.kind === 'password';
  return isLogin ? 'SARTIQ_USERNAME and SARTIQ_PASSWORD' : variable(patient, 'TOKEN');
}

export function explain(error: unknown, patient: Patient): Explanation {
  if (!(error instanceof UpstreamFailure)) {
    return { what: 'did not come to an end in time', advice: 'try again when less is going on' };
  }
  const { status, retryAfterMs, field } = error.details;
  switch (error.code) {
    case 'UPSTREAM_TIMEOUT':
      return explainTimeout(status, patient);
    case 'UPSTREAM_UNAVAILABLE':
      return status === undefined ? explainConnection(error.cause, patient) : explainInside(status);
    case 'UPSTREAM_RATE_LIMITED': {
      const wait = typeof retryAfterMs === 'number' ? `in ${Math.ceil(retryAfterMs / 1000)} s` : 'later';
      return {
        what: 'limits the rate of requests (429)',
        advice: `try again ${wait}; ask for a higher limit`,
      };
    }
    case 'UNAUTHENTICATED':
      return {
        what: 'does not accept the token (401): it is wrong, expired or withdrawn',
        advice: `set ${credentialNames(patient)} anew; a token of another environment is refused like that as well`,
      };
    case 'FORBIDDEN':
      return {
        what: 'accepts the token, but does not allow this (403)',
        advice: 'give the account of the token the right to read this, or take another account',
      };
    case 'UPSTREAM_CONTRACT':
      return {
        what: `${sentenceOf(error)}${field === undefined ? '' : `: ${String(field)}`}`,
        advice: 'see below what is broken; compare docs/upstreams with what the vendor says today',
      };
    default:
      return {
        what: `${sentenceOf(error)}${status === undefined ? '' : ` (${String(status)})`}`,
        advice: 'compare docs/upstreams with what the vendor says today: the route may have changed',
      };
  }
}

/** A failure's message without the name of the upstream, which stands beside it. */
function sentenceOf(error: UpstreamFailure): string {
  return error.message.replace(/^\S+ /, '');
}

function explainInside(status: unknown): Explanation {
  return {
    what: `failed inside (${String(status)})`,
    advice: 'try again later; tell the vendor if it stays',
  };
}

function explainTimeout(status: unknown, patient: Patient): Explanation {
  if (status !== undefined) return explainInside(status);
  return {
    what: `did not answer within ${patient.timeoutMs} ms`,
    advice: `look at the network between here and ${patient.config.baseUrl.host}; if it is just slow, raise ${variable(patient, 'TIMEOUT_MS')}`,
  };
}

const tlsCodes = /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|EPROTO)/;
const farCodes = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

function explainConnection(cause: unknown, patient: Patient): Explanation {
  const code = codeOf(cause) ?? 'no code';
  const { hostname, host } = patient.config.baseUrl;
  const url = variable(patient, 'URL');
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return {
      what: `the host ${hostname} has no address (${code})`,
      advice: `look for a typing error in ${url}; otherwise check the DNS of this machine`,
    };
  }
  if (code === 'ECONNREFUSED') {
    return {
      what: `nothing listens at ${host} (${code})`,
      advice: `check host and port in ${url}, and whether it runs`,
    };
  }
  if (farCodes.has(code)) {
    return {
      what: `${host} cannot be reached over the network (${code})`,
      advice: 'check firewalls and routes; the gateway uses no HTTP proxy',
    };
  }
  if (/WRONG_VERSION|PACKET_LENGTH/.test(code)) {
    return {
      what: `${host} does not speak TLS (${code})`,
      advice: `should ${url} begin with http:// or have another port?`,
    };
  }
  if (tlsCodes.test(code)) {
    return {
      what: `the certificate of ${host} is not accepted (${code})`,
      advice: `check the host in ${url}; a private authority is made known with NODE_EXTRA_CA_CERTS`,
    };
  }
  return {
    what: `the connection to ${host} broke before there was an answer (${code})`,
    advice: `should ${url} begin with https:// or have another port? Otherwise try again`,
  };
}

/** The code of the innermost error that has one. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const inner = codeOf(error instanceof AggregateError ? error.errors[0] : error.cause);
  return inner ?? ('code' in error && typeof error.code === 'string' ? error.code : null);
}
