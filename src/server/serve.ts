/** A gateway for as long as its process runs: alone at its address, or as one of several workers. */

import type { Worker } from 'node:cluster';
import type { Config } from '#src/config/config.ts';
import { startGateway } from './gateway.ts';
import type { Log } from './log.ts';
import { watchProcessEnd } from './process.ts';
import { joinSiblings } from './siblings.ts';

/** Resolves when the gateway has stopped, after whatever made it. Rejects where it cannot start. */
export async function serve(config: Config, log: Log): Promise<void> {
  const end = watchProcessEnd({ shutdown: config.shutdown, log });
  const gateway = await startGateway(config, { log, now: Date.now });
  log.info({ url: gateway.url }, `listening on ${gateway.url}/graphql`);
  await end.stopInTime(gateway);
}

/**
 * The same, told to end by the primary process, which also says that it listens.
 *
 * @param config this worker's share
 */
export async function serveAsWorker(worker: Worker, config: Config, log: Log): Promise<void> {
  const siblings = joinSiblings(worker);
  try {
    const end = watchProcessEnd({ shutdown: config.shutdown, log, overseer: siblings.overseer });
    const gateway = await startGateway(config, { log, now: Date.now, siblings });
    siblings.tellListening(gateway.url);
    await end.stopInTime(gateway);
  } finally {
    siblings.leave();
  }
}
