/**
 * One screen read from the backends (five calls) and from the gateway (one query), in turn, over loopback: what the client
 * sends and gets, and the ratio of the times. `--delay MS` is what each backend takes for an answer, `--link MS` the way
 * between the client and whatever it asks, there and back. Exit code 1 where the two do not show the same.
 */

import { isDeepStrictEqual, parseArgs } from 'node:util';
import { type Simulators, simulatorNames } from '#test/simulators/start.ts';
import { serviceEnvironment } from '#test/support/world.ts';
import { startGatewayProcess } from './gateway-process.ts';
import { spreadOf } from './operations/statistics.ts';
import { queryScreen } from './rest-screen/query-screen-client.ts';
import { readScreen } from './rest-screen/rest-screen-client.ts';
import {
  backendsOf,
  type CountedClient,
  createCountedClient,
  pickJob,
  startScreenWorld,
  type Traffic,
  withoutSignatures,
} from './rest-screen/screen-world.ts';

const { values } = parseArgs({
  options: {
    delay: { type: 'string', default: '20' },
    link: { type: 'string', multiple: true, default: ['0', '50'] },
    rounds: { type: 'string', default: '25' },
  },
});
const [delayMs, rounds] = [Number(values.delay), Number(values.rounds)];
const links = values.link.map(Number);
if (![delayMs, rounds, ...links].every((value) => Number.isInteger(value) && value >= 0) || rounds < 1)
  throw new Error('--delay, --link and --rounds are whole numbers');

interface Read {
  readonly data: unknown;
  readonly failures: readonly string[];
}

await using simulators = await startScreenWorld();
const jobId = pickJob(simulators);
for (const name of simulatorNames) simulators[name].inject({ kind: 'delay', ms: delayMs });
const gateway = await startGatewayProcess({ ...serviceEnvironment(simulators), CACHE_MAX_BYTES: '0' });
try {
  const contestants = {
    rest: ({ ask }: CountedClient): Promise<Read> => readScreen(jobId, backendsOf(simulators), ask),
    query: ({ post }: CountedClient): Promise<Read> => queryScreen(jobId, `${gateway.url}/graphql`, post),
  };
  // Code that was never run before is slow, and the gateway keeps the catalogue of subjects.
  for (let count = 0; count < 20; count += 1)
    for (const read of Object.values(contestants)) await read(createCountedClient());
  const rest = await once(contestants.rest);
  const query = await once(contestants.query);
  say(`each backend takes ${delayMs} ms for an answer; ${rounds} rounds, in turn\n`);
  say(`${''.padEnd(28)}REST   query`);
  const row = (what: string, pick: (traffic: Traffic & { upstream: number }) => number): void =>
    say(`${what.padEnd(26)}${String(pick(rest)).padStart(6)}${String(pick(query)).padStart(8)}`);
  row('requests of the client', ({ requests }) => requests);
  row('round trips in a row', ({ roundTrips }) => roundTrips);
  row('bytes to the client', ({ bytes }) => bytes);
  row('requests to the backends', ({ upstream }) => upstream);
  say('');
  for (const linkMs of links) await compareTimes(linkMs, contestants);
  const same = isDeepStrictEqual(withoutSignatures(rest.data), withoutSignatures(query.data));
  say(`\nboth show ${same ? 'the same data' : 'DIFFERENT DATA'}`);
  if (!same) process.exitCode = 1;
} finally {
  gateway.stop();
}

type Contestant = (client: CountedClient) => Promise<Read>;

/** One screen, and what it took. */
async function once(
  read: Contestant,
): Promise<Traffic & { readonly upstream: number; readonly data: unknown }> {
  for (const name of simulatorNames) simulators[name].clearRequests();
  const client = createCountedClient();
  const { data, failures } = await read(client);
  if (failures.length > 0) throw new Error(failures.join('; '));
  return { ...client.traffic, upstream: countRequests(simulators), data };
}

function countRequests(backends: Simulators): number {
  return simulatorNames.reduce((sum, name) => sum + backends[name].requests.length, 0);
}

async function compareTimes(
  linkMs: number,
  { rest, query }: { readonly rest: Contestant; readonly query: Contestant },
) {
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    // Who begins changes, because the second finds the simulators warmer.
    const order = round % 2 === 0 ? [rest, query] : [query, rest];
    const times = new Map<Contestant, number>();
    for (const read of order) {
      const client = createCountedClient(linkMs);
      const startedMs = performance.now();
      await read(client);
      times.set(read, performance.now() - startedMs);
    }
    ratios.push((times.get(query) ?? Number.NaN) / (times.get(rest) ?? Number.NaN));
  }
  const { median, low, high } = spreadOf(ratios);
  const link = linkMs === 0 ? 'the client beside them' : `the client ${linkMs} ms away`;
  say(
    `${link}: time of the query by that of the calls ${median.toFixed(2)} (quartiles ${low.toFixed(2)} to ${high.toFixed(2)})`,
  );
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
