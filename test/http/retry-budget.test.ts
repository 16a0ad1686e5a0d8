import { describe, expect, it } from 'vitest';
import { earn, fullReserve, type RetryBudget, spend } from '#src/http/retry-budget.ts';

/** How many repetitions are left. */
function left(budget: RetryBudget, nowMs: number): number {
  let count = 0;
  for (let next = spend(budget, nowMs); next !== null; next = spend(next, nowMs)) count += 1;
  return count;
}

function afterRequests(count: number, budget = fullReserve(0)): RetryBudget {
  return Array.from({ length: count }).reduce<RetryBudget>((spent) => earn(spent, budget.atMs), budget);
}

describe('the budget of repetitions', () => {
  it('has a reserve for a gateway that has not asked anything yet', () => {
    expect(left(fullReserve(0), 0)).toBe(10);
  });

  it('grows by a tenth of the traffic', () => {
    expect(left(afterRequests(100), 0)).toBe(20);
  });

  it('does not save up good times for ever', () => {
    expect(left(afterRequests(5_000), 0)).toBe(100);
  });

  it('regains one a second when it is empty, up to the reserve', () => {
    const empty = { tokens: 0, atMs: 0 };
    expect(left(empty, 999)).toBe(0);
    expect(left(empty, 3_000)).toBe(3);
    expect(left(empty, 3_600_000)).toBe(10);
  });

  it('loses nothing by time, whichever way the clock goes', () => {
    const rich = { tokens: 500, atMs: 10_000 };
    expect(left(rich, 20_000)).toBe(50);
    expect(left(rich, 0)).toBe(50);
    expect(left({ tokens: 30, atMs: 10_000 }, 0)).toBe(3);
  });
});
