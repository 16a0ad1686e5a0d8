/** When a worker that has ended is replaced. Pure. */

/** The last worker of one place. */
export interface LastWorker {
  /** How long it listened, in milliseconds; null where it never did. */
  readonly listenedMs: number | null;
  /** How many before it ended early, without one between that did not. */
  readonly earlyEnds: number;
}

export interface Replacement {
  readonly pauseMs: number;
  /** The same count for the next one. */
  readonly earlyEnds: number;
}

/** Whoever listens for so long has started well. */
const settledMs = 10_000;
const firstPauseMs = 500;
const longestPauseMs = 30_000;

/** At once, except where one after the other ends early: then after pauses that double. */
export function replacementOf({ listenedMs, earlyEnds }: LastWorker): Replacement {
  if (listenedMs !== null && listenedMs >= settledMs) return { pauseMs: 0, earlyEnds: 0 };
  const pauseMs = earlyEnds === 0 ? 0 : Math.min(longestPauseMs, firstPauseMs * 2 ** (earlyEnds - 1));
  return { pauseMs, earlyEnds: earlyEnds + 1 };
}
