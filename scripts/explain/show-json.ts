/** What is found as JSON, for tools. Pure. */

import type { Comparison } from './comparison.ts';
import type { Explained } from './explained.ts';

/** What was compared with, and what it showed. */
export interface ComparedWith extends Comparison {
  /** As it was given. */
  readonly revision: string;
  readonly commit: string;
}

export function showJson(
  explained: readonly Explained[],
  budget: number,
  compared: ComparedWith | null,
): string {
  const operations = explained.map(({ operation, report, standIns, tooMuch }) => ({
    file: operation.file.name,
    line: operation.line,
    plan: { ...report, budget },
    standIns,
    tooMuch,
  }));
  const found = compared ? { operations, comparison: compared } : { operations };
  return `${JSON.stringify(found, null, 2)}\n`;
}
