/**
 * Ten minutes of mixed load with random faults on a gateway in a process of its own. Exit code 1 with a sentence for
 * everything that must not be: resident memory that grows by more than a tenth, sockets or timers that are left, faults
 * that nobody caught, answers that are not what clients are promised. `--seconds` and `--seed` choose another run.
 */

import { parseArgs } from 'node:util';
import { runSoak } from '#test/support/soak/soak.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    clients: { type: 'string', default: '24' },
  },
});
/** More resident memory in the last third than in the first steady one. */
const allowedGrowth = 0.1;
/** Until then code is loaded and compiled, and the cache fills. */
const warmUpPart = 1 / 4;

const seed = Number(values.seed);
const seconds = Number(values.seconds);
say(`soak: ${seconds} s with seed ${seed} (repeat it with --seed ${seed})`);
const report = await runSoak({ seed, seconds, clients: Number(values.clients), say });
const steady = report.residentMb.slice(Math.floor(report.residentMb.length * warmUpPart));
const third = Math.floor(steady.length / 3);
const [firstMb, lastMb] = [median(steady.slice(0, third)), median(steady.slice(-third))];
const growth = lastMb / firstMb - 1;
const { before, after } = report;
say(`actions: ${JSON.stringify(report.begun)}`);
say(`faults: ${JSON.stringify(report.faultsByKind)}`);
say(`${report.answers} answers with errors ${JSON.stringify(report.errorsByCode)}`);
say(
  `resident memory: ${firstMb.toFixed(1)} MB in the first steady third, ${lastMb.toFixed(1)} MB in the last ` +
    `(${(growth * 100).toFixed(1)} %), at most ${Math.max(...report.residentMb).toFixed(1)} MB`,
);
say(
  `heap after a full collection: ${before.heapMb.toFixed(1)} MB before, ${after.heapMb.toFixed(1)} MB after`,
);
say(
  `sockets: ${before.sockets} before, ${after.sockets} after; resources: ${JSON.stringify(after.resources)}`,
);
const violations = [...report.violations];
if (growth > allowedGrowth) {
  violations.push(
    `resident memory grew by ${(growth * 100).toFixed(1)} %, more than ${allowedGrowth * 100} %`,
  );
}
for (const violation of violations) say(`VIOLATION: ${violation}`);
if (violations.length > 0) process.exitCode = 1;
else say('nothing that must not be');

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
