/**
 * The metrics of all workers as if they were one process. Sums what is counted, and what workers that are gone had
 * counted when it was last read, so that no counter goes backwards; how a gauge is put together, the gauge itself says
 * (`aggregator`). Owns the metrics about workers.
 */

import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** What prom-client's `getMetricsAsJSON` gives. */
export type MetricSnapshot = readonly {
  readonly name: string;
  /** A word, whatever prom-client's types say. */
  readonly type: unknown;
  readonly aggregator: string;
}[];

export interface WorkersMetrics {
  /** How many answer now. */
  readonly running: () => number;
  /** How many should. */
  readonly wanted: number;
}

/** @returns what counts a worker that another one takes the place of */
export function createWorkersMetrics(
  registry: Registry,
  { running, wanted }: WorkersMetrics,
): { replaced(): void } {
  const registers = [registry];
  new Gauge({
    name: 'atelier_workers_running',
    help: 'Processes that answer',
    registers,
    collect() {
      this.set(running());
    },
  });
  new Gauge({ name: 'atelier_workers_limit', help: 'Processes that should answer', registers }).set(wanted);
  const replaced = new Counter({
    name: 'atelier_workers_replaced_total',
    help: 'Processes that ended without being told to, and were replaced',
    registers,
  });
  return { replaced: () => replaced.inc() };
}

export interface MetricsOfAll<Member> {
  /** Prometheus's text format. */
  read(): Promise<string>;
  /** It has ended: what it counted is kept. */
  retire(member: Member): void;
  replaced(): void;
}

/** Metrics of the primary process that belong to those of all. */
const ofPrimary = /^(process|atelier)_/;

/**
 * @param options.members who is alive now
 * @param options.ask rejects where one does not answer; then what it said last is taken again
 */
export function createMetricsOfAll<Member>(
  options: WorkersMetrics & {
    readonly members: () => readonly Member[];
    readonly ask: (member: Member) => Promise<MetricSnapshot>;
  },
): MetricsOfAll<Member> {
  const { members, ask } = options;
  const registry = new Registry();
  const { replaced } = createWorkersMetrics(registry, options);
  const last = new Map<Member, MetricSnapshot>();
  const retired: MetricSnapshot[] = [];
  let hasDefaults = false;
  let reading: Promise<string> | null = null;
  const read = async (): Promise<string> => {
    // As in one process: they cost something from then on.
    if (!hasDefaults) collectDefaultMetrics({ register: registry });
    hasDefaults = true;
    await Promise.all(
      members().map(async (member) => {
        const snapshot = await ask(member).catch(() => null);
        if (snapshot && members().includes(member)) last.set(member, snapshot);
      }),
    );
    const gone = retired.splice(0);
    if (gone.length > 0) retired.unshift(await countedIn(gone));
    const own: MetricSnapshot = await registry.getMetricsAsJSON();
    return sumOf([own.flatMap(toOwn), ...last.values(), ...retired]).metrics();
  };
  return {
    // Who reads at the same time reads the same.
    read: () => {
      reading ??= read().finally(() => {
        reading = null;
      });
      return reading;
    },
    retire: (member) => {
      const snapshot = last.get(member);
      last.delete(member);
      if (snapshot) retired.push(snapshot);
    },
    replaced,
  };
}

/** The first of several says how they are put together; prom-client would leave the time of the start out. */
function toOwn(metric: MetricSnapshot[number]): MetricSnapshot {
  if (!ofPrimary.test(metric.name)) return [];
  return metric.aggregator === 'omit' ? [{ ...metric, aggregator: 'min' }] : [metric];
}

async function countedIn(snapshots: readonly MetricSnapshot[]): Promise<MetricSnapshot> {
  const all: MetricSnapshot = await sumOf(snapshots).getMetricsAsJSON();
  return all.filter(({ type }) => type === 'counter' || type === 'histogram');
}

function sumOf(snapshots: readonly MetricSnapshot[]): Registry {
  return AggregatorRegistry.aggregate([...snapshots]);
}
