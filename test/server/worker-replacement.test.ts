import { describe, expect, it } from 'vitest';
import { replacementOf } from '#src/server/worker-replacement.ts';

/** The pauses before the replacements of workers that listened for so long, one after the other; null: never. */
function pausesAfter(...lives: readonly (number | null)[]): number[] {
  let earlyEnds = 0;
  return lives.map((listenedMs) => {
    const next = replacementOf({ listenedMs, earlyEnds });
    earlyEnds = next.earlyEnds;
    return next.pauseMs;
  });
}

describe('a worker that ended', () => {
  it('is replaced at once', () => {
    expect(pausesAfter(60_000, 60_000, 60_000)).toEqual([0, 0, 0]);
    expect(pausesAfter(100)).toEqual([0]);
    expect(pausesAfter(null)).toEqual([0]);
  });

  it('is replaced after pauses that double, where others ended early before it, up to half a minute', () => {
    expect(pausesAfter(null, 9_999, null, 0)).toEqual([0, 500, 1_000, 2_000]);
    expect(pausesAfter(...Array.from({ length: 40 }, () => null)).at(-1)).toBe(30_000);
  });

  it('is replaced at once again after one that lived', () => {
    expect(pausesAfter(null, null, null, 10_000, null, null)).toEqual([0, 500, 1_000, 0, 0, 500]);
  });
});
