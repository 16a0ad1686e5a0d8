/** Three gateways as processes of their own, on one Redis and the simulated backends, behind a load balancer. */

import { type SimulatorOptions, smallWorldSize } from '#test/simulators/simulator.ts';
import { type Simulators, startSimulators } from '#test/simulators/start.ts';
import { type Balancer, startBalancer } from './balancer.ts';
import { type GatewayProcess, startMain } from './gateway-process.ts';
import { type RedisServer, startRedis } from './redis.ts';
import { serviceEnvironment } from './world.ts';

export interface Replica {
  readonly process: GatewayProcess;
  readonly url: string;
}

export interface Replicas extends AsyncDisposable {
  readonly simulators: Simulators;
  readonly redis: RedisServer;
  readonly all: readonly [Replica, Replica, Replica];
  readonly balancer: Balancer;
}

/**
 * @param env of each gateway, beside a service account for every backend and any number of operations
 * @param time of the backends; the gateways have the real one
 */
export async function startReplicas(
  env: Readonly<Record<string, string>> = {},
  time: Pick<SimulatorOptions, 'now'> = {},
): Promise<Replicas> {
  await using stack = new AsyncDisposableStack();
  const simulators = stack.use(await startSimulators({ size: smallWorldSize, ...time }));
  const redis = stack.use(await startRedis());
  const variables = {
    ...serviceEnvironment(simulators),
    PORT: '0',
    REDIS_URL: redis.url,
    RATE_LIMIT_PER_MINUTE: '0',
    MAX_REQUESTS_PER_MINUTE: '0',
    ...env,
  };
  const start = async (): Promise<Replica> => {
    const process = stack.use(startMain(variables));
    return { process, url: await process.listening() };
  };
  const all = await Promise.all([start(), start(), start()]);
  const balancer = stack.use(await startBalancer(all.map(({ url }) => url)));
  const owned = stack.move();
  return { simulators, redis, all, balancer, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
