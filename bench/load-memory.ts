/**
 * What the gateway's process alone uses while it has as much to do as it can: all workloads in turn, with cache and single
 * flight as in production, for five minutes (`--seconds`). Exit code 1 where resident memory grows by more than a tenth from
 * the first steady third to the last. `soak` looks for the same in one process with its clients and backends, under faults.
 */

import { parseArgs } from 'node:util';
import { atelier } from './operations/contestants.ts';
import { openStage } from './operations/stage.ts';
import { medianOf } from './operations/statistics.ts';
import { readWorkloads } from './operations/workloads.ts';
import { pin, treeMemoryMb } from './processes.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '300' } } });
const totalSeconds = Number(values.seconds);
/** Each workload for so long, and then the next one. */
const turnSeconds = 2;
const allowedGrowth = 0.1;
/** Until then code is compiled and the cache fills. */
const warmUpPart = 1 / 4;
const connections = 8;

await using stage = await openStage();
const contestant = atelier({ name: 'atelier', shares: true });
const server = await contestant.start(stage.upstreamUrl);
const residentMb: number[] = [];
let operations = 0;
let failures = 0;
const restMb = treeMemoryMb(server.pid);
try {
  pin(server.pid, 'measured');
  const workloads = (await readWorkloads(stage.upstreamUrl)).filter(({ together }) => together === 1);
  const endsAtMs = performance.now() + totalSeconds * 1000;
  for (let turn = 0; performance.now() < endsAtMs; turn += 1) {
    const workload = workloads[turn % workloads.length];
    if (!workload) throw new Error('There is no workload');
    const result = await stage.load({
      url: server.url,
      requests: workload.variables.map((variables) => contestant.requestFor(workload, variables)),
      connections,
      seconds: turnSeconds,
      pace: 'closed',
    });
    operations += result.operations;
    failures += result.failures;
    residentMb.push(treeMemoryMb(server.pid));
  }
} finally {
  await server.stop();
}

const steady = residentMb.slice(Math.floor(residentMb.length * warmUpPart));
const third = Math.floor(steady.length / 3);
const [firstMb, lastMb] = [medianOf(steady.slice(0, third)), medianOf(steady.slice(-third))];
const growth = lastMb / firstMb - 1;
say(`${operations} operations in ${totalSeconds} s, ${failures} failed`);
say(
  `resident memory of the gateway: ${restMb.toFixed(0)} MB at the start, ${firstMb.toFixed(0)} MB in the first steady third, ` +
    `${lastMb.toFixed(0)} MB in the last (${(growth * 100).toFixed(1)} %), at most ${Math.max(...residentMb).toFixed(0)} MB`,
);
if (growth > allowedGrowth || failures > 0) process.exitCode = 1;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
