/** Waiting in tests for what happens soon. On a slow machine that may take more than the second that `vi.waitFor` gives it. */

import { vi } from 'vitest';

/** Looks again and again until it does not throw, for so long at most; resolves to what it gave. */
export function eventually<Result>(
  look: () => Result | Promise<Result>,
  timeoutMs = 20_000,
): Promise<Result> {
  return vi.waitFor(look, { interval: 10, timeout: timeoutMs });
}
