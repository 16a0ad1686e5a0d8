/**
 * A worker among others that answer at the same address: what it shares with them through their primary process, and what
 * it hears from there. While the primary does not answer, a worker goes on by itself.
 */

import type { Worker } from 'node:cluster';
import type { CacheStore } from '#src/http/cache-store.ts';
import type { MinuteCounter } from './minute-counter.ts';
import type { EndSignal, Overseer } from './process.ts';
import { createCalls } from './process-calls.ts';
import type { MetricSnapshot } from './worker-metrics.ts';
import type { AskedOfPrimary, AskedOfWorker } from './worker-questions.ts';

/** What workers of one gateway share. */
export interface Siblings {
  /** One count for all; rejects while the primary does not answer. */
  counter(name: string, perMinute: number): MinuteCounter;
  /** The same store, whose new generations begin at all of them. */
  withSharedGenerations(store: CacheStore): CacheStore;
  /** The metrics of all as text, to which this one gives its own. Rejects while the primary does not answer. */
  shareMetrics(own: () => Promise<MetricSnapshot>): () => Promise<string>;
}

/** This process as one of the workers. */
export interface Membership extends Siblings {
  readonly overseer: Overseer;
  /** From now on it takes work at this address. A primary that is late hears of it all the same. */
  tellListening(url: string): void;
  /** Lets go of the primary, which would hold this process otherwise. */
  leave(): void;
}

/** For what the primary asks all the others first, each of which has a second. */
const relayTimeoutMs = 3_000;

export function joinSiblings(worker: Worker): Membership {
  const hearing = createHearing(worker);
  let raiseHere: CacheStore['raise'] = async () => {};
  let snapshot: () => Promise<MetricSnapshot> = async () => [];
  const calls = createCalls<AskedOfWorker, AskedOfPrimary>(
    (message, onSent) => void worker.send(message, onSent),
    {
      end: (signal) => {
        hearing.tellSignal(signal);
        return null;
      },
      raise: async (family) => {
        await raiseHere(family);
        return null;
      },
      metrics: () => snapshot(),
    },
  );
  worker.on('message', calls.receive);
  worker.on('disconnect', calls.end);
  return {
    counter: (name, perMinute) => ({
      take: (key, points) => calls.ask('take', { name, perMinute, key, points }),
      putBack: async (key, points) => void (await calls.ask('putBack', { name, perMinute, key, points })),
    }),
    withSharedGenerations: (store) => {
      raiseHere = store.raise;
      const raise = async (family: string): Promise<void> => {
        await store.raise(family);
        await calls.ask('raise', family, relayTimeoutMs);
      };
      return { ...store, raise };
    },
    shareMetrics: (own) => {
      snapshot = own;
      return () => calls.ask('metrics', null, relayTimeoutMs);
    },
    overseer: { ...hearing, tellLeaving: () => void calls.ask('leaving', null).catch(() => null) },
    tellListening: (url) => void calls.ask('listening', url).catch(() => null),
    leave: () => void worker.disconnect(),
  };
}

/**
 * Only the primary tells a worker to end: a terminal sends its signals to both, and a second one would cut what runs. Node
 * would end a worker without a primary at once, whatever it is doing; such a worker is told, and ends in order.
 */
function createHearing(worker: Worker) {
  const signals: ((signal: EndSignal) => void)[] = [];
  const losses: (() => void)[] = [];
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => {});
  worker.once('disconnect', () => {
    if (worker.exitedAfterDisconnect) return;
    worker.exitedAfterDisconnect = true;
    for (const tell of losses) tell();
  });
  return {
    onSignal: (tell: (signal: EndSignal) => void): void => void signals.push(tell),
    onLost: (tell: () => void): void => void losses.push(tell),
    tellSignal: (signal: EndSignal): void => {
      for (const tell of signals) tell(signal);
    },
  };
}
