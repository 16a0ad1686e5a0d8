/**
 * What the gateway is configured to do, as a pure function of its environment. Finds all faults at once and names
 * variables, never their values.
 */

import type { UpstreamName } from '#src/errors.ts';
import type { Environment } from './env.ts';
import { ConfigError, createReader, type Reader } from './faults.ts';
import { type GateConfig, readGate, refuseOpenDoor } from './gate.ts';
import { readTracing, type TracingConfig } from './tracing.ts';
import { readUpstreams, type UpstreamConfig } from './upstreams.ts';
import {
  byteCount,
  byteCountOrNone,
  count,
  countOrNone,
  milliseconds,
  millisecondsOrNone,
  oneOf,
  only,
  originList,
  port,
  redisUrl,
} from './value-kinds.ts';
import { type WorkerCount, workerCount } from './workers.ts';

export interface Config {
  readonly listen: { readonly host: string; readonly port: number };
  /** Processes that answer at that address. */
  readonly workers: WorkerCount;
  readonly upstreams: Readonly<Record<UpstreamName, UpstreamConfig>>;
  readonly gate: GateConfig;
  readonly redisUrl: URL | null;
  /** Answers of upstreams are kept in memory up to so many bytes; 0 keeps none, there or in Redis. */
  readonly cache: { readonly maxBytes: number };
  readonly uploads: { readonly maxBytes: number };
  readonly operations: OperationsConfig;
  readonly edge: EdgeConfig;
  readonly shutdown: ShutdownConfig;
  /** Null for no traces. */
  readonly tracing: TracingConfig | null;
  readonly logLevel: LogLevel;
}

/** The least important lines that the log gets. */
export type LogLevel = 'info' | 'warn' | 'error' | 'silent';

/** What operations may be, and how long they may take. */
export interface OperationsConfig {
  /** Longest duration of one that brings no file and is no subscription, in milliseconds. */
  readonly timeoutMs: number;
  /** Upstream requests of one operation at most, as far as they can be planned. */
  readonly maxRequests: number;
  /** Upstream requests that one caller may cause in a minute, at each upstream; 0 for any number. */
  readonly requestsPerMinute: number;
  /** Whether clients may read the schema, get suggestions of names, open GraphiQL, and see plans. */
  readonly allowIntrospection: boolean;
  /** A JSON file with registered operations, document by SHA-256; null where there is none. */
  readonly persistedFile: string | null;
  /** Whether the registered operations are the only ones. */
  readonly persistedOnly: boolean;
  /** `subgraph`: a router may use the gateway as a part of a bigger graph. */
  readonly federation: 'subgraph' | null;
}

/** How much is let in, and from where. */
export interface EdgeConfig {
  /** The origins whose pages may use the gateway. */
  readonly corsOrigins: readonly string[];
  /** The longest body of a request that brings no file, in bytes. */
  readonly maxRequestBytes: number;
  /** Operations of one caller in a minute; 0 for any number. */
  readonly operationsPerMinute: number;
  /** How many proxies stand before the gateway, each of which adds to `X-Forwarded-For`. */
  readonly trustedProxies: number;
  /** Operations that run at the same time, without subscriptions. */
  readonly maxOperations: number;
  /** Subscriptions that run at the same time. */
  readonly maxSubscriptions: number;
}

export interface ShutdownConfig {
  /** For so long after the signal new connections are still taken, until load balancers know, in milliseconds. */
  readonly graceMs: number;
  /** So long after the signal the process ends, whatever still runs, in milliseconds. */
  readonly timeoutMs: number;
}

/** @throws ConfigError with every fault. */
export function parseConfig(env: Environment): Config {
  const faults: string[] = [];
  const reader = createReader(env, faults);
  const { read } = reader;
  const upstreams = readUpstreams(reader);
  const config: Config = {
    listen: { host: env.HOST ?? '127.0.0.1', port: read('PORT', port, 4000) },
    workers: read<WorkerCount>('WORKERS', workerCount, 1),
    upstreams,
    gate: readGate(reader),
    redisUrl: read<URL | null>('REDIS_URL', redisUrl, null),
    cache: { maxBytes: read('CACHE_MAX_BYTES', byteCountOrNone, 64 * 1024 ** 2) },
    uploads: { maxBytes: read('UPLOAD_MAX_BYTES', byteCount, 2 * 1024 ** 3) },
    operations: readOperations(reader),
    edge: readEdge(reader),
    shutdown: readShutdown(reader),
    tracing: readTracing(reader),
    logLevel: read<LogLevel>('LOG_LEVEL', oneOf('info', 'warn', 'error', 'silent'), 'info'),
  };
  const lends = Object.values(upstreams).some(({ account }) => account !== null);
  refuseOpenDoor(lends, reader);
  refuseIdleWorkers(config, reader);
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

function readOperations({ env, read, fault }: Reader): OperationsConfig {
  const allowed = read<'allow' | null>('GATEWAY_INTROSPECTION', only('allow'), null) !== null;
  const persistedOnly = read<'only' | null>('PERSISTED_OPERATIONS', only('only'), null) !== null;
  const persistedFile = env.PERSISTED_OPERATIONS_FILE ?? null;
  if (persistedOnly && persistedFile === null) {
    fault('PERSISTED_OPERATIONS=only needs PERSISTED_OPERATIONS_FILE');
  }
  const federation = read<'subgraph' | null>('GATEWAY_FEDERATION', only('subgraph'), null);
  if (persistedOnly && federation !== null) {
    fault(
      'GATEWAY_FEDERATION and PERSISTED_OPERATIONS=only cannot both be set: routers write their own operations',
    );
  }
  return {
    timeoutMs: read('OPERATION_TIMEOUT_MS', milliseconds, 30_000),
    maxRequests: read('MAX_REQUESTS_PER_OPERATION', count, 200),
    requestsPerMinute: read('MAX_REQUESTS_PER_MINUTE', countOrNone, 6_000),
    allowIntrospection: allowed || env.NODE_ENV !== 'production',
    persistedFile,
    persistedOnly,
    federation,
  };
}

function readEdge({ read }: Reader): EdgeConfig {
  return {
    corsOrigins: read('CORS_ORIGINS', originList, []),
    maxRequestBytes: read('REQUEST_MAX_BYTES', byteCount, 512 * 1024),
    operationsPerMinute: read('RATE_LIMIT_PER_MINUTE', countOrNone, 6_000),
    trustedProxies: read('TRUSTED_PROXIES', countOrNone, 0),
    maxOperations: read('MAX_OPERATIONS', count, 500),
    maxSubscriptions: read('MAX_SUBSCRIPTIONS', count, 2_000),
  };
}

/** Each gets its part of what may be under way, and a part must be something. */
function refuseIdleWorkers({ workers, edge }: Config, { fault }: Reader): void {
  if (workers === 'auto') return;
  if (edge.maxOperations < workers) fault('MAX_OPERATIONS must be at least WORKERS');
  if (edge.maxSubscriptions < workers) fault('MAX_SUBSCRIPTIONS must be at least WORKERS');
}

function readShutdown({ read, fault }: Reader): ShutdownConfig {
  const graceMs = read('SHUTDOWN_GRACE_MS', millisecondsOrNone, 5_000);
  const timeoutMs = read('SHUTDOWN_TIMEOUT_MS', milliseconds, 25_000);
  if (graceMs >= timeoutMs) fault('SHUTDOWN_GRACE_MS must be less than SHUTDOWN_TIMEOUT_MS');
  return { graceMs, timeoutMs };
}
