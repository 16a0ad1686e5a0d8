/** Puts what was measured into words: a table for each workload, ratios first. Pure. */

import type { Contestant } from './contestants.ts';
import type { Measured, Sample } from './measure.ts';
import { medianOf, type Spread, spreadOf } from './statistics.ts';
import type { Workload } from './workloads.ts';

/**
 * This contestant's processor time by that of another one, window by window of the same round: what slows the machine down
 * slows both down, and drops out.
 */
export function pairedRatio(
  samples: readonly Sample[],
  workload: string,
  contestant: string,
  base: string,
): Spread {
  const of = (name: string): ReadonlyMap<number, number> =>
    new Map(
      samples
        .filter((sample) => sample.workload === workload && sample.contestant === name)
        .map(({ round, cpuMsPerOperation }) => [round, cpuMsPerOperation]),
    );
  const others = of(base);
  const ratios = [...of(contestant)].map(([round, cpuMs]) => cpuMs / (others.get(round) ?? Number.NaN));
  return spreadOf(ratios.filter((ratio) => !Number.isNaN(ratio)));
}

/** @param bases the contestants whose processor time is 1, a column each */
export function describeMeasured(
  measured: Measured,
  workloads: readonly Workload[],
  contestants: readonly Contestant[],
  bases: readonly string[],
): string {
  return workloads.map((workload) => describeWorkload(measured, workload, contestants, bases)).join('\n');
}

function describeWorkload(
  { samples, latencies }: Measured,
  workload: Workload,
  contestants: readonly Contestant[],
  bases: readonly string[],
): string {
  const { number, name, about, optimum, aim } = workload;
  const columns = [
    ...bases.map((base) => `x ${base}`),
    'CPU ms',
    'op/s',
    `upstream (least ${optimum})`,
    'half load p50',
    'p99',
    'MB',
  ];
  const rows = contestants.flatMap((contestant) => {
    const own = samples.filter((one) => one.workload === name && one.contestant === contestant.name);
    if (own.length === 0) return [];
    const latency = latencies.find((one) => one.workload === name && one.contestant === contestant.name);
    const middle = (of: (sample: Sample) => number): number => medianOf(own.map(of));
    return [
      [
        contestant.name,
        ...bases.map((base) => spreadText(pairedRatio(samples, name, contestant.name, base))),
        middle(({ cpuMsPerOperation }) => cpuMsPerOperation).toFixed(3),
        middle(({ operationsPerSecond }) => operationsPerSecond).toFixed(0),
        middle(({ requests }) => requests).toFixed(2),
        latency ? `${latency.p50Ms.toFixed(1)} ms` : '-',
        latency ? `${latency.p99Ms.toFixed(1)} ms` : '-',
        middle(({ memoryMb }) => memoryMb).toFixed(0),
      ],
    ];
  });
  const goal = aim === null ? '' : `; aim: ${aim} x floor without cache and single flight`;
  return `${number} ${name}: ${about}${goal}\n${table([['', ...columns], ...rows])}\n`;
}

/** `1.31 (1.28 to 1.36)`: the median, and where the middle half lies. */
export function spreadText({ median, low, high }: Spread): string {
  return Number.isNaN(median) ? '-' : `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => `  ${row.map(pad).join('  ')}`).join('\n');
}
