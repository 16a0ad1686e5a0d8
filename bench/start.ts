/**
 * How long a replica takes to start and what it needs at rest: from the start of the process until `/ready` answers 200, and
 * resident memory two seconds later, beside a bare HTTP server of Node, in turn. `again` finds what Node compiled in the start
 * before (`NODE_COMPILE_CACHE`), as `npm start` and the image do; `first` finds nothing. Exit code 1 where a replica that
 * starts again needs more than the limits; the time is judged by the fastest start, because a busy machine only adds to it.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
const env = atelierEnvironment('http://127.0.0.1:9');
const cache = await mkdtemp(join(tmpdir(), 'atelier-compiled-'));
const again: Start[] = [];
const first: Start[] = [];
const node: Start[] = [];
try {
  const startAgain = (): Promise<Start> => start([main], { ...env, NODE_COMPILE_CACHE: cache });
  await startAgain();
  for (let round = 0; round < Number(values.rounds); round += 1) {
    again.push(await startAgain());
    first.push(await start([main], env));
    node.push(await start(['-e', bare], {}));
  }
} finally {
  await rm(cache, { recursive: true, force: true });
}

describe('again', again);
describe('first', first);
const fastestMs = Math.min(...again.map(({ readyMs }) => readyMs));
const restMb = spreadOf(again.map((one) => one.restMb)).median;
say(
  `limits: the fastest start took ${fastestMs.toFixed(0)} of ${limits.readyMs} ms, rest ${restMb.toFixed(0)} of ${limits.restMb} MB`,
);
if (fastestMs >= limits.readyMs || restMb >= limits.restMb) process.exitCode = 1;

function describe(name: string, starts: readonly Start[]): void {
  for (const [what, unit] of [
    ['readyMs', 'ms until ready'],
    ['cpuMs', 'ms of processor time until ready'],
    ['restMb', 'MB at rest'],
  ] as const) {
    const { median, low, high } = spreadOf(starts.map((one) => one[what]));
    const ratio = spreadOf(starts.map((one, index) => one[what] / (node[index]?.[what] ?? Number.NaN)));
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
