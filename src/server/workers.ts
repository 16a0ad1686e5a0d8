/**
 * The primary process of a gateway with several workers: starts them, replaces those that end, passes signals on, and
 * answers what they ask of all of them. It serves nobody itself, so no request can end it.
 */

import type { ShutdownConfig } from '#src/config/config.ts';
import { createClock, rest } from '#src/http/clock.ts';
import type { Log } from './log.ts';
import type { EndSignal } from './process.ts';
import { type Crew, createCrew } from './worker-crew.ts';
import type { WorkerProcess } from './worker-process.ts';
import { replacementOf } from './worker-replacement.ts';

/** For so long workers that were told to end may take longer than they allow themselves, in milliseconds. */
const patienceMs = 1_000;

/**
 * Resolves when all workers have ended, after a signal or because the first one could not start: then nothing is left,
 * and the process ends with code 0 only if each of them has ended whole.
 */
export async function superviseWorkers(options: {
  readonly count: number;
  readonly shutdown: ShutdownConfig;
  readonly log: Log;
}): Promise<void> {
  const { count, shutdown, log } = options;
  const ending = new AbortController();
  const crew = createCrew({ count, log, ending: ending.signal });
  watchSignals(crew, shutdown, () => ending.abort());
  // What keeps a worker from starting keeps all from it: the first one says what it is, and the only one.
  const first = crew.fork();
  const url = await first.listening;
  if (url === null) {
    const { signal } = await first.ended;
    process.exitCode = 1;
    if (signal) process.stderr.write(`atelier: the first worker was ended by ${signal} before it listened\n`);
    return;
  }
  let missing = count;
  const onListening = (): void => {
    missing -= 1;
    const workers = crew.working().map(({ pid }) => pid);
    if (missing === 0) log.info({ url, workers }, `listening on ${url}/graphql`);
  };
  const others = Array.from({ length: count - 1 }, () => keepPlace(crew, null, onListening));
  await Promise.all([keepPlace(crew, first, onListening), ...others]);
  await Promise.all(crew.alive().map(({ ended }) => ended));
  log.info({}, 'all workers have ended');
}

/** Has one worker after the other, until the end. */
async function keepPlace(crew: Crew, first: WorkerProcess | null, onListening: () => void): Promise<void> {
  const clock = createClock({ now: () => performance.now() });
  let earlyEnds = 0;
  let hasListened = false;
  for (let worker = first; !crew.ending.aborted; worker = null) {
    worker ??= crew.fork();
    const isListening = (await worker.listening) !== null;
    const sinceMs = clock.now();
    if (isListening && hasListened) crew.log.info({ worker: worker.pid }, 'the new worker listens');
    else if (isListening) onListening();
    hasListened ||= isListening;
    await worker.leaving;
    if (crew.ending.aborted) return;
    const listenedMs = isListening ? clock.now() - sinceMs : null;
    const { pauseMs, ...next } = replacementOf({ listenedMs, earlyEnds });
    earlyEnds = next.earlyEnds;
    crew.metrics.replaced();
    crew.log.warn({ worker: worker.pid, pauseMs }, 'a worker ends; another one takes its place');
    if (pauseMs > 0) await rest(clock, pauseMs, crew.ending);
  }
}

/** Tells all workers what this process is told. Who does not end although it should is ended. */
function watchSignals(crew: Crew, { timeoutMs }: ShutdownConfig, end: () => void): void {
  const tell = (workers: readonly WorkerProcess[], signal: EndSignal): void => {
    for (const worker of workers) worker.ask('end', signal).catch(() => null);
  };
  const killAfter = (ms: number): void => {
    const kill = (): void => {
      for (const worker of crew.alive()) worker.kill();
    };
    setTimeout(kill, ms).unref();
  };
  const onSignal = (signal: EndSignal): void => {
    if (crew.ending.aborted) {
      tell(crew.alive(), signal);
      killAfter(patienceMs);
      return;
    }
    end();
    // A second word to those that are ending already would cut what they finish.
    tell(crew.working(), signal);
    killAfter(timeoutMs + patienceMs);
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, onSignal);
  process.on('uncaughtException', (error) => {
    process.exitCode = 1;
    crew.log.error({ err: error }, 'a fault that nobody caught in the primary process; ending');
    if (!crew.ending.aborted) onSignal('SIGINT');
  });
}
