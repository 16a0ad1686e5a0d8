/**
 * The whole system in one process: three simulators, a gateway on them, and a client. Owns nothing but their
 * lifetime; everything runs on real ports.
 */

import { parseConfig } from '#src/config/config.ts';
import type { Environment } from '#src/config/env.ts';
import type { Clock } from '#src/http/clock.ts';
import { type GatewayOptions, startGateway } from '#src/server/gateway.ts';
import type { Log } from '#src/server/log.ts';
import type { ContractWatch } from '#src/upstreams/contract-watch.ts';
import { gatewayEnvironment } from '#test/simulators/gateway-environment.ts';
import {
  type LoggedRequest,
  type SimulatedUser,
  type SimulatorOptions,
  smallWorldSize,
} from '#test/simulators/simulator.ts';
import { type Simulators, startSimulators } from '#test/simulators/start.ts';
import { upstreamNames } from './studio-query.ts';

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

/** A gateway of its own, with a client. */
export interface RunningGateway extends AsyncDisposable {
  /** The gateway's address, without `/graphql`. */
  readonly url: string;
  /** What the gateway logged as unforeseen. */
  readonly logged: readonly unknown[];
  /** The details of its warnings. */
  readonly warned: readonly object[];
  /** What the gateway logged about each request to `/graphql`, in the order in which they ended. */
  readonly operations: readonly object[];
  query(
    query: string,
    variables?: Readonly<Record<string, unknown>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** Stops it alone, as a signal does. */
  stopGateway(): Promise<void>;
}

export interface World extends RunningGateway {
  readonly simulators: Simulators;
  /** The upstream requests since the last call, in order of arrival, as `GET /assets?page=1&per_page=20`. */
  takeRequests(): string[];
}

/**
 * @param options.env replaces variables of the gateway's environment; a service account of giulia is the default
 * @param options.log gets what the gateway logs, instead of `logged` and `operations`
 * @param options.lagMs how late the event loop is said to be; not at all by default, however slow the machine
 * @param options.clock for the simulators and the gateway, see `manual-clock.ts`
 */
export async function startWorld(
  options: SimulatorOptions & {
    readonly env?: (simulators: Simulators) => Environment;
    readonly clock?: Clock;
    readonly log?: Log;
    readonly lagMs?: () => number;
    readonly contracts?: ContractWatch;
  } = {},
): Promise<World> {
  const stack = new AsyncDisposableStack();
  const now = options.now ?? options.clock?.now ?? Date.now;
  const simulators = stack.use(await startSimulators({ size: smallWorldSize, ...options, now }));
  const env = options.env?.(simulators) ?? serviceEnvironment(simulators);
  const { clock = {}, log, lagMs, contracts } = options;
  const parts = {
    ...clock,
    now,
    ...(log ? { log } : {}),
    ...(lagMs ? { lagMs } : {}),
    ...(contracts ? { contracts } : {}),
  };
  const gateway = stack.use(await startGatewayWith(env, parts));
  return {
    ...gateway,
    simulators,
    takeRequests: () => takeRequests(simulators),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** One more gateway, for example on the simulators of a world. No retry waits, as far as no other chance is given. */
export async function startGatewayWith(
  env: Environment,
  parts: Partial<GatewayOptions> = {},
): Promise<RunningGateway> {
  const logged: unknown[] = [];
  const warned: object[] = [];
  const operations: object[] = [];
  const log: Log = {
    info: (details, message) => void (message === 'operation' && operations.push(details)),
    warn: (details) => void warned.push(details),
    error: ({ err }) => void logged.push(err),
  };
  const config = parseConfig({ ...quietEnvironment, ...env });
  const gateway = await startGateway(config, {
    now: Date.now,
    random: () => 0,
    lagMs: () => 0,
    log,
    ...parts,
  });
  let stopped: Promise<void> | null = null;
  const stopGateway = (): Promise<void> => {
    stopped ??= Promise.resolve(gateway[Symbol.asyncDispose]());
    return stopped;
  };
  return {
    url: gateway.url,
    logged,
    warned,
    operations,
    query: (query, variables = {}, headers = {}) => postTo(gateway.url, { query, variables }, headers),
    stopGateway,
    [Symbol.asyncDispose]: stopGateway,
  };
}

/** A free port, every request its own upstream traffic, any number of requests, and an end without delay. */
const quietEnvironment: Environment = {
  PORT: '0',
  CACHE_MAX_BYTES: '0',
  MAX_REQUESTS_PER_OPERATION: '100000',
  MAX_REQUESTS_PER_MINUTE: '0',
  RATE_LIMIT_PER_MINUTE: '0',
  SHUTDOWN_GRACE_MS: '0',
};

/** Where the simulators are, and nothing else. */
export function upstreamUrls(simulators: Simulators): Environment {
  return gatewayEnvironment(simulators, null);
}

/** A gateway that works with one user's tokens for everybody. */
export function serviceEnvironment(simulators: Simulators, user: SimulatedUser = 'giulia'): Environment {
  return gatewayEnvironment(simulators, user);
}

/** An operation for whatever answers GraphQL at this address. */
export async function postTo(
  url: string,
  body: object,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Partial<Answer>;
  const requestId = response.headers.get('x-request-id');
  return {
    status: response.status,
    data: answer.data,
    errors: (answer.errors ?? []).map((error) => withoutRequestId(error, requestId)),
    extensions: answer.extensions,
  };
}

/** Every error has the id of its answer; no two answers have the same one, so tests compare the rest. */
export function withoutRequestId(
  { extensions, ...error }: AnswerError,
  requestId: string | null,
): AnswerError {
  const { requestId: told, ...rest } = extensions;
  if (told !== requestId) throw new Error(`The error of request ${requestId} has the id ${told}`);
  return { ...error, extensions: rest as AnswerError['extensions'] };
}

function takeRequests(simulators: Simulators): string[] {
  return upstreamNames.flatMap((upstream) => {
    const texts = simulators[upstream].requests.map(requestText);
    simulators[upstream].clearRequests();
    return texts;
  });
}

function requestText({ method, path, query }: LoggedRequest): string {
  return `${method} ${path}${query.size > 0 ? `?${query}` : ''}`;
}
