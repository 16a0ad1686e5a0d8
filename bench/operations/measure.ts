/**
 * Measures contestants side by side: each is asked the same workload in windows that follow each other (A B C A B C), so that
 * whatever else the machine does happens to all of them. What counts is the processor time of a contestant's processes for
 * each completed operation. Nobody is timed whose answers were not verified before.
 */

import { isDeepStrictEqual } from 'node:util';
import { pin, type Served, StartFailure, treeCpuMs, treeMemoryMb } from '../processes.ts';
import type { Contestant } from './contestants.ts';
import type { LoadPlan, LoadRequest } from './load.ts';
import { type ReadRest, referenceFor } from './reference.ts';
import type { Stage } from './stage.ts';
import { medianOf } from './statistics.ts';
import type { Workload } from './workloads.ts';

export interface MeasureOptions {
  readonly contestants: readonly Contestant[];
  readonly workloads: readonly Workload[];
  /** Windows for each contestant and workload. */
  readonly rounds: number;
  /** Length of a window. */
  readonly seconds: number;
  /** Operations before the first window of each workload, so that what is hot is compiled. */
  readonly warmUp: number;
  /** Where the machine is slow, warming up ends after this. */
  readonly warmUpSeconds: number;
  /** Whether latency at half load is measured after the rounds. */
  readonly latency: boolean;
  /** Is told how it goes on. */
  readonly say: (line: string) => void;
}

/** One window. */
export interface Sample {
  readonly contestant: string;
  readonly workload: string;
  readonly round: number;
  readonly cpuMsPerOperation: number;
  readonly operationsPerSecond: number;
  /** Upstream requests for each operation, or for each crowd. */
  readonly requests: number;
  readonly memoryMb: number;
}

/** At half of what a contestant can do at most. */
export interface Latency {
  readonly contestant: string;
  readonly workload: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface Measured {
  readonly samples: readonly Sample[];
  readonly latencies: readonly Latency[];
  /** What must not be: contestants that did not start, wrong answers, failures under load. */
  readonly faults: readonly string[];
}

interface Runner {
  readonly contestant: Contestant;
  readonly server: Served;
  /** By workload; absent where it answers wrongly. */
  readonly requests: ReadonlyMap<Workload, readonly LoadRequest[]>;
}

const connections = 8;

export async function measure(stage: Stage, options: MeasureOptions): Promise<Measured> {
  const { contestants, workloads, rounds, seconds, warmUp, warmUpSeconds, say } = options;
  await using stack = new AsyncDisposableStack();
  const faults: string[] = [];
  const samples: Sample[] = [];
  const runners: Runner[] = [];
  for (const contestant of contestants) {
    const runner = await start(stage, contestant, workloads, faults);
    if (!runner) continue;
    stack.defer(runner.server.stop);
    runners.push(runner);
    say(`${contestant.name}: verified ${[...runner.requests.keys()].map(({ name }) => name).join(', ')}`);
  }
  const able = (workload: Workload) => runners.filter(({ requests }) => requests.has(workload));
  for (const workload of workloads) {
    for (const runner of able(workload)) await loadWindow(stage, runner, workload, warmUpSeconds, warmUp);
  }
  for (let round = 1; round <= rounds; round += 1) {
    for (const workload of workloads) {
      for (const runner of able(workload)) {
        const { sample, failures } = await loadWindow(stage, runner, workload, seconds);
        samples.push({ ...sample, round });
        if (failures > 0) faults.push(`${sample.contestant} ${workload.name}: ${failures} answers failed`);
      }
    }
    say(`round ${round} of ${rounds}`);
  }
  const latencies: Latency[] = [];
  for (const workload of options.latency ? workloads.filter(({ together }) => together === 1) : []) {
    for (const runner of able(workload)) latencies.push(await latencyOf(stage, runner, workload, samples));
  }
  return { samples, latencies, faults };
}

/** Null, and a fault, for one that does not start. */
async function start(
  stage: Stage,
  contestant: Contestant,
  workloads: readonly Workload[],
  faults: string[],
): Promise<Runner | null> {
  try {
    const server = await contestant.start(stage.upstreamUrl);
    pin(server.pid, 'measured');
    const requests = new Map<Workload, readonly LoadRequest[]>();
    for (const workload of workloads) {
      const own = workload.variables.map((variables) => contestant.requestFor(workload, variables));
      const fault = await findFault(stage, contestant, server, workload, own);
      if (fault === null) requests.set(workload, own);
      else faults.push(`${contestant.name} ${workload.name} ${fault}`);
    }
    return { contestant, server, requests };
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    faults.push(`${contestant.name} is left out, it did not start: ${error.message}`);
    return null;
  }
}

/** What is wrong with its answers; null where they all are what the reference says. */
async function findFault(
  { upstreamUrl }: Stage,
  { normalise = (data) => data }: Contestant,
  { url }: Served,
  workload: Workload,
  requests: readonly LoadRequest[],
): Promise<string | null> {
  const read: ReadRest = async (path) => (await (await fetch(upstreamUrl + path)).json()) as never;
  for (const [index, { path, headers, body }] of requests.entries()) {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body,
    });
    const text = await answer.text();
    if (answer.status !== 200) return `answered ${answer.status}: ${text.slice(0, 300)}`;
    const { data, errors } = JSON.parse(text) as { readonly data?: unknown; readonly errors?: unknown };
    if (errors) return `answered with errors: ${JSON.stringify(errors).slice(0, 300)}`;
    const wanted = await referenceFor(workload, workload.variables[index] ?? {}, read);
    const difference = firstDifference(normalise(data), wanted, '');
    if (difference !== null) return `does not answer what the backends have: ${difference}`;
  }
  return null;
}

/** In words; null for values that are the same. */
function firstDifference(got: unknown, wanted: unknown, path: string): string | null {
  if (isDeepStrictEqual(got, wanted)) return null;
  if (isObject(got) && isObject(wanted)) {
    for (const key of new Set([...Object.keys(wanted), ...Object.keys(got)])) {
      const inner = firstDifference(got[key], wanted[key], `${path}.${key}`);
      if (inner !== null) return inner;
    }
  }
  return `${path} is ${JSON.stringify(got)?.slice(0, 100)} instead of ${JSON.stringify(wanted)?.slice(0, 100)}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

async function loadWindow(
  stage: Stage,
  runner: Runner,
  workload: Workload,
  seconds: number,
  operations?: number,
) {
  const { contestant, server } = runner;
  const requestsBefore = await stage.delayUpstream(workload.delayMs);
  const cpuBefore = treeCpuMs(server.pid);
  const result = await stage.load({
    ...planOf(runner, workload),
    ...(workload.together > 1
      ? { connections: workload.together, pace: 'waves' }
      : { connections, pace: 'closed' }),
    seconds,
    ...(operations === undefined ? {} : { operations }),
  });
  const cpuMs = treeCpuMs(server.pid) - cpuBefore;
  const requests = (await stage.delayUpstream(0)) - requestsBefore;
  const sample = {
    contestant: contestant.name,
    workload: workload.name,
    cpuMsPerOperation: cpuMs / result.operations,
    operationsPerSecond: result.operations / result.seconds,
    requests: (requests * workload.together) / result.operations,
    memoryMb: treeMemoryMb(server.pid),
  };
  return { sample, failures: result.failures };
}

/** Long enough that one percent of the answers are more than a few. */
const latencySeconds = 4;

async function latencyOf(
  stage: Stage,
  runner: Runner,
  workload: Workload,
  samples: readonly Sample[],
): Promise<Latency> {
  const own = { contestant: runner.contestant.name, workload: workload.name };
  const speeds = samples
    .filter(({ contestant, workload: name }) => contestant === own.contestant && name === own.workload)
    .map(({ operationsPerSecond }) => operationsPerSecond);
  const plan = planOf(runner, workload);
  const { p50Ms, p99Ms } = await stage.load({
    ...plan,
    connections: 4 * connections,
    seconds: latencySeconds,
    pace: medianOf(speeds) / 2,
  });
  return { ...own, p50Ms, p99Ms };
}

function planOf({ server, requests }: Runner, workload: Workload): Pick<LoadPlan, 'url' | 'requests'> {
  return { url: server.url, requests: requests.get(workload) ?? [] };
}
