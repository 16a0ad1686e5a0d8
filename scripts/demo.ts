/**
 * `npm run demo`: the three simulated backends, the gateway on them and the studio beside it, in one process, until
 * Ctrl-C. The gateway is the real one; only the addresses and tokens that it is configured with belong to the simulators.
 */

import { parseConfig } from '#src/config/config.ts';
import { readEnv } from '#src/config/env.ts';
import { readExampleOperations } from '#src/server/example-operations.ts';
import { type Gateway, startGateway } from '#src/server/gateway.ts';
import { createLog, type Log } from '#src/server/log.ts';
import { startFailure, watchProcessEnd } from '#src/server/process.ts';
import { type Simulators, startSimulators } from '#test/simulators/start.ts';
import { serviceEnvironment } from '#test/support/world.ts';
import { type Studio, startStudio } from '../examples/studio/serve.ts';

/** Where the studio is, unless something else is there already. */
const studioPort = 4100;

try {
  const log = createLog({ level: 'error' });
  const end = watchProcessEnd({ shutdown: { graceMs: 0, timeoutMs: 5_000 }, log });
  await using simulators = await startSimulators();
  const gateway = await startDemoGateway(simulators, log);
  await using studio = await startStudio({ gatewayUrl: gateway.url, port: studioPort });
  process.stdout.write(introduction(gateway, simulators, studio));
  await end.stopInTime(gateway);
  process.stdout.write('\nStopped.\n');
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`${startFailure(error)}\n`);
}

function startDemoGateway(simulators: Simulators, log: Log): Promise<Gateway> {
  const { PORT, HOST } = readEnv();
  const config = parseConfig({
    ...(PORT === undefined ? {} : { PORT }),
    ...(HOST === undefined ? {} : { HOST }),
    ...serviceEnvironment(simulators),
  });
  return startGateway(config, { log, now: Date.now });
}

function introduction(gateway: Gateway, simulators: Simulators, studio: Studio): string {
  const queries = readExampleOperations().slice(0, 3).map(indent);
  return `
Atelier runs on three simulated backends with made-up data:
  PiktID    ${simulators.piktid.url}
  Sartiq    ${simulators.sartiq.url}
  Acusight  ${simulators.acusight.url}

Three queries to try; GraphiQL opens with them and more:

${queries.join('\n')}
Open the studio:  ${studio.url}
Open GraphiQL:    ${gateway.url}/graphql
Stop:             Ctrl-C
`;
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '    ');
}
