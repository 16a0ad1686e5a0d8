/**
 * What it costs the gateway to refuse a hostile request: the CPU time of its process for one, as a ratio to one ordinary
 * query over the same path that was sent just before. Prints medians with the least and the most of all rounds, for
 * texts that were never seen before and for one that is repeated. Exit code 1 where a median is 1 or more, or something
 * is not refused.
 */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Pool } from 'undici';
import { parseConfig } from '#src/config/config.ts';
import { startGateway } from '#src/server/gateway.ts';
import { createLog } from '#src/server/log.ts';
import { smallWorldSize } from '#test/simulators/simulator.ts';
import { startSimulators } from '#test/simulators/start.ts';
import { type HostileRequest, hostileRequests } from '#test/support/hostile.ts';
import { serviceEnvironment } from '#test/support/world.ts';

const rounds = 9;
/** Requests of each kind in a round. */
const requests = 15;
const timeoutMs = 120_000;

/** A screen of a studio: four upstream requests, and a document that the gateway knows after the first time. */
const ordinary: HostileRequest = {
  method: 'POST',
  search: '',
  body: JSON.stringify({
    query: `{ jobs(first: 3) { totalCount nodes { jobId images(first: 2) { nodes { originalFilename } } } }
      assets(first: 3) { nodes { filename } }
      setDesigns(first: 3) { nodes { name baseImages { id } } }
      datasetImages(first: 3) { nodes { filename annotations { classValue } } } }`,
  }),
};

if (process.argv[2] === 'gateway') await serveGateway(JSON.parse(process.argv[3] ?? '{}'));
else await measureRefusals();

/** The part in a process of its own: a gateway as in production, and its CPU time for whoever asks. */
async function serveGateway(env: Readonly<Record<string, string>>): Promise<void> {
  const config = parseConfig({
    ...env,
    PORT: '0',
    NODE_ENV: 'production',
    CACHE_MAX_BYTES: '0',
    RATE_LIMIT_PER_MINUTE: '0',
  });
  const gateway = await startGateway(config, { log: createLog({ level: 'error' }), now: Date.now });
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.(user + system);
  });
  process.on('disconnect', () => process.exit());
  process.send?.(gateway.url);
}

async function measureRefusals(): Promise<void> {
  await using simulators = await startSimulators({ size: smallWorldSize });
  const env = JSON.stringify(serviceEnvironment(simulators));
  const child = fork(import.meta.filename, ['gateway', env], { timeout: timeoutMs });
  const [url] = (await once(child, 'message')) as [string];
  const pool = new Pool(url, { connections: 1 });
  const cpuUs = async (): Promise<number> => {
    child.send('cpu');
    const [total] = (await once(child, 'message')) as [number];
    return total;
  };
  try {
    // Code is compiled while it is new.
    await costOf(() => ordinary, 200);
    for (const make of Object.values(hostileRequests)) await costOf((count) => make(suffixOf(-count)), 20);
    say('CPU time of a refusal, as a ratio to an ordinary query:');
    say(''.padEnd(30), 'new text', '(least to most)'.padEnd(17), 'repeated', '(least to most)');
    for (const [name, make] of Object.entries(hostileRequests)) {
      const fresh: number[] = [];
      const repeated: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const base = await costOf(() => ordinary, requests);
        fresh.push((await costOf((count) => make(suffixOf(round * requests + count)), requests)) / base);
        repeated.push((await costOf(() => make(''), requests)) / base);
      }
      say(name.padEnd(30), ...summary(fresh), ...summary(repeated));
      if (median(fresh) >= 1 || median(repeated) >= 1) process.exitCode = 1;
    }
  } finally {
    await pool.destroy();
    child.kill();
  }

  /** CPU time of one such request, in microseconds. */
  async function costOf(make: (count: number) => HostileRequest, times: number): Promise<number> {
    const prepared = Array.from({ length: times }, (_, count) => make(count));
    const before = await cpuUs();
    for (const request of prepared) await send(request, request === ordinary);
    return ((await cpuUs()) - before) / times;
  }

  async function send({ method, search, body }: HostileRequest, isOrdinary: boolean): Promise<void> {
    const { statusCode, body: answer } = await pool.request({
      method,
      path: `/graphql${search}`,
      headers: {
        accept: 'application/graphql-response+json',
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      body,
    });
    const text = await answer.text();
    if ((statusCode === 200) === isOrdinary) return;
    process.exitCode = 1;
    say(`unexpected: ${statusCode} ${text.slice(0, 200)}`);
  }
}

/** Another one for every number, which changes nothing but the text. */
function suffixOf(number: number): string {
  return ` #${number}`;
}

function summary(ratios: readonly number[]): readonly string[] {
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  return [median(ratios).toFixed(2).padStart(8), `(${least.toFixed(2)} to ${most.toFixed(2)})`.padEnd(17)];
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function say(...parts: readonly string[]): void {
  process.stdout.write(`${parts.join(' ')}\n`);
}
