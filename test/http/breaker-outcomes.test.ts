import { describe, expect, it } from 'vitest';
import { addOutcome, looksDown, noOutcomes, type Outcomes } from '#src/http/breaker-outcomes.ts';

const thresholds = { windowMs: 10_000, minRequests: 20, minInARow: 5 };

/** Outcomes at times in milliseconds: positive ones are failures, negative ones successes. */
function outcomesAt(...timesMs: readonly number[]): Outcomes {
  return timesMs.reduce<Outcomes>(
    (outcomes, atMs) =>
      addOutcome(outcomes, {
        isFailure: !Object.is(Math.sign(atMs), -1),
        atMs: Math.abs(atMs),
        windowMs: 10_000,
      }),
    noOutcomes,
  );
}
const times = (count: number, atMs: number): number[] => Array.from({ length: count }, () => atMs);

describe('looksDown', () => {
  it('is said by half of twenty requests within the window, and by no less', () => {
    expect(looksDown(outcomesAt(...times(10, -1), ...times(9, 1)), thresholds, 1)).toBe(false);
    expect(looksDown(outcomesAt(...times(10, -1), ...times(10, 1)), thresholds, 1)).toBe(true);
    expect(looksDown(outcomesAt(...times(12, -1), ...times(11, 1)), thresholds, 1)).toBe(false);
  });

  it('is not said by a burst of few failures, nor by those of long ago', () => {
    expect(looksDown(outcomesAt(...times(19, 1)), thresholds, 1)).toBe(false);
    expect(looksDown(outcomesAt(...times(19, 1), -5_000, 20_000), thresholds, 20_000)).toBe(false);
  });

  it('is said by failures in a row over longer than the window, however seldom they are', () => {
    expect(looksDown(outcomesAt(1, 60_000, 120_000, 180_000), thresholds, 180_000)).toBe(false);
    expect(looksDown(outcomesAt(1, 60_000, 120_000, 180_000, 240_000), thresholds, 240_000)).toBe(true);
    expect(looksDown(outcomesAt(1, 60_000, -90_000, 120_000, 180_000, 240_000), thresholds, 240_000)).toBe(
      false,
    );
    expect(looksDown(outcomesAt(1, 2_000, 4_000, 6_000, 8_000), thresholds, 8_000)).toBe(false);
  });

  it('remembers a window in a few slices, however many requests there are', () => {
    const outcomes = outcomesAt(...Array.from({ length: 50_000 }, (_, at) => -1 - at));
    expect(outcomes.slices.length).toBeLessThanOrEqual(11);
  });
});
