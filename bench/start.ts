/**
 * How long a replica takes to start and what it needs at rest: from the start of the process until `/ready` answers 200, and
 * resident memory two seconds later, in turn and beside a bare HTTP server of Node. `image` is the bundle, started as the image
 * starts it; `image-compiled` finds what Node compiled of it in the start before (`NODE_COMPILE_CACHE`), which the image does not
 * have; `source` is `npm start`, which has it. Exit code 1 where the median of `image` is not below the limits.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createBundledGateway } from '#test/support/bundle.ts';
import { atelierEnvironment } from './operations/contestants.ts';
import { spreadText } from './operations/report.ts';
import { spreadOf } from './operations/statistics.ts';
import { treeCpuMs, treeMemoryMb } from './processes.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' } } });
const limits = { readyMs: 1_000, restMb: 150 };
/** After it nothing of the start is left to do. */
const restMs = 2_000;

interface Start {
  readonly readyMs: number;
  /** Processor time until then. */
  readonly cpuMs: number;
  readonly restMb: number;
}

const source = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const bare =
  "require('node:http').createServer((_, response) => response.end()).listen(0, '127.0.0.1', function () { console.log(JSON.stringify({ url: 'http://127.0.0.1:' + this.address().port })) })";
const env = atelierEnvironment('http://127.0.0.1:9');

await using bundled = await createBundledGateway();
const compiled = (name: string) => ({ ...env, NODE_COMPILE_CACHE: join(bundled.folder, 'compiled', name) });
const contestants = {
  image: () => start([bundled.main], env),
  'image-compiled': () => start([bundled.main], compiled('image')),
  source: () => start([source], compiled('source')),
  node: () => start(['-e', bare], {}),
};
type Name = keyof typeof contestants;
const names = Object.keys(contestants) as Name[];
const starts: Record<Name, Start[]> = { image: [], 'image-compiled': [], source: [], node: [] };
// What is compiled is kept once, and nobody pays for files that the system has not read yet.
for (const name of names) await contestants[name]();
for (let round = 0; round < Number(values.rounds); round += 1)
  for (const name of names) starts[name].push(await contestants[name]());

for (const name of names) if (name !== 'node') describe(name, starts[name]);
const readyMs = spreadOf(starts.image.map((one) => one.readyMs)).median;
const restMb = spreadOf(starts.image.map((one) => one.restMb)).median;
say(
  `limits: ready after ${readyMs.toFixed(0)} of ${limits.readyMs} ms, rest ${restMb.toFixed(0)} of ${limits.restMb} MB`,
);
if (readyMs >= limits.readyMs || restMb >= limits.restMb) process.exitCode = 1;

function describe(name: string, all: readonly Start[]): void {
  for (const [what, unit] of [
    ['readyMs', 'ms until ready'],
    ['cpuMs', 'ms of processor time until ready'],
    ['restMb', 'MB at rest'],
  ] as const) {
    const { median, low, high } = spreadOf(all.map((one) => one[what]));
    const ratio = spreadOf(all.map((one, index) => one[what] / (starts.node[index]?.[what] ?? Number.NaN)));
    const figures = `${median.toFixed(0)} (${low.toFixed(0)} to ${high.toFixed(0)})`;
    say(`${name}: ${figures} ${unit}; x bare Node ${spreadText(ratio)}`);
  }
}

async function start(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<Start> {
  const startedAtMs = performance.now();
  const child = spawn(process.execPath, args, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { url } = JSON.parse(line) as { readonly url: string };
    const ready = await fetch(`${url}/ready`);
    const readyMs = performance.now() - startedAtMs;
    if (ready.status !== 200) throw new Error(`/ready answered ${ready.status}`);
    const cpuMs = treeCpuMs(child.pid ?? 0);
    await sleep(restMs);
    return { readyMs, cpuMs, restMb: treeMemoryMb(child.pid ?? 0) };
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    await ended;
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
