/** What the doctor says: one finding for each thing that it looked at. Owns the words' shape and how bad they are together. */

import type { UpstreamName } from '#src/errors.ts';

export type Mark =
  | 'ok'
  /** The gateway works, but somebody should know. */
  | 'warn'
  /** Something is wrong. */
  | 'fail'
  /** It was not looked at, for a reason that is no fault. */
  | 'skip';

export interface Finding {
  /** Null for the configuration. */
  readonly upstream: UpstreamName | null;
  /** What was looked at: `token`, `GET /assets`. */
  readonly check: string;
  readonly mark: Mark;
  /** What was found, in a sentence. */
  readonly what: string;
  /** What to do about it; null where nothing is to be done. */
  readonly advice: string | null;
}

export interface DoctorReport {
  readonly findings: readonly Finding[];
  /** How many requests were sent to upstreams. */
  readonly requests: number;
  readonly durationMs: number;
  /** Whether the upstreams were looked at; the configuration may forbid it. */
  readonly hasRun: boolean;
}

/** 0 all is well or there are warnings, 1 something is wrong, 2 the upstreams could not be looked at. */
export function exitCodeOf({ findings, hasRun }: DoctorReport): 0 | 1 | 2 {
  if (!hasRun) return 2;
  return findings.some(({ mark }) => mark === 'fail') ? 1 : 0;
}

/** Text from an upstream as it may stand on a terminal: nothing but an id's characters, and not many. */
export function shownId(id: string): string {
  const plain = id.replace(/[^\w./:-]/g, '?');
  return plain.length > 60 ? `${plain.slice(0, 60)}…` : plain;
}

/** Whether a text means the same in capitals everywhere; `ß` does not. */
export function isPlainAscii(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text);
}
