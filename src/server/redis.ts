/**
 * The gateway's connection to Redis, for what replicas share, with a second one for listening. Owns how long Redis may take and what the log says of
 * an outage; what is in Redis is its users'. Redis is never needed: whoever uses it goes on without it.
 */

import { Redis } from 'ioredis';
import type { Log } from './log.ts';

export interface RedisConnection extends Disposable {
  /** Commands reject at once while Redis is away, and after `commandTimeoutMs` where it does not answer. */
  readonly client: Redis;
  /** A second connection, for listening to channels only; rejects as the first one does. */
  readonly subscriber: Redis;
  /** Resolves when the first attempt to connect has ended, well or not; further ones follow by themselves. */
  connect(): Promise<void>;
}

/** Longest time for one command, in milliseconds: more would cost more than asking an upstream. */
const commandTimeoutMs = 200;
/** Longest time for connecting, in milliseconds; a start waits for it once. */
const connectTimeoutMs = 1_000;
/** Redis that owes an answer for so long counts as away, in milliseconds. */
const silenceMs = 1_000;
/** Longest time between two attempts to connect, in milliseconds. */
const longestPauseMs = 5_000;

export function createRedis(url: URL, log: Log): RedisConnection {
  const [client, subscriber] = [openClient(url), openClient(url)];
  // What it cannot reach, the other cannot either, and that is logged.
  subscriber.on('error', () => {});
  let isClosing = false;
  logOutages(client, log, () => isClosing);
  return {
    client,
    subscriber,
    connect: async () => {
      await Promise.allSettled([client.connect(), subscriber.connect()]);
    },
    [Symbol.dispose]: () => {
      isClosing = true;
      client.disconnect();
      subscriber.disconnect();
    },
  };
}

function openClient(url: URL): Redis {
  return new Redis(url.href, {
    lazyConnect: true,
    enableOfflineQueue: false,
    // What was under way when the connection broke is given up at once, not sent again.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    commandTimeout: commandTimeoutMs,
    connectTimeout: connectTimeoutMs,
    // Its timer outlives a connection that is closed already, and would hold the process for so long.
    disconnectTimeout: 100,
    socketTimeout: silenceMs,
    retryStrategy: (attempt) => Math.min(100 * 2 ** Math.min(attempt, 10), longestPauseMs),
    // Nobody would hear of its failure; `redis-channels.ts` does it.
    autoResubscribe: false,
  });
}

/** One line when Redis goes and one when it is back, however many attempts are between. */
function logOutages(client: Redis, log: Log, isClosing: () => boolean): void {
  let isAway = false;
  let reason = 'the connection was closed';
  // Errors of Redis can hold commands, and with them what is kept: their code says enough.
  client.on('error', (error: Error & { readonly code?: unknown }) => {
    reason =
      typeof error.code === 'string' ? error.code : (/^[A-Z]+(?= )/.exec(error.message)?.[0] ?? reason);
  });
  client.on('close', () => {
    if (isClosing()) return;
    if (!isAway) log.warn({ reason }, 'Redis is away; nothing is shared between replicas until it is back');
    isAway = true;
  });
  client.on('ready', () => {
    if (isAway) log.info({}, 'Redis is back');
    isAway = false;
  });
}
