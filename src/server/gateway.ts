/**
 * The gateway as a whole: upstreams, GraphQL and routes behind one HTTP server. Owns their start and their end; decides
 * nothing about upstreams or types.
 */

import type { Config } from '#src/config/config.ts';
import { ConfigError } from '#src/config/faults.ts';
import { UpstreamFailure } from '#src/errors.ts';
import { buildSchema } from '#src/graph/schema.ts';
import { type Clock, createClock } from '#src/http/clock.ts';
import type { Observe } from '#src/http/events.ts';
import type { ContractWatch } from '#src/upstreams/contract-watch.ts';
import { chooseCacheStore, chooseTurns } from './cache.ts';
import { createContractMetrics } from './contract-metrics.ts';
import { createLagMeter } from './event-loop-lag.ts';
import { createGatewayEnd, type GatewayEnd } from './gateway-end.ts';
import { createGraphqlHandler } from './graphql-handler.ts';
import { listenHttp } from './http-server.ts';
import { createIncomings, withRequestIds } from './incoming.ts';
import { createLoadMetrics } from './load-metrics.ts';
import { createLoadShedding } from './load-shedding.ts';
import type { Log } from './log.ts';
import { createMetrics } from './metrics.ts';
import { createOperationMetrics } from './operation-metrics.ts';
import type { RedisConnection } from './redis.ts';
import { createRedisMetrics } from './redis-metrics.ts';
import { namesOf, readRegisteredOperations } from './registered-operations.ts';
import { createRoutes } from './routes.ts';
import type { Siblings } from './siblings.ts';
import { startTracing } from './tracing.ts';
import { createUpstreamLog } from './upstream-log.ts';
import { createUpstreamMetrics } from './upstream-metrics.ts';
import { connectUpstreams, type Upstreams } from './upstreams.ts';
import type { ShapeExecution } from './use-shape-execution.ts';

/** A running gateway. Disposing is stopping without a grace period. */
export interface Gateway extends AsyncDisposable {
  /** Where it listens, without a final slash: `http://127.0.0.1:4000`. */
  readonly url: string;
  /**
   * Ends in order, and resolves when nothing is left. For `graceMs` milliseconds `/ready` fails and everything is still
   * answered; then no connection is taken any more, subscriptions complete and what runs is finished. Further calls wait
   * for the same end.
   */
  stop(options: { readonly graceMs: number }): Promise<void>;
  /** Ends at once what `stop` would wait for; how many operations lose their answer by that. */
  cut(): number;
}

export interface GatewayOptions extends Pick<Clock, 'now'>, Partial<Omit<Clock, 'now'>> {
  readonly log: Log;
  /** Is told how the answers of the upstreams keep their contracts; the metrics if absent. */
  readonly contracts?: ContractWatch;
  /** What workers share; null, or absent, where there is only this process. */
  readonly siblings?: Siblings | null;
  /** How late the event loop is, in milliseconds; measured if absent. */
  readonly lagMs?: () => number;
  /** Executes the queries that do not take the ordinary way; by their shapes if absent. */
  readonly execute?: ShapeExecution;
}

/**
 * Starts a gateway.
 *
 * @param options.now current time in milliseconds since 1970; `schedule` and `random` are the process's own if absent
 * @throws ConfigError for credentials that are refused and for faults in the file of registered operations, and the error
 * of `listen`, for example for a port in use
 */
export async function startGateway(config: Config, options: GatewayOptions): Promise<Gateway> {
  const clock = createClock(options);
  const siblings = options.siblings ?? null;
  const incomings = createIncomings();
  const log = withRequestIds(options.log, incomings);
  const { persistedFile, federation } = config.operations;
  const registered = await readRegisteredOperations(persistedFile, () => buildSchema(federation));
  let end: GatewayEnd | null = null;
  await using starting = new AsyncDisposableStack();
  // First, so that it is ended last.
  const tracing = starting.use(await startTracing(config, log));
  const { registry, listener: metrics } = createMetrics(siblings);
  const count = createUpstreamMetrics(registry);
  const write = createUpstreamLog(log);
  const observe: Observe = (upstream, event) => {
    count(upstream, event);
    write(upstream, event);
  };
  const redis = config.redisUrl && starting.use(await loadRedis(config.redisUrl, log));
  if (redis) createRedisMetrics(registry, redis.client);
  await redis?.connect();
  const cache = chooseCacheStore(config.cache, redis, siblings);
  const turns = chooseTurns(config.cache, redis);
  const contracts = options.contracts ?? createContractMetrics(registry);
  const parts = { clock, observe, cache, turns, contracts };
  const upstreams = starting.use(connectUpstreams(config.upstreams, parts));
  await logIn(upstreams, log);
  const meter = starting.use(createLagMeter());
  const { lagMs = meter.lagMs } = options;
  const shedding = createLoadShedding(config.edge, lagMs);
  createLoadMetrics(registry, { shedding, limits: config.edge, lagMs, meter });
  const graphql = createGraphqlHandler({
    config,
    upstreams,
    registered,
    redis: redis?.client ?? null,
    siblings,
    log,
    clock,
    shedding,
    incomings,
    tracing,
    onEnd: createOperationMetrics(registry, namesOf(registered)),
    ...(options.execute ? { execute: options.execute } : {}),
  });
  const routes = createRoutes({
    graphql,
    isReady: () => end?.isRunning() ?? true,
    showGraphiql: config.operations.allowIntrospection,
    metrics,
  });
  const server = await listenHttp(config.listen, routes, clock);
  const started = starting.move();
  end = createGatewayEnd({
    server,
    endSubscriptions: () => upstreams.watching.end(),
    dispose: () => started.disposeAsync(),
    clock,
    log,
  });
  const { stop, cut } = end;
  return { url: server.url, stop, cut, [Symbol.asyncDispose]: () => stop({ graceMs: 0 }) };
}

/** The client of Redis is much code, which is loaded only where there is a Redis. */
async function loadRedis(url: URL, log: Log): Promise<RedisConnection> {
  const { createRedis } = await import('./redis.ts');
  return createRedis(url, log);
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
