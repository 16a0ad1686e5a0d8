/**
 * What an operation costs: processor time of Atelier for each workload beside a floor without GraphQL, and beside other
 * gateways where `bench/peers` is installed. Prints paired ratios with their spread. `README.md` beside this file says how to
 * read it.
 */

import { parseArgs } from 'node:util';
import { atelier, floor } from './operations/contestants.ts';
import { measure } from './operations/measure.ts';
import { peers } from './operations/peers.ts';
import { describeMeasured } from './operations/report.ts';
import { choose, chooseWorkloads } from './operations/select.ts';
import { openStage } from './operations/stage.ts';
import { readWorkloads } from './operations/workloads.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '7' },
    'warm-up': { type: 'string', default: '400' },
    workloads: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
    'no-latency': { type: 'boolean', default: false },
  },
});

const all = [
  atelier({ name: 'atelier' }),
  atelier({ name: 'atelier-sharing', shares: true }),
  floor,
  ...peers,
];
const contestants = choose(all, values.only, ({ name }) => [name], 'contestant');

await using stage = await openStage();
const workloads = chooseWorkloads(await readWorkloads(stage.upstreamUrl), values.workloads);
const measured = await measure(stage, {
  contestants,
  workloads,
  rounds: Number(values.rounds),
  seconds: Number(values.seconds),
  warmUp: Number(values['warm-up']),
  warmUpSeconds: 30,
  latency: !values['no-latency'],
  say: (line) => void process.stderr.write(`${line}\n`),
});
process.stdout.write(`${describeMeasured(measured, workloads, contestants, ['floor'])}\n`);
for (const fault of measured.faults) process.stdout.write(`FAULT: ${fault}\n`);
if (measured.faults.length > 0) process.exitCode = 1;
