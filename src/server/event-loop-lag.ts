/** Measures how late the event loop is, and how busy. Decides nothing. */

import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

export interface LagMeter extends Disposable {
  /** The mean delay of each of the last two windows, in milliseconds: the lesser one. */
  lagMs(): number;
  /** The longest delay in the last sixty windows, in milliseconds. */
  longestMs(): number;
  /** For how long the event loop has had something to do since the process began, in milliseconds. */
  busyMs(): number;
}

/** As many as whoever reads them once a minute needs to miss none. */
const windowsKept = 60;

/** Two windows, because one long pause, for example to collect garbage or to load code, is over when it is seen. */
export function createLagMeter({ windowMs = 1_000, resolutionMs = 20 } = {}): LagMeter {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  let means: readonly number[] = [0, 0];
  let longest: readonly number[] = [];
  const delayMs = (nanoseconds: number): number =>
    histogram.count > 0 ? Math.max(0, nanoseconds / 1e6 - resolutionMs) : 0;
  histogram.enable();
  const timer = setInterval(() => {
    means = [...means.slice(1), delayMs(histogram.mean)];
    longest = [...longest.slice(1 - windowsKept), delayMs(histogram.max)];
    histogram.reset();
  }, windowMs);
  timer.unref();
  return {
    lagMs: () => Math.min(...means),
    longestMs: () => Math.max(0, ...longest),
    busyMs: () => performance.eventLoopUtilization().active,
    [Symbol.dispose]: () => {
      clearInterval(timer);
      histogram.disable();
    },
  };
}
