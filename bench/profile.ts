/**
 * Where the time of an operation goes: Atelier under one workload with Node's profiler. Writes the profile, which the
 * developer tools of a browser open, and prints the shares of its layers.
 *
 * `npm run bench -- profile W1 [--seconds 6] [--out gallery.cpuprofile]`
 */

import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { atelier } from './operations/contestants.ts';
import { profileLayers } from './operations/layers.ts';
import type { LoadPlan } from './operations/load.ts';
import { chooseWorkloads } from './operations/select.ts';
import { openStage } from './operations/stage.ts';
import { readWorkloads, type Workload } from './operations/workloads.ts';
import { pin } from './processes.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '6' },
    'warm-up': { type: 'string', default: '400' },
    functions: { type: 'string', default: '12' },
    out: { type: 'string' },
  },
});
/** Between two looks, in microseconds. */
const intervalUs = 500;

await using stage = await openStage();
const [workload] = chooseWorkloads(await readWorkloads(stage.upstreamUrl), positionals[0] ?? 'W1');
if (!workload) throw new Error('There is no workload');
const folder = await mkdtemp(join(tmpdir(), 'atelier-profile-'));
try {
  const loaded = await runProfiled(workload, folder);
  const [file = ''] = (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile'));
  const out = values.out ?? `atelier-${workload.name}.cpuprofile`;
  await copyFile(join(folder, file), out);
  const { layers, functions } = profileLayers(await readFile(join(folder, file), 'utf8'), loaded);
  say(`${workload.number} ${workload.name}: ${loaded.operations} operations, profile in ${out}`);
  for (const { name, share } of layers) say(`${percent(share)}  ${name}`);
  say('the functions that take most themselves:');
  for (const { name, share } of functions.slice(0, Number(values.functions)))
    say(`${percent(share)}  ${name}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** When the load began and ended, in microseconds of the system's monotonic clock, which the profile uses, too. */
async function runProfiled(wanted: Workload, directory: string) {
  const nodeArgs = ['--cpu-prof', `--cpu-prof-interval=${intervalUs}`, `--cpu-prof-dir=${directory}`];
  const contestant = atelier({ name: 'profiled', nodeArgs });
  const server = await contestant.start(stage.upstreamUrl);
  try {
    pin(server.pid, 'measured');
    const plan: Omit<LoadPlan, 'seconds'> = {
      url: server.url,
      requests: wanted.variables.map((variables) => contestant.requestFor(wanted, variables)),
      ...(wanted.together > 1
        ? { connections: wanted.together, pace: 'waves' }
        : { connections: 8, pace: 'closed' }),
    };
    await stage.delayUpstream(wanted.delayMs);
    await stage.load({ ...plan, seconds: 30, operations: Number(values['warm-up']) });
    const fromUs = nowUs();
    const { operations } = await stage.load({ ...plan, seconds: Number(values.seconds) });
    return { operations, fromUs, toUs: nowUs() };
  } finally {
    await server.stop();
  }
}

function nowUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1).padStart(5)} %`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
