/** Environment, configuration, gateway, and then waiting for a signal. Exit code 1 for anything that prevents it. */

import { parseConfig } from '#src/config/config.ts';
import { readEnv } from '#src/config/env.ts';
import { startGateway } from '#src/server/gateway.ts';
import { createLog } from '#src/server/log.ts';
import { startFailure, untilSignal } from '#src/server/process.ts';

const log = createLog();

try {
  const config = parseConfig(readEnv());
  const signal = untilSignal();
  await using gateway = await startGateway(config, { log, now: Date.now });
  log.info({ url: gateway.url }, `listening on ${gateway.url}/graphql`);
  log.info({ signal: await signal }, 'finishing what runs');
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`${startFailure(error)}\n`);
}
