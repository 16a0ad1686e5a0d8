/** Starts the three simulated backends together: one seed, one size, one clock. Owns nothing of any of them. */

import type { AcusightData } from './acusight/rows.ts';
import { startAcusight } from './acusight/start-acusight.ts';
import type { PiktidData } from './piktid/piktid-rows.ts';
import { startPiktid } from './piktid/start-piktid.ts';
import type { SartiqData } from './sartiq/rows.ts';
import { startSartiq } from './sartiq/start-sartiq.ts';
import type { Simulator, SimulatorOptions } from './simulator.ts';

export interface SimulatorsOptions extends Omit<SimulatorOptions, 'port'> {
  /** Ports to listen on; each that is left out, and 0, takes a free one. */
  readonly ports?: { readonly piktid?: number; readonly sartiq?: number; readonly acusight?: number };
}

export interface Simulators extends AsyncDisposable {
  readonly piktid: Simulator<PiktidData>;
  readonly sartiq: Simulator<SartiqData>;
  readonly acusight: Simulator<AcusightData>;
}

/**
 * Starts all three; `await using` stops them. Where one cannot listen, those that could are stopped again and
 * the promise rejects with an error that names the backend and, as Node words it, address and port.
 */
export async function startSimulators(options: SimulatorsOptions = {}): Promise<Simulators> {
  const { ports = {}, ...shared } = options;
  const stack = new AsyncDisposableStack();
  const start = async <Data>(
    name: keyof typeof ports,
    startOne: (options: SimulatorOptions) => Promise<Simulator<Data>>,
  ): Promise<Simulator<Data>> => {
    try {
      return stack.use(await startOne({ ...shared, port: ports[name] ?? 0 }));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`The simulated ${name} did not start: ${reason}`, { cause });
    }
  };
  try {
    const piktid = await start('piktid', startPiktid);
    const sartiq = await start('sartiq', startSartiq);
    const acusight = await start('acusight', startAcusight);
    return { piktid, sartiq, acusight, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}
