/**
 * Time for everything that waits longer than for one answer: what o'clock it is, and being called later. The only
 * place with timers of that kind, so that tests move a clock by hand. Deadlines of requests have their own.
 */

export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Calls back once after so many milliseconds, unless the returned function is called before. */
  readonly schedule: (delayMs: number, run: () => void) => () => void;
  /** A number from 0 up to, but not including, 1; for jitter. */
  readonly random: () => number;
}

/** The clock of this process, as far as nothing else is given. */
export function createClock({
  now,
  schedule = scheduleTimer,
  random = Math.random,
}: Pick<Clock, 'now'> & Partial<Clock>): Clock {
  return { now, schedule, random };
}

function scheduleTimer(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}

/** Resolves after so many milliseconds, or as soon as the signal is aborted. */
export function rest(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) return Promise.resolve();
  const done = (): void => {
    cancel();
    signal.removeEventListener('abort', done);
    resolve();
  };
  const cancel = clock.schedule(delayMs, done);
  signal.addEventListener('abort', done);
  return promise;
}
