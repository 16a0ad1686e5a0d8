/**
 * Environment, configuration, and then a gateway that waits for a signal, in this process or in several workers. Exit code
 * 1 for anything but a whole answer to all.
 */

import cluster from 'node:cluster';
import { availableParallelism } from 'node:os';
import { parseConfig } from '#src/config/config.ts';
import { readEnv } from '#src/config/env.ts';
import { secretsOf } from '#src/config/secrets.ts';
import { countWorkers, shareOfWorker } from '#src/config/workers.ts';
import { createLog } from '#src/server/log.ts';
import { startFailure } from '#src/server/process.ts';
import { superviseWorkers } from '#src/server/workers.ts';

try {
  const config = parseConfig(readEnv());
  const log = createLog({ level: config.logLevel, secrets: secretsOf(config) });
  const count = countWorkers(config, availableParallelism());
  if (count > 1 && cluster.isPrimary) {
    await superviseWorkers({ count, shutdown: config.shutdown, log });
  } else {
    // All that a gateway is made of is not for the memory of a process that only supervises others.
    const { serve, serveAsWorker } = await import('#src/server/serve.ts');
    if (count > 1 && cluster.worker) await serveAsWorker(cluster.worker, shareOfWorker(config, count), log);
    else await serve(config, log);
  }
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`${startFailure(error)}\n`);
}
