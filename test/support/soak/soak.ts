/**
 * Mixed load with random faults on a gateway in a process of its own, as production runs it, and what it held before,
 * meanwhile and after. Its timers pace the load; nobody waits for them. Judges behaviour; what memory may do is judged
 * by whoever has time for it.
 */

import { setInterval as every } from 'node:timers/promises';
import { createRandom, type Random } from '#test/simulators/random.ts';
import { smallWorldSize } from '#test/simulators/simulator.ts';
import { type Simulators, startSimulators } from '#test/simulators/start.ts';
import { type GatewayProcess, startMain } from '../gateway-process.ts';
import { serviceEnvironment } from '../world.ts';
import { actions, type Scene } from './actions.ts';
import { checkAnswer } from './check-answer.ts';
import {
  figuresOptions,
  type InsideFigures,
  insideFigures,
  residentMb,
  socketCount,
} from './process-figures.ts';
import { startRandomFaults } from './random-faults.ts';

export interface SoakOptions {
  readonly seed: number;
  readonly seconds: number;
  /** Clients at the same time. */
  readonly clients: number;
  /** Gets a line now and then. */
  readonly say: (line: string) => void;
}

/** What the gateway holds at one moment. */
export interface Figures extends InsideFigures {
  readonly sockets: number;
}

export interface SoakReport {
  /** Actions that were begun, by name. */
  readonly begun: Readonly<Record<string, number>>;
  readonly answers: number;
  readonly errorsByCode: Readonly<Record<string, number>>;
  readonly faultsByKind: Readonly<Record<string, number>>;
  /** Resident memory in MB, once a second. */
  readonly residentMb: readonly number[];
  /** Before the first operation. */
  readonly before: Figures;
  /** After the last one, when backends and clients have gone. */
  readonly after: Figures;
  /** Everything that must not be, in sentences. */
  readonly violations: readonly string[];
}

const progressSeconds = 10;
const apiKey = 'soak-key-of-the-studio';

/** Longest time until what is left of the load is gone, in seconds. */
const settleSeconds = 30;

export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  await using stack = new AsyncDisposableStack();
  const { seed } = options;
  const simulators = stack.use(await startSimulators({ size: smallWorldSize, seed }));
  const gateway = stack.use(startMain(productionEnvironment(simulators), figuresOptions));
  const url = await gateway.listening();
  const before = { ...(await insideFigures(gateway, 1)), sockets: socketCount(gateway.pid) };
  const tally = createTally();
  const over = new AbortController();
  const scene: Omit<Scene, 'random'> = {
    url,
    simulators,
    headers: { authorization: `Bearer ${apiKey}` },
    ids: await readIds(url),
    onAnswer: tally.onAnswer,
    over: over.signal,
  };
  const faults = startRandomFaults(simulators, createRandom(seed, 'faults'));
  const clients = Array.from({ length: options.clients }, (_, index) =>
    runClient({ ...scene, random: createRandom(seed, `client ${index}`) }, tally),
  );
  const resident = await watch(gateway, simulators, options, tally);
  over.abort();
  faults.stop();
  await Promise.all(clients);
  await closeClientConnections();
  await simulators[Symbol.asyncDispose]();
  const after = await settle(gateway, before);
  gateway.kill('SIGTERM');
  return {
    begun: tally.begun,
    answers: tally.answers(),
    errorsByCode: tally.errorsByCode,
    faultsByKind: faults.counts,
    residentMb: resident,
    before,
    after,
    violations: [...tally.violations(), ...leaks(before, after), ...(await faultsOfProcess(gateway))],
  };
}

/** Its own credentials, a gate, the cache and all limits on, except one that would refuse the load as a whole. */
function productionEnvironment(simulators: Simulators): Record<string, string> {
  const { GATEWAY_ANONYMOUS: _open, ...service } = serviceEnvironment(simulators);
  return {
    ...service,
    NODE_ENV: 'production',
    PORT: '0',
    GATEWAY_API_KEYS: apiKey,
    RATE_LIMIT_PER_MINUTE: '60000',
    SHUTDOWN_GRACE_MS: '0',
    PIKTID_TIMEOUT_MS: '3000',
    SARTIQ_TIMEOUT_MS: '3000',
    ACUSIGHT_TIMEOUT_MS: '3000',
  };
}

interface Tally {
  readonly begun: Record<string, number>;
  readonly errorsByCode: Record<string, number>;
  readonly onAnswer: Scene['onAnswer'];
  answers(): number;
  /** @param fault the same one is told once, and counted */
  violate(fault: string): void;
  violations(): string[];
}

function createTally(): Tally {
  const begun: Record<string, number> = {};
  const errorsByCode: Record<string, number> = {};
  const faults: Record<string, number> = {};
  let answers = 0;
  const violate = (fault: string): void => count(faults, fault);
  return {
    begun,
    errorsByCode,
    onAnswer: ({ codes, faults: found }) => {
      answers += 1;
      for (const code of codes) count(errorsByCode, code);
      found.forEach(violate);
    },
    answers: () => answers,
    violate,
    violations: () => Object.entries(faults).map(([fault, times]) => `${fault} (${times} times)`),
  };
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** Acts until it is over, one action after another. */
async function runClient(scene: Scene, tally: Tally): Promise<void> {
  const { random, over } = scene;
  while (!over.aborted) {
    const name = chooseAction(random);
    count(tally.begun, name);
    try {
      await actions[name]?.act(scene);
    } catch (error) {
      tally.violate(`${name}: a client got no answer: ${reasonOf(error)}`);
    }
  }
}

function chooseAction(random: Random): string {
  const lots = Object.entries(actions).flatMap(([name, { weight }]) => Array<string>(weight).fill(name));
  return lots[random.int(0, lots.length - 1)] ?? 'gallery';
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
}

/** Looks once a second, and says how things are every ten. */
async function watch(
  gateway: GatewayProcess,
  simulators: Simulators,
  { seconds, say }: SoakOptions,
  tally: Tally,
): Promise<number[]> {
  const resident: number[] = [];
  let second = 0;
  for await (const _ of every(1_000)) {
    second += 1;
    resident.push(residentMb(gateway.pid));
    if (second % progressSeconds === 0) {
      const sockets = `${socketCount(gateway.pid)} sockets, ${inFlight(simulators)} upstream requests under way`;
      const memory = `${resident.at(-1)?.toFixed(0)} MB resident`;
      say(
        `${second} s: ${tally.answers()} answers, ${memory}, ${sockets}, ${JSON.stringify(tally.errorsByCode)}`,
      );
      forgetRequests(simulators);
    }
    if (second >= seconds) break;
  }
  return resident;
}

function inFlight({ piktid, sartiq, acusight }: Simulators): number {
  const requests = [piktid, sartiq, acusight].flatMap((simulator) => simulator.requests);
  return requests.filter(({ status, aborted }) => status === null && !aborted).length;
}

/** The log of what simulators were asked would grow as long as the load lasts. */
function forgetRequests({ piktid, sartiq, acusight }: Simulators): void {
  for (const simulator of [piktid, sartiq, acusight]) simulator.clearRequests();
}

/** Closes the connections that `fetch` keeps for later requests: the gateway would hold them as well. */
async function closeClientConnections(): Promise<void> {
  const kept: unknown = Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1'));
  if (kept instanceof Object && 'destroy' in kept && typeof kept.destroy === 'function') await kept.destroy();
}

/** The figures as soon as they are what they were before, or at the end of the time for that. */
async function settle(gateway: GatewayProcess, before: Figures): Promise<Figures> {
  let second = 0;
  for await (const _ of every(1_000)) {
    second += 1;
    const sockets = socketCount(gateway.pid);
    const after = { ...(await insideFigures(gateway, 1 + second)), sockets };
    if (leaks(before, after).length === 0 || second >= settleSeconds) return after;
  }
  throw new Error('The timer ended');
}

function leaks(before: Figures, after: Figures): string[] {
  const more = Object.entries(after.resources).filter(([kind, has]) => has > (before.resources[kind] ?? 0));
  return [
    ...(after.sockets > before.sockets
      ? [`${after.sockets} sockets are open after the load, ${before.sockets} were before`]
      : []),
    ...more.map(
      ([kind, has]) =>
        `${has} resources of the kind ${kind} are left, ${before.resources[kind] ?? 0} were before`,
    ),
  ];
}

/** How it ended, and what it said that it should not have to. */
async function faultsOfProcess({ exited, output }: GatewayProcess): Promise<string[]> {
  const [code, signal] = await exited;
  const unforeseen = output.stdout.split('\n').filter((line) => line.includes('"level":50'));
  return [
    ...(code === 0 ? [] : [`the gateway ended with ${signal ?? `code ${code}`}`]),
    ...(output.stderr === ''
      ? []
      : [`the gateway wrote to its standard error: ${output.stderr.slice(0, 500)}`]),
    ...(unforeseen.length === 0
      ? []
      : [
          `the gateway logged ${unforeseen.length} unforeseen errors, the first: ${unforeseen[0]?.slice(0, 2_000)}`,
        ]),
  ];
}

/** Global ids of objects of all kinds, as the gateway itself gives them. */
async function readIds(url: string): Promise<string[]> {
  const connections = ['jobs', 'assets', 'setDesigns', 'datasetImages'];
  const query = `{ ${connections.map((name) => `${name}(first: 20) { nodes { id } }`).join(' ')} }`;
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({ query }),
  });
  const { data } = checkAnswer(response.status, await response.text());
  const lists = Object.values(data ?? {}) as { readonly nodes: readonly { readonly id: string }[] }[];
  return lists.flatMap(({ nodes }) => nodes.map(({ id }) => id));
}
