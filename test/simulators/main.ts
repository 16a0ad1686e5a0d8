/** Runs the three simulated backends as a process, for containers and for trying a gateway by hand. */

import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { startSimulators } from './start.ts';

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    seed: { type: 'string', default: '1' },
    piktid: { type: 'string', default: '4001' },
    sartiq: { type: 'string', default: '4002' },
    acusight: { type: 'string', default: '4003' },
  },
});

try {
  await using simulators = await startSimulators({
    host: values.host,
    seed: Number(values.seed),
    ports: {
      piktid: Number(values.piktid),
      sartiq: Number(values.sartiq),
      acusight: Number(values.acusight),
    },
  });
  const { piktid, sartiq, acusight } = simulators;
  process.stdout.write(`PiktID ${piktid.url}\nSartiq ${sartiq.url}\nAcusight ${acusight.url}\n`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`simulators: ${error instanceof Error ? error.message : String(error)}\n`);
}
