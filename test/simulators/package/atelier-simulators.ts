/**
 * What the package `atelier-simulators` offers to tests of frontends: the three simulated backends, alone or with a gateway
 * on them, on free ports and with faults that can be switched on. Owns the package's public names and nothing of a backend.
 */

import { gatewayEnvironment } from '#test/simulators/gateway-environment.ts';
import {
  defaultWorldSize,
  type Fault,
  type SimulatedUser,
  smallWorldSize,
  type WorldSize,
} from '#test/simulators/simulator.ts';
import {
  type Simulators as Backends,
  type SimulatorsOptions as BackendsOptions,
  type SimulatorName,
  simulatorNames,
  startSimulators as startBackends,
} from '#test/simulators/start.ts';
import { parseFault } from './fault-text.ts';

/** A fault of one backend, or of all three. */
export type SimulatorFault = Fault & { readonly upstream: SimulatorName | 'all' };

/** Worlds by name: `small` has a few dozen rows of a kind and starts at once, `demo` is what `npm run demo` shows. */
export const worldSizes = { small: smallWorldSize, demo: defaultWorldSize } as const;

export interface SimulatorsOptions extends Omit<BackendsOptions, 'size'> {
  /** Default `small`. */
  readonly size?: keyof typeof worldSizes | WorldSize;
  /** Switched on from the start. As objects, or as the command line writes them: `piktid status=503 times=2`. */
  readonly faults?: readonly (SimulatorFault | string)[];
  /** As whom a gateway asks with `environment`; null where callers bring their own tokens. Default `giulia`. */
  readonly user?: SimulatedUser | null;
}

export interface Simulators extends Backends {
  /** Environment variables with which a gateway asks these simulators. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Switches a fault on; the newest that matches a request spoils it. The returned function switches it off.
   *
   * @throws Error that says what is wrong with a text
   */
  fault(fault: SimulatorFault | string): () => void;
  /** Switches all faults off. */
  clearFaults(): void;
  /** Ends them and closes their connections, as `await using` does. */
  stop(): Promise<void>;
}

export interface AtelierOptions extends SimulatorsOptions {
  /** Port of the gateway; 0 (default) takes a free one. */
  readonly port?: number;
  /** Further variables of the gateway, for example `CORS_ORIGINS`. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A gateway on simulators of its own. */
export interface Atelier extends AsyncDisposable {
  readonly graphqlUrl: string;
  readonly simulators: Simulators;
  /** As that of the simulators. */
  fault(fault: SimulatorFault | string): () => void;
  /** As that of the simulators. */
  clearFaults(): void;
  /** Ends the gateway, then the simulators; as `await using` does. */
  stop(): Promise<void>;
}

/**
 * Starts the three backends. The same seed and size give the same rows with the same ids.
 *
 * @throws Error for a fault text that is wrong and for a port that is taken
 */
export async function startSimulators(options: SimulatorsOptions = {}): Promise<Simulators> {
  const { size = 'small', faults = [], user = 'giulia', ...shared } = options;
  const placed = faults.map(placeFault);
  const rows = typeof size === 'string' ? worldSizes[size] : size;
  const backends = await startBackends({ ...shared, size: rows });
  const inject = ({ upstreams, fault }: ReturnType<typeof placeFault>): (() => void) => {
    const switches = upstreams.map((name) => backends[name].inject(fault));
    return () => {
      for (const switchOff of switches) switchOff();
    };
  };
  for (const fault of placed) inject(fault);
  const stop = () => Promise.resolve(backends[Symbol.asyncDispose]());
  return {
    ...backends,
    environment: gatewayEnvironment(backends, user),
    fault: (fault) => inject(placeFault(fault)),
    clearFaults: () => {
      for (const name of simulatorNames) backends[name].clearFaults();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/**
 * Starts the three backends and a gateway on them. The gateway is the real one; it keeps no answer, so that a fault and a
 * changed row are seen at once, and limits nobody.
 *
 * @throws Error as `startSimulators`, and for variables in `env` that a gateway does not start with
 */
export async function startAtelier(options: AtelierOptions = {}): Promise<Atelier> {
  const { port = 0, env = {}, ...shared } = options;
  await using starting = new AsyncDisposableStack();
  const simulators = starting.use(await startSimulators(shared));
  // Whoever wants the simulators alone does not load a gateway.
  const { startTestGateway } = await import('./test-gateway.ts');
  const { host = '127.0.0.1' } = shared;
  const gateway = starting.use(
    await startTestGateway({ ...simulators.environment, HOST: host, PORT: String(port), ...env }),
  );
  const running = starting.move();
  const stop = () => running.disposeAsync();
  const { fault, clearFaults } = simulators;
  return {
    graphqlUrl: `${gateway.url}/graphql`,
    simulators,
    fault,
    clearFaults,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function placeFault(fault: SimulatorFault | string) {
  if (typeof fault === 'string') return parseFault(fault);
  const upstreams = fault.upstream === 'all' ? simulatorNames : [fault.upstream];
  return { upstreams, fault };
}
