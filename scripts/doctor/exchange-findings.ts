/** What the exchanges with an upstream tell beside their bodies: its clock, its speed, its limits. Pure. */

import type { Finding } from './finding.ts';
import type { Exchange } from './wire.ts';

type Result = Omit<Finding, 'upstream'>;

/** Beyond so much, expiries and waiting times are misjudged. */
const maxSkewMs = 30_000;

/** Compares the `Date` of the newest answer with when it came. Null where no answer has one. */
export function clockFinding(exchanges: readonly Exchange[]): Result | null {
  for (const { answer, endedAtMs } of exchanges.toReversed()) {
    const dateMs = Date.parse(textOf(answer?.headers['date']));
    if (Number.isNaN(dateMs)) continue;
    const skewMs = dateMs - endedAtMs;
    const seconds = Math.round(Math.abs(skewMs) / 1000);
    if (Math.abs(skewMs) <= maxSkewMs) {
      return {
        check: 'clock',
        mark: 'ok',
        what: `within ${Math.max(1, seconds)} s of this machine's`,
        advice: null,
      };
    }
    const side = skewMs > 0 ? 'ahead of' : 'behind';
    return {
      check: 'clock',
      mark: 'warn',
      what: `${seconds} s ${side} this machine's: expiries of tokens and waiting times are misjudged`,
      advice: 'synchronise the clock of this machine (NTP); if it is right, tell the vendor',
    };
  }
  return null;
}

/** @param slowMs from where on a median is slow, in milliseconds */
export function latencyFinding(exchanges: readonly Exchange[], slowMs: number): Result | null {
  const durations = exchanges.filter(({ answer }) => answer !== null).map(({ durationMs }) => durationMs);
  const middle = durations.sort((left, right) => left - right)[Math.floor(durations.length / 2)];
  if (middle === undefined) return null;
  const what = `${Math.round(middle)} ms for an answer, the median of ${durations.length}`;
  if (middle < slowMs) return { check: 'latency', mark: 'ok', what, advice: null };
  const advice = 'run the gateway nearer to the backend, or raise its deadline; ask the vendor if it stays';
  return { check: 'latency', mark: 'warn', what: `slow: ${what}`, advice };
}

const limitHeader = /^(x-)?rate-?limit(-|$)|^retry-after$/;

/** Headers that tell of rate limits, of the newest answer that has some. */
export function limitFinding(exchanges: readonly Exchange[]): Result {
  for (const { answer } of exchanges.toReversed()) {
    const told = Object.entries(answer?.headers ?? {}).filter(([name]) => limitHeader.test(name));
    if (told.length === 0) continue;
    const what = told.map(([name, value]) => `${name}: ${shownValue(textOf(value))}`).join(', ');
    return { check: 'limits', mark: 'ok', what: `says ${what}`, advice: null };
  }
  return { check: 'limits', mark: 'ok', what: 'no answer tells of a rate limit', advice: null };
}

function textOf(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' ? header : (header?.join(', ') ?? '');
}

function shownValue(text: string): string {
  return text.replace(/[^\w;=,":. -]/g, '?').slice(0, 60);
}
