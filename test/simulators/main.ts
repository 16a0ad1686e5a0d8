/**
 * Runs the simulated backends as a process, for containers and for trying a gateway by hand: all three, or those that
 * `--only` names (it may be repeated).
 */

import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { type SimulatorName, simulatorNames, startNamedSimulator } from './start.ts';

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    seed: { type: 'string', default: '1' },
    piktid: { type: 'string', default: '4001' },
    sartiq: { type: 'string', default: '4002' },
    acusight: { type: 'string', default: '4003' },
    only: { type: 'string', multiple: true, default: [...simulatorNames] },
  },
});
const titles: Readonly<Record<SimulatorName, string>> = {
  piktid: 'PiktID',
  sartiq: 'Sartiq',
  acusight: 'Acusight',
};

try {
  const unknown = values.only.filter((name) => !simulatorNames.some((known) => known === name));
  if (unknown.length > 0)
    throw new Error(`there is no ${unknown.join(', ')}; known: ${simulatorNames.join(', ')}`);
  await using running = new AsyncDisposableStack();
  for (const name of simulatorNames.filter((known) => values.only.includes(known))) {
    const options = { host: values.host, seed: Number(values.seed), port: Number(values[name]) };
    const { url } = running.use(await startNamedSimulator(name, options));
    process.stdout.write(`${titles[name]} ${url}\n`);
  }
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`simulators: ${error instanceof Error ? error.message : String(error)}\n`);
}
