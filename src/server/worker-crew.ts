/**
 * The workers of one gateway, and what their primary process does for all of them: it counts callers, adds up metrics and
 * passes on that answers are out of date. Starts none by itself.
 */

import type { Log } from './log.ts';
import { createMinuteCounter, type MinuteCounter } from './minute-counter.ts';
import { createMetricsOfAll, type MetricsOfAll } from './worker-metrics.ts';
import { forkWorker, type WorkerProcess } from './worker-process.ts';
import type { Counted } from './worker-questions.ts';

export interface Crew {
  readonly log: Log;
  /** Aborted when no worker is to be started any more. */
  readonly ending: AbortSignal;
  readonly metrics: MetricsOfAll<WorkerProcess>;
  fork(): WorkerProcess;
  /** Those that have not ended. */
  alive(): readonly WorkerProcess[];
  /** Those of them that are not about to end. */
  working(): readonly WorkerProcess[];
}

/** @param options.count how many there should be */
export function createCrew({
  count,
  log,
  ending,
}: Pick<Crew, 'log' | 'ending'> & { readonly count: number }): Crew {
  const alive = new Set<WorkerProcess>();
  const working = new Set<WorkerProcess>();
  /** Those that have listened, and can be asked: one that starts is deaf for a second or more. */
  const hearing = new Set<WorkerProcess>();
  const counters = new Map<string, MinuteCounter>();
  const counterOf = ({ name, perMinute }: Counted): MinuteCounter => {
    const counter = counters.get(name) ?? createMinuteCounter({ name, perMinute, redis: null });
    counters.set(name, counter);
    return counter;
  };
  const metrics = createMetricsOfAll<WorkerProcess>({
    wanted: count,
    running: () => [...working].filter((worker) => hearing.has(worker)).length,
    members: () => [...hearing],
    ask: (worker) => worker.ask('metrics', null),
  });
  const follow = async (worker: WorkerProcess): Promise<void> => {
    const hasListened = (await worker.listening) !== null;
    if (hasListened) hearing.add(worker);
    await worker.leaving;
    working.delete(worker);
    const { code, signal, error } = await worker.ended;
    alive.delete(worker);
    hearing.delete(worker);
    metrics.retire(worker);
    if (error) log.error({ err: error }, 'a worker was given no process');
    if (code === 0) return;
    if (ending.aborted) process.exitCode = 1;
    // One that could not start has said why.
    if (hasListened) log.warn({ worker: worker.pid, code, signal }, 'a worker has ended');
  };
  const fork = (): WorkerProcess => {
    const worker = forkWorker({
      take: (counted) => counterOf(counted).take(counted.key, counted.points),
      putBack: async (counted) => {
        await counterOf(counted).putBack(counted.key, counted.points);
        return null;
      },
      // Who does not answer is gone, or keeps what it has for some seconds as it does without being told.
      raise: async (family) => {
        const tell = async (one: WorkerProcess): Promise<void> => {
          const told = one.ask('raise', family).catch(() => null);
          // One that starts has it before its first request.
          if (hearing.has(one)) await told;
        };
        await Promise.all([...alive].filter((one) => one !== worker).map(tell));
        return null;
      },
      metrics: metrics.read,
    });
    alive.add(worker);
    working.add(worker);
    void follow(worker);
    return worker;
  };
  return { log, ending, metrics, fork, alive: () => [...alive], working: () => [...working] };
}
