/** A clock that tests move by hand. Nothing happens between two moves, however long a test takes. */

import type { Clock } from '#src/http/clock.ts';

export interface ManualClock extends Clock {
  /** When the next callback is due, in milliseconds from now; null where nobody waits. */
  nextDueMs(): number | null;
  /** Moves the time, and calls back what is due on the way, in order. */
  move(ms: number): void;
}

/** @param random what chance gives, every time */
export function createManualClock(random = 0): ManualClock {
  let nowMs = Date.UTC(2026, 2, 20, 8, 30, 15, 120);
  const waiting = new Set<{ readonly atMs: number; readonly run: () => void }>();
  const next = () => [...waiting].sort((left, right) => left.atMs - right.atMs)[0];
  return {
    now: () => nowMs,
    random: () => random,
    schedule: (delayMs, run) => {
      const entry = { atMs: nowMs + delayMs, run };
      waiting.add(entry);
      return () => void waiting.delete(entry);
    },
    nextDueMs: () => {
      const entry = next();
      return entry ? entry.atMs - nowMs : null;
    },
    move: (ms) => {
      const endMs = nowMs + ms;
      for (let entry = next(); entry && entry.atMs <= endMs; entry = next()) {
        waiting.delete(entry);
        nowMs = Math.max(nowMs, entry.atMs);
        entry.run();
      }
      nowMs = endMs;
    },
  };
}
