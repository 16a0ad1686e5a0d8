/**
 * The whole system in one process: three simulators, a gateway on them, and a client. Owns nothing but their
 * lifetime; everything runs on real ports.
 */

import { parseConfig } from '#src/config/config.ts';
import type { Environment } from '#src/config/env.ts';
import type { UpstreamName } from '#src/errors.ts';
import type { Clock } from '#src/http/clock.ts';
import { startGateway } from '#src/server/gateway.ts';
import type { Log } from '#src/server/log.ts';
import type { ContractWatch } from '#src/upstreams/contract-watch.ts';
import {
  type LoggedRequest,
  type SimulatedUser,
  type SimulatorOptions,
  smallWorldSize,
  tokenOf,
} from '#test/simulators/simulator.ts';
import { type Simulators, startSimulators } from '#test/simulators/start.ts';

/** An answer of `/graphql` to one operation. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of data, field by field
  readonly data: any;
  readonly errors: readonly AnswerError[];
  readonly extensions: unknown;
}

export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>> & { readonly code: string };
}

export interface World extends AsyncDisposable {
  readonly simulators: Simulators;
  /** The gateway's address, without `/graphql`. */
  readonly url: string;
  /** What the gateway logged as unforeseen. */
  readonly logged: readonly unknown[];
  query(
    query: string,
    variables?: Readonly<Record<string, unknown>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** The upstream requests since the last call, in order of arrival, as `GET /assets?page=1&per_page=20`. */
  takeRequests(): string[];
  /** Stops the gateway alone, as a signal does. */
  stopGateway(): Promise<void>;
}

/**
 * @param options.env replaces variables of the gateway's environment; a service account of giulia is the default
 * @param options.clock for the simulators and the gateway, see `manual-clock.ts`
 */
export async function startWorld(
  options: SimulatorOptions & {
    readonly env?: (simulators: Simulators) => Environment;
    readonly clock?: Clock;
    readonly contracts?: ContractWatch;
  } = {},
): Promise<World> {
  const stack = new AsyncDisposableStack();
  const now = options.now ?? options.clock?.now ?? Date.now;
  const simulators = stack.use(await startSimulators({ size: smallWorldSize, ...options, now }));
  const env = options.env?.(simulators) ?? serviceEnvironment(simulators);
  const logged: unknown[] = [];
  const log: Log = {
    info: () => {},
    warn: () => {},
    error: ({ err }) => void logged.push(err),
  };
  const config = parseConfig({ ...quietEnvironment, ...env });
  const gateway = await startGateway(config, {
    ...options.clock,
    ...(options.contracts && { contracts: options.contracts }),
    log,
    now,
  });
  let stopped: Promise<void> | null = null;
  const stopGateway = (): Promise<void> => {
    stopped ??= Promise.resolve(gateway[Symbol.asyncDispose]());
    return stopped;
  };
  stack.defer(stopGateway);
  return {
    simulators,
    url: gateway.url,
    logged,
    query: (query, variables = {}, headers = {}) => post(gateway.url, { query, variables }, headers),
    takeRequests: () => takeRequests(simulators),
    stopGateway,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** A free port, every request its own upstream traffic, any number of requests, and an end without delay. */
const quietEnvironment: Environment = {
  PORT: '0',
  CACHE_MAX_BYTES: '0',
  RATE_LIMIT_PER_MINUTE: '0',
  SHUTDOWN_GRACE_MS: '0',
};

/** Where the simulators are, and nothing else. */
export function upstreamUrls({ piktid, sartiq, acusight }: Simulators): Environment {
  return { PIKTID_URL: piktid.url, SARTIQ_URL: sartiq.url, ACUSIGHT_URL: acusight.url };
}

/** A gateway that works with one user's tokens for everybody. */
export function serviceEnvironment(simulators: Simulators, user: SimulatedUser = 'giulia'): Environment {
  return {
    ...upstreamUrls(simulators),
    PIKTID_TOKEN: tokenOf('piktid', user),
    SARTIQ_TOKEN: tokenOf('sartiq', user),
    ACUSIGHT_TOKEN: tokenOf('acusight', user),
    GATEWAY_ANONYMOUS: 'allow',
  };
}

async function post(url: string, body: object, headers: Readonly<Record<string, string>>): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Partial<Answer>;
  return {
    status: response.status,
    data: answer.data,
    errors: answer.errors ?? [],
    extensions: answer.extensions,
  };
}

function takeRequests(simulators: Simulators): string[] {
  const upstreams: readonly UpstreamName[] = ['piktid', 'sartiq', 'acusight'];
  return upstreams.flatMap((upstream) => {
    const texts = simulators[upstream].requests.map(requestText);
    simulators[upstream].clearRequests();
    return texts;
  });
}

function requestText({ method, path, query }: LoggedRequest): string {
  return `${method} ${path}${query.size > 0 ? `?${query}` : ''}`;
}
