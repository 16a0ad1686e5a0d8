/** Environment, configuration, gateway, and then waiting for a signal. Exit code 1 for anything but a whole answer to all. */

import { parseConfig } from '#src/config/config.ts';
import { readEnv } from '#src/config/env.ts';
import { secretsOf } from '#src/config/secrets.ts';
import { startGateway } from '#src/server/gateway.ts';
import { createLog } from '#src/server/log.ts';
import { startFailure, watchProcessEnd } from '#src/server/process.ts';

try {
  const config = parseConfig(readEnv());
  const log = createLog({ level: config.logLevel, secrets: secretsOf(config) });
  const end = watchProcessEnd({ shutdown: config.shutdown, log });
  const gateway = await startGateway(config, { log, now: Date.now });
  log.info({ url: gateway.url }, `listening on ${gateway.url}/graphql`);
  await end.stopInTime(gateway);
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`${startFailure(error)}\n`);
}
