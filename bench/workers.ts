/**
 * What more workers bring: operations in a second, and processor time for each operation, of 2 and 4 workers as ratios to
 * one process. Gateways on the same backend, which costs next to nothing, answer in turn as fast as they can; medians and
 * quartiles of the rounds' ratios. Workers count callers through their primary process, so 2 are measured without that, too.
 * Throughput can only grow as far as cores are free: backend and clients run on the same
 * machine and take theirs. Processor time says what workers cost, on any machine.
 */

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { Pool } from 'undici';
import { startMain } from '#test/support/gateway-process.ts';

const counted = { RATE_LIMIT_PER_MINUTE: '1000000000', MAX_REQUESTS_PER_MINUTE: '1000000000' };
const uncounted = { RATE_LIMIT_PER_MINUTE: '0', MAX_REQUESTS_PER_MINUTE: '0' };
const variants = [
  { name: '1 process', workers: 1, limits: counted },
  { name: '2 workers', workers: 2, limits: counted },
  { name: '2 workers that count nobody', workers: 2, limits: uncounted },
  { name: '4 workers', workers: 4, limits: counted },
];
const rounds = 7;
const roundMs = 1_500;
/** Until each of the workers has compiled what it does often. */
const warmUpMs = 4_000;
/** Enough that every worker has some. */
const connections = 32;
const query = '{ setDesigns(first: 20) { totalCount nodes { name } } }';

interface Contestant {
  readonly name: string;
  readonly pool: Pool;
  /** The processes that compute, the primary among them. */
  readonly pids: readonly number[];
}

interface Measured {
  readonly perSecond: number;
  readonly cpuMsEach: number;
}

await using stack = new AsyncDisposableStack();
const backend = await startBackend();
stack.defer(() => backend.close());
const contestants: Contestant[] = [];
for (const variant of variants) contestants.push(await start(variant));
for (const contestant of contestants) await measure(contestant, warmUpMs);

const measured = new Map<string, Measured[]>(variants.map(({ name }) => [name, []]));
for (let round = 0; round < rounds; round += 1) {
  // Who begins changes, because a machine that does other things as well is never the same twice.
  const turn = round % contestants.length;
  for (const contestant of [...contestants.slice(turn), ...contestants.slice(0, turn)]) {
    measured.get(contestant.name)?.push(await measure(contestant, roundMs));
  }
}
say(`${availableParallelism()} cores, of which backend and clients use one; each to one process:`);
const [base, ...others] = variants.map(({ name }) => measured.get(name) ?? []);
for (const [at, rows] of others.entries()) {
  const name = variants[at + 1]?.name;
  const ratios = (of: (one: Measured) => number): number[] =>
    rows.map((one, round) => of(one) / of(base?.[round] ?? one));
  say(`${name}: operations in a second ${spread(ratios(({ perSecond }) => perSecond))}`);
  say(`${name}: processor time for an operation ${spread(ratios(({ cpuMsEach }) => cpuMsEach))}`);
}

async function start({ name, workers, limits }: (typeof variants)[number]): Promise<Contestant> {
  const gateway = stack.use(
    startMain({
      PORT: '0',
      WORKERS: String(workers),
      SARTIQ_URL: backend.url,
      SARTIQ_TOKEN: 'x',
      GATEWAY_ANONYMOUS: 'allow',
      CACHE_MAX_BYTES: '0',
      ...limits,
    }),
  );
  const line = JSON.parse(await gateway.said(/"url":"http/)) as { url: string; workers?: number[] };
  const pool = new Pool(line.url, { connections, pipelining: 1 });
  stack.defer(() => pool.close());
  return { name, pool, pids: [gateway.pid, ...(line.workers ?? [])] };
}

/** As many operations as it answers in so many milliseconds. */
async function measure({ pool, pids }: Contestant, forMs: number): Promise<Measured> {
  let answered = 0;
  const cpuBeforeMs = cpuOf(pids);
  const startedMs = performance.now();
  const client = async (): Promise<void> => {
    while (performance.now() - startedMs < forMs) answered += await askOnce(pool);
  };
  await Promise.all(Array.from({ length: connections }, client));
  const seconds = (performance.now() - startedMs) / 1000;
  return { perSecond: answered / seconds, cpuMsEach: (cpuOf(pids) - cpuBeforeMs) / answered };
}

/** 1 for an answer, 0 where a busy gateway refused. */
async function askOnce(pool: Pool): Promise<number> {
  const answer = await pool.request({
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query }),
  });
  const text = await answer.body.text();
  if (answer.statusCode === 503) return 0;
  if (text.includes('"errors"')) throw new Error(`An operation failed: ${text.slice(0, 500)}`);
  return 1;
}

/** Of all threads, in milliseconds; the system counts hundredths of a second. */
function cpuOf(pids: readonly number[]): number {
  const ticks = pids.map((pid) => {
    const [, after = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const fields = after.split(' ');
    return Number(fields[11]) + Number(fields[12]);
  });
  return 10 * ticks.reduce((sum, one) => sum + one, 0);
}

/** Sends the same page each time. */
async function startBackend() {
  const body = JSON.stringify({ data: [], count: 0 });
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json').end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function spread(ratios: readonly number[]): string {
  const sorted = ratios.toSorted((left, right) => left - right);
  const at = (share: number): string => (sorted[Math.round(share * (sorted.length - 1))] ?? 0).toFixed(2);
  return `${at(0.5)} (quartiles ${at(0.25)} to ${at(0.75)})`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
