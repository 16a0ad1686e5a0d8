/**
 * Switches faults on and off at all simulated backends, by chance. Its timers make faults; nobody waits for them. Knows
 * every kind of fault that simulators have.
 */

import type { Random } from '#test/simulators/random.ts';
import type { FaultEffect, Simulator } from '#test/simulators/simulator.ts';
import type { Simulators } from '#test/simulators/start.ts';

const statuses = [400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504] as const;

const effects: readonly [(random: Random) => FaultEffect, ...((random: Random) => FaultEffect)[]] = [
  (random) => ({ kind: 'delay', ms: random.int(5, 1_500) }),
  (random) => ({ kind: 'status', status: random.pick(statuses) }),
  (random) => ({ kind: 'status', status: random.pick([429, 503]), headers: { 'retry-after': '1' } }),
  (random) => ({ kind: 'status', status: random.pick(statuses), body: '<html>gateway</html>' }),
  () => ({ kind: 'broken-json' }),
  () => ({ kind: 'cut-body' }),
  () => ({ kind: 'reset' }),
  () => ({ kind: 'hang' }),
  (random) => ({ kind: 'slow-drip', ms: random.int(1, 5) }),
  () => ({ kind: 'content-type', value: 'text/html' }),
  (random) => ({ kind: 'huge-body', bytes: random.int(1, 4) * 1024 ** 2 }),
  (random) => ({ kind: 'rewrite', body: (body) => spoil(body, random) }),
];

export interface RandomFaults {
  /** Kinds that were switched on, and how often. */
  readonly counts: Readonly<Record<string, number>>;
  /** Switches all off, for good. */
  stop(): void;
}

/** At most one fault at a time at each backend, and times without one in between. */
export function startRandomFaults(simulators: Simulators, random: Random): RandomFaults {
  const counts: Record<string, number> = {};
  const timers = new Map<Simulator, NodeJS.Timeout>();
  const { piktid, sartiq, acusight } = simulators;
  const rest = (simulator: Simulator): void => {
    timers.set(simulator, setTimeout(spoilOne, random.int(200, 2_500), simulator));
  };
  const spoilOne = (simulator: Simulator): void => {
    const effect = random.pick(effects)(random);
    counts[effect.kind] = (counts[effect.kind] ?? 0) + 1;
    const times = random.chance(0.4) ? { times: random.int(1, 20) } : {};
    const repair = simulator.inject({ ...effect, ...times });
    const end = (): void => {
      repair();
      rest(simulator);
    };
    timers.set(simulator, setTimeout(end, random.int(200, 2_000)));
  };
  const all = [piktid, sartiq, acusight];
  for (const simulator of all) rest(simulator);
  return {
    counts,
    stop: () => {
      for (const timer of timers.values()) clearTimeout(timer);
      for (const simulator of all) simulator.clearFaults();
    },
  };
}

/** The same body with one entry somewhere missing, null, or of another type. */
function spoil(body: unknown, random: Random): unknown {
  if (Array.isArray(body)) {
    const index = random.int(0, Math.max(0, body.length - 1));
    return body.map((entry, at) => (at === index ? spoil(entry, random) : entry));
  }
  if (typeof body !== 'object' || body === null) return random.pick([null, 'odd', -1, [], {}]);
  const [first, ...names] = Object.keys(body);
  if (first === undefined) return null;
  const name = random.pick([first, ...names]);
  const { [name]: value, ...others } = body as Record<string, unknown>;
  return random.chance(0.3) ? others : { ...others, [name]: spoil(value, random) };
}
