/**
 * How long a replica takes to start and what it needs at rest: from the start of the process until `/ready` answers 200, and
 * resident memory some seconds later, beside a bare HTTP server of Node, in turn. Exit code 1 where a replica needs more than
 * the limits; the time is judged by the fastest start, because a busy machine only adds to it.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
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

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const bare =
  "require('node:http').createServer((_, response) => response.end()).listen(0, '127.0.0.1', function () { console.log(JSON.stringify({ url: 'http://127.0.0.1:' + this.address().port })) })";
const atelier: Start[] = [];
const node: Start[] = [];
for (let round = 0; round < Number(values.rounds); round += 1) {
  atelier.push(await start([main], atelierEnvironment('http://127.0.0.1:9')));
  node.push(await start(['-e', bare], {}));
}

for (const [what, unit, digits] of [
  ['readyMs', 'ms until ready', 0],
  ['cpuMs', 'ms of processor time until ready', 0],
  ['restMb', 'MB at rest', 1],
] as const) {
  const { median, low, high } = spreadOf(atelier.map((one) => one[what]));
  const ratio = spreadOf(atelier.map((one, index) => one[what] / (node[index]?.[what] ?? Number.NaN)));
  say(
    `${median.toFixed(digits)} ${unit} (${low.toFixed(digits)} to ${high.toFixed(digits)}); x bare Node ${spreadText(ratio)}`,
  );
}
const fastestMs = Math.min(...atelier.map(({ readyMs }) => readyMs));
const restMb = spreadOf(atelier.map((one) => one.restMb)).median;
say(
  `limits: the fastest start took ${fastestMs.toFixed(0)} of ${limits.readyMs} ms, rest ${restMb.toFixed(0)} of ${limits.restMb} MB`,
);
if (fastestMs >= limits.readyMs || restMb >= limits.restMb) process.exitCode = 1;

async function start(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Start> {
  const startedAtMs = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
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
