/** Whether an upstream looks down, from how its latest requests ended. Pure; memory does not grow with traffic. */

export interface BreakerThresholds {
  /** How long outcomes count, in milliseconds. */
  readonly windowMs: number;
  /** Fewer requests within the window say nothing. */
  readonly minRequests: number;
  /**
   * For upstreams that are asked seldom: so many failures in a row, over at least the window's length, say enough. A
   * burst of failures within one moment does not.
   */
  readonly minInARow: number;
}

/** How requests of a part of the window ended. */
interface Slice {
  readonly fromMs: number;
  readonly requests: number;
  readonly failures: number;
}

export interface Outcomes {
  /** Oldest first. */
  readonly slices: readonly Slice[];
  /** Failures since the latest success. */
  readonly inARow: number;
  /** When the first of those was. */
  readonly failingSinceMs: number;
}

export const noOutcomes: Outcomes = { slices: [], inARow: 0, failingSinceMs: 0 };

const slicesOfWindow = 10;

export function addOutcome(
  { slices, inARow, failingSinceMs }: Outcomes,
  outcome: { readonly isFailure: boolean; readonly atMs: number; readonly windowMs: number },
): Outcomes {
  const { isFailure, atMs, windowMs } = outcome;
  const recent = slices.filter(({ fromMs }) => atMs - fromMs < windowMs);
  const latest = recent.at(-1);
  const isNew = latest === undefined || atMs - latest.fromMs >= windowMs / slicesOfWindow;
  const { fromMs, requests, failures } = isNew ? { fromMs: atMs, requests: 0, failures: 0 } : latest;
  const grown = { fromMs, requests: requests + 1, failures: failures + (isFailure ? 1 : 0) };
  return {
    slices: [...(isNew ? recent : recent.slice(0, -1)), grown],
    inARow: isFailure ? inARow + 1 : 0,
    failingSinceMs: inARow === 0 ? atMs : failingSinceMs,
  };
}

/** Whether at least half of enough requests failed of late, or all for long. Ask after a failure was added. */
export function looksDown(
  { slices, inARow, failingSinceMs }: Outcomes,
  { windowMs, minRequests, minInARow }: BreakerThresholds,
  nowMs: number,
): boolean {
  const requests = slices.reduce((sum, slice) => sum + slice.requests, 0);
  const failures = slices.reduce((sum, slice) => sum + slice.failures, 0);
  if (requests >= minRequests && failures * 2 >= requests) return true;
  return inARow >= minInARow && nowMs - failingSinceMs >= windowMs;
}
