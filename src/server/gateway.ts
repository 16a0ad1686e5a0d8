/**
 * The gateway as a whole: upstreams, GraphQL and routes behind one HTTP server. Owns their start and their end; decides
 * nothing about upstreams or types.
 */

import type { Config } from '#src/config/config.ts';
import { ConfigError } from '#src/config/faults.ts';
import { UpstreamFailure } from '#src/errors.ts';
import { type Clock, createClock } from '#src/http/clock.ts';
import type { ContractWatch } from '#src/upstreams/contract-watch.ts';
import { createGraphqlHandler } from './graphql-handler.ts';
import { listenHttp } from './http-server.ts';
import type { Log } from './log.ts';
import { createRoutes } from './routes.ts';
import { connectUpstreams, type Upstreams } from './upstreams.ts';

/** A running gateway. Disposing completes subscriptions, lets other operations finish, then closes every socket. */
export interface Gateway extends AsyncDisposable {
  /** Where it listens, without a final slash: `http://127.0.0.1:4000`. */
  readonly url: string;
}

/**
 * Starts a gateway.
 *
 * @param options.contracts is told how the answers of the upstreams keep their contracts
 * @param options.now current time in milliseconds since 1970; `schedule` and `random` are the process's own if absent
 * @throws ConfigError for credentials that are refused, and the error of `listen`, for example for a port in use
 */
export async function startGateway(
  config: Config,
  options: { readonly log: Log; readonly contracts?: ContractWatch } & Pick<Clock, 'now'> & Partial<Clock>,
): Promise<Gateway> {
  const { log, now } = options;
  let isReady = true;
  await using starting = new AsyncDisposableStack();
  const upstreams = starting.use(connectUpstreams(config.upstreams, createClock(options), options.contracts));
  await logIn(upstreams, log);
  const graphql = createGraphqlHandler({ config, upstreams, log, now });
  const server = await listenHttp(config.listen, createRoutes({ graphql, isReady: () => isReady }));
  const started = starting.move();
  return {
    url: server.url,
    [Symbol.asyncDispose]: async () => {
      isReady = false;
      upstreams.watching.end();
      await server.close();
      await started.disposeAsync();
    },
  };
}

/** Wrong credentials prevent the start; a backend that cannot be asked right now costs only its own fields. */
async function logIn(upstreams: Upstreams, log: Log): Promise<void> {
  try {
    await upstreams.logIn();
  } catch (err) {
    if (err instanceof UpstreamFailure && err.code === 'UNAUTHENTICATED') {
      throw new ConfigError(['SARTIQ_USERNAME and SARTIQ_PASSWORD were not accepted by Sartiq']);
    }
    log.error({ err }, 'a backend gave no token yet; the first request for it tries again');
  }
}
