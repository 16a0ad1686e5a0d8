/** Measures how late the event loop is. Decides nothing. */

import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface LagMeter extends Disposable {
  /** The mean delay of each of the last two windows, in milliseconds: the lesser one. */
  lagMs(): number;
}

/** Two windows, because one long pause, for example to collect garbage or to load code, is over when it is seen. */
export function createLagMeter({ windowMs = 1_000, resolutionMs = 20 } = {}): LagMeter {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  let means: readonly number[] = [0, 0];
  histogram.enable();
  const timer = setInterval(() => {
    const meanMs = histogram.count > 0 ? Math.max(0, histogram.mean / 1e6 - resolutionMs) : 0;
    means = [...means.slice(1), meanMs];
    histogram.reset();
  }, windowMs);
  timer.unref();
  return {
    lagMs: () => Math.min(...means),
    [Symbol.dispose]: () => {
      clearInterval(timer);
      histogram.disable();
    },
  };
}
