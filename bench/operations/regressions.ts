/** Finds the workloads that became slower for good: what a busy machine does to one run, it does not do three times. */

import type { Contestant } from './contestants.ts';
import { type MeasureOptions, measure } from './measure.ts';
import { describeMeasured, pairedRatio, spreadText } from './report.ts';
import type { Stage } from './stage.ts';
import type { Workload } from './workloads.ts';

/** More processor time than before that is no noise. */
export const allowedGrowth = 1.25;
/** So often it must be seen, each time with processes of their own. */
const repetitions = 3;

export interface Comparison {
  /** Workloads that were slower in every repetition, with their last ratio. */
  readonly regressions: readonly string[];
  /** Why a contestant could not be measured. */
  readonly faults: readonly string[];
}

/** Measures `now` beside `before`, and again what looks slower. */
export async function compareContestants(
  stage: Stage,
  { now, before }: { readonly now: Contestant; readonly before: Contestant },
  options: Omit<MeasureOptions, 'contestants' | 'latency'>,
): Promise<Comparison> {
  const { say } = options;
  const contestants = [now, before];
  const slower = new Map<Workload, string>();
  let suspects = options.workloads;
  for (let repetition = 1; repetition <= repetitions && suspects.length > 0; repetition += 1) {
    if (repetition > 1) say(`again, in new processes: ${suspects.map(({ name }) => name).join(', ')}`);
    const measured = await measure(stage, { ...options, workloads: suspects, contestants, latency: false });
    say(describeMeasured(measured, suspects, contestants, [before.name]));
    if (measured.faults.length > 0) return { regressions: [], faults: measured.faults };
    slower.clear();
    for (const workload of suspects) {
      const ratio = pairedRatio(measured.samples, workload.name, now.name, before.name);
      if (ratio.median > allowedGrowth) slower.set(workload, `${workload.name} ${spreadText(ratio)}`);
    }
    suspects = [...slower.keys()];
  }
  return { regressions: [...slower.values()], faults: [] };
}
