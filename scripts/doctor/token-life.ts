/** How long a token is good for, from its own words. Verifies nothing and shows nothing of it. */

import { decodeJwt } from 'jose';
import type { Mark } from './finding.ts';

export interface TokenFinding {
  readonly mark: Extract<Mark, 'ok' | 'warn' | 'fail'>;
  /** Completes the sentence that starts with "it". */
  readonly what: string;
  readonly advice?: string;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** @param names what to set anew: `PIKTID_TOKEN` */
export function tokenFinding(token: string, nowMs: number, names: string): TokenFinding {
  const expiresAtMs = expiryOf(token);
  if (expiresAtMs === null) return { mark: 'ok', what: 'does not say when it expires' };
  const leftMs = expiresAtMs - nowMs;
  if (leftMs <= 0) {
    return { mark: 'fail', what: `expired ${span(-leftMs)} ago`, advice: `set ${names} anew` };
  }
  if (names.includes('PASSWORD')) return { mark: 'ok', what: `expires in ${span(leftMs)} and is renewed` };
  if (leftMs > 7 * dayMs) return { mark: 'ok', what: `expires in ${span(leftMs)}` };
  return { mark: 'warn', what: `expires in ${span(leftMs)}`, advice: `set ${names} anew before that` };
}

/** Milliseconds since 1970; null for a token that is no JWT or names no time. */
function expiryOf(token: string): number | null {
  try {
    const { exp } = decodeJwt(token);
    return exp === undefined ? null : exp * 1000;
  } catch {
    return null;
  }
}

function span(ms: number): string {
  if (ms >= 2 * dayMs) return `${Math.floor(ms / dayMs)} days`;
  if (ms >= 2 * hourMs) return `${Math.floor(ms / hourMs)} hours`;
  return `${Math.ceil(ms / 60_000)} minutes`;
}
