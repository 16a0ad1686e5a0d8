/**
 * What watching the gateway costs it: processor time for an operation with traces and with metrics that are read twice in
 * each second that the gateway works, as a ratio to one with neither; and with neither, as a ratio to the commit before
 * there were traces. Gateways on the same simulators answer the same operations in turn, and each is judged by the lower
 * quartile of its rounds: whatever else a machine does only adds to a round. Prints the median of several starts' ratios,
 * and their quartiles, for an operation over three backends and for one that is answered from the cache. A median over
 * the limit fails.
 *
 * `npm run bench -- observability <commit>` compares with another commit.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Pool } from 'undici';
import { smallWorldSize } from '#test/simulators/simulator.ts';
import { startSimulators } from '#test/simulators/start.ts';
import { everything } from '#test/support/studio-query.ts';
import { serviceEnvironment } from '#test/support/world.ts';
import { cpuMs, type GatewayProcess, startGatewayProcess } from './gateway-process.ts';
import { type Spread, spreadOf } from './operations/statistics.ts';

/** Each with processes of their own: what was compiled when differs between two that run the same code, by a tenth and more. */
const starts = 3;
const rounds = 9;
/** Operations for each gateway alike: what is hot gets faster for thousands of them. */
const warmUp = 3_000;
/** Of processor time, for one gateway in one round: enough operations that spans are sent within it. */
const roundMs = 300;
/** Of processor time with traces and metrics, to that with neither. */
const limit = 1.15;
const root = join(import.meta.dirname, '..');

const workloads = [
  { name: 'over three backends', env: { CACHE_MAX_BYTES: '0' } },
  { name: 'from the cache', env: {} },
];

await using simulators = await startSimulators({ size: smallWorldSize });
const traces = await startSink();
const before = checkOutBefore(process.argv[2]);
try {
  for (const workload of workloads) await compare(workload);
} finally {
  traces.close();
  before?.remove();
}

interface Ratios {
  readonly on: number;
  readonly off: number;
}

async function compare({ name, env }: (typeof workloads)[number]): Promise<void> {
  const usual = {
    ...serviceEnvironment(simulators),
    RATE_LIMIT_PER_MINUTE: '0',
    MAX_REQUESTS_PER_MINUTE: '0',
    ...env,
  };
  const ratios: Ratios[] = [];
  for (let start = 0; start < starts; start += 1) ratios.push(await compareOnce(usual));
  const added = spreadOf(ratios.map((ratio) => ratio.on));
  say(`${name}: with traces and metrics to with neither ${textOf(added)}`);
  if (before)
    say(`${name}: with neither to ${before.commit} ${textOf(spreadOf(ratios.map((ratio) => ratio.off)))}`);
  if (added.median > limit) {
    say(`${name}: watching costs more than ${limit}`);
    process.exitCode = 1;
  }
}

/** By gateways that were started for it. */
async function compareOnce(usual: Readonly<Record<string, string>>): Promise<Ratios> {
  const watched = { ...usual, OTEL_EXPORTER_OTLP_ENDPOINT: traces.url };
  const [off, on] = [await startGatewayProcess(usual), await startGatewayProcess(watched)];
  const old = before && (await startGatewayProcess(usual, before.folder));
  const gateways = old ? [off, on, old] : [off, on];
  try {
    for (const gateway of gateways) await cpuOf(gateway, warmUp);
    await readMetrics(on);
    const trial = 50;
    const trials: number[] = [];
    for (const gateway of gateways) trials.push(await cpuOf(gateway, trial));
    const operations = Math.ceil(roundMs / (Math.min(...trials) / trial));
    const exportsBefore = traces.received();
    const spent = new Map<GatewayProcess | null, number[]>(gateways.map((gateway) => [gateway, []]));
    for (let round = 0; round < rounds; round += 1) {
      // Who begins changes, because a machine that does other things as well is never the same twice.
      const turn = round % gateways.length;
      for (const gateway of [...gateways.slice(turn), ...gateways.slice(0, turn)]) {
        spent.get(gateway)?.push(await cpuOf(gateway, operations, gateway === on ? readMetrics : null));
      }
    }
    if (traces.received() === exportsBefore) throw new Error('No traces were sent');
    const cpu = (gateway: GatewayProcess | null): number => spreadOf(spent.get(gateway) ?? []).low;
    return { on: cpu(on) / cpu(off), off: cpu(off) / cpu(old) };
  } finally {
    for (const gateway of gateways) gateway.stop();
  }
}

/**
 * Processor time of a gateway for so many operations, in milliseconds.
 *
 * @param read what else it is asked for, once in the middle
 */
async function cpuOf(
  gateway: GatewayProcess,
  operations: number,
  read: ((gateway: GatewayProcess) => Promise<void>) | null = null,
): Promise<number> {
  const { url, pid } = gateway;
  const pool = new Pool(url, { connections: 1 });
  const startedMs = cpuMs(pid);
  for (let count = 0; count < operations; count += 1) {
    if (count === Math.floor(operations / 2)) await read?.(gateway);
    const answer = await pool.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query: everything }),
    });
    const text = await answer.body.text();
    // On a machine that is busy with other things the gateway may refuse for a while.
    if (answer.statusCode === 503) {
      count -= 1;
      await setTimeout(200);
      continue;
    }
    if (text.includes('"errors"')) throw new Error(`An operation failed: ${text.slice(0, 500)}`);
  }
  const spentMs = cpuMs(pid) - startedMs;
  await pool.close();
  return spentMs;
}

async function readMetrics({ url }: GatewayProcess): Promise<void> {
  await (await fetch(`${url}/metrics`)).text();
}

/** Takes traces and throws them away. */
async function startSink() {
  let received = 0;
  const server = createServer((request, response) => {
    received += 1;
    request.resume().once('end', () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received: () => received,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The tree as it was, with the packages of now; null where there is no history to take it from. */
function checkOutBefore(wanted: string | undefined) {
  const commit = wanted ?? commitBeforeTraces();
  if (commit === null) {
    say('There is no history here: nothing to compare a gateway without traces with');
    return null;
  }
  const folder = join(mkdtempSync(join(tmpdir(), 'atelier-before-')), 'tree');
  git('worktree', 'add', '--detach', '--force', folder, commit);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const remove = (): void => {
    rmSync(join(folder, 'node_modules'));
    git('worktree', 'remove', '--force', folder);
    rmSync(join(folder, '..'), { recursive: true });
  };
  return { commit: commit.slice(0, 10), folder, remove };
}

function commitBeforeTraces(): string | null {
  try {
    const [added] = git('log', '--diff-filter=A', '--format=%H', '--', 'src/config/tracing.ts')
      .trim()
      .split('\n')
      .slice(-1);
    return added ? git('rev-parse', `${added}~1`).trim() : null;
  } catch {
    return null;
  }
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

function textOf({ median, low, high }: Spread): string {
  return `${median.toFixed(3)} (quartiles ${low.toFixed(3)} to ${high.toFixed(3)})`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
