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

const starters = { piktid: startPiktid, sartiq: startSartiq, acusight: startAcusight };

/** Which of the three. */
export type SimulatorName = keyof Simulators & keyof typeof starters;

export const simulatorNames: readonly SimulatorName[] = ['piktid', 'sartiq', 'acusight'];

/** Starts one. Rejects with an error that names the backend and, as Node words it, address and port. */
export async function startNamedSimulator<Name extends SimulatorName>(
  name: Name,
  options: SimulatorOptions,
): Promise<Awaited<ReturnType<(typeof starters)[Name]>>> {
  try {
    // TypeScript loses which function belongs to the name once it has picked one.
    return (await starters[name](options)) as Awaited<ReturnType<(typeof starters)[Name]>>;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The simulated ${name} did not start: ${reason}`, { cause });
  }
}

/**
 * Starts all three; `await using` stops them. Where one cannot listen, those that could are stopped again and
 * the promise rejects with its error.
 */
export async function startSimulators(options: SimulatorsOptions = {}): Promise<Simulators> {
  const { ports = {}, ...shared } = options;
  await using stack = new AsyncDisposableStack();
  const start = async <Name extends SimulatorName>(name: Name) =>
    stack.use(await startNamedSimulator(name, { ...shared, port: ports[name] ?? 0 }));
  const piktid = await start('piktid');
  const sartiq = await start('sartiq');
  const acusight = await start('acusight');
  const running = stack.move();
  return { piktid, sartiq, acusight, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
