/** The gateway as tests of frontends want it: it forgets at once, limits nobody, and writes only what went wrong. */

import { parseConfig } from '#src/config/config.ts';
import { variableNames } from '#src/config/env.ts';
import { ConfigError } from '#src/config/faults.ts';
import { secretsOf } from '#src/config/secrets.ts';
import { type Gateway, startGateway } from '#src/server/gateway.ts';
import { createLog } from '#src/server/log.ts';

const quiet = {
  CACHE_MAX_BYTES: '0',
  MAX_REQUESTS_PER_MINUTE: '0',
  RATE_LIMIT_PER_MINUTE: '0',
  SHUTDOWN_GRACE_MS: '0',
  LOG_LEVEL: 'error',
} as const;

/** @throws ConfigError that names the variables that are wrong, and those that a gateway does not know */
export async function startTestGateway(env: Readonly<Record<string, string>>): Promise<Gateway> {
  const unknown = Object.keys(env).filter((name) => !variableNames.some((known) => known === name));
  if (unknown.length > 0)
    throw new ConfigError(unknown.map((name) => `${name} is no variable of the gateway`));
  const config = parseConfig({ ...quiet, ...env });
  // Standard output belongs to whoever started it.
  const write = (line: string): void => void process.stderr.write(line);
  const log = createLog({ level: config.logLevel, secrets: secretsOf(config) }, { write });
  return startGateway(config, { log, now: Date.now });
}
