/**
 * The `node:http` server underneath: where it listens, how long clients may take, how it ends. Knows no route.
 */

import { createServer, type Server } from 'node:http';
import { type AddressInfo, Server as TcpServer } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { Config } from '#src/config/config.ts';
import type { Clock } from '#src/http/clock.ts';
import { type Connections, trackConnections } from './connections.ts';
import type { RequestListener } from './request-listener.ts';

/** A server that listens. */
export interface HttpServer {
  /** Without a final slash: `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Goes on as before, except that every answer ends its connection, so that clients find another server. */
  drain(): void;
  /**
   * Takes no new connection and resolves when the last one is closed, which every answer under way delays.
   *
   * @param unused connections on which nothing is being answered: closed at once, or as soon as their clients no longer
   * expect an answer to what they may be sending
   */
  close(unused: 'closed at once' | 'waited for'): Promise<void>;
  /** Closes everything now; how many requests lose their answer by that. */
  cut(): number;
}

/** Node's own values, except that it would also limit how long a body may take, uploads included. */
const timeouts = { headersTimeout: 60_000, requestTimeout: 0 };
/** Clients are told this with every answer: so long after it they may send the next request. */
const keepAliveTimeout = 5_000;
/** For a request that was on its way when that time ended. */
const keepAliveTimeoutBuffer = 1_000;

/** Rejects with the error of `listen`, for example for a port in use. */
export async function listenHttp(
  address: Config['listen'],
  listener: RequestListener,
  clock: Clock,
): Promise<HttpServer> {
  const server = createServer({ ...timeouts, keepAliveTimeout, keepAliveTimeoutBuffer }, listener);
  const connections = trackConnections(server);
  await listen(server, address);
  return {
    url: urlOf(server.address() as AddressInfo),
    drain: connections.endWithAnswers,
    close: (unused) => close(server, connections, unused === 'waited for' ? clock : null),
    cut: () => {
      stopListening(server);
      return connections.cut();
    },
  };
}

function listen(server: Server, { host, port }: Config['listen']): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, () => {
    server.off('error', reject);
    resolve();
  });
  return promise;
}

async function close(server: Server, connections: Connections, patience: Clock | null): Promise<void> {
  connections.endWithAnswers();
  await takeWaiting(server);
  stopListening(server);
  // Requests that are here already are answered: Node needs a turn to read them.
  await turn();
  const cancel = patience?.schedule(keepAliveTimeout + keepAliveTimeoutBuffer, connections.closeUnused);
  if (!patience) connections.closeUnused();
  await connections.untilNone();
  cancel?.();
  // Ends what Node keeps for the timeouts of connections.
  server.close();
}

/** A turn that is over so soon did next to nothing since Node looked for connections. */
const quietTurnMs = 0.25;
/** For so long such a turn is waited for. */
const quietWithinMs = 1_000;
/** For so long at most, in case that they come as fast as they are taken. */
const takeWithinMs = 3_000;

/**
 * Takes the connections that wait in the system: a listener that ends resets them, although their clients have connected
 * and asked. Node takes one a turn. What comes between its last look and the end of the listener cannot be helped.
 */
async function takeWaiting(server: Server): Promise<void> {
  let taken = 0;
  const count = (): void => {
    taken += 1;
  };
  server.on('connection', count);
  const startedAtMs = performance.now();
  // The first turn may have begun before; Node has not looked in it.
  await turn();
  for (let elapsedMs = 0; elapsedMs < takeWithinMs; elapsedMs = performance.now() - startedAtMs) {
    const before = { taken, atMs: performance.now() };
    await turn();
    const isQuiet = performance.now() - before.atMs < quietTurnMs;
    if (taken === before.taken && (isQuiet || elapsedMs > quietWithinMs)) break;
  }
  server.off('connection', count);
}

/** Unlike the method of `node:http`, which also closes connections whose answers are ready and not read yet. */
function stopListening(server: Server): void {
  TcpServer.prototype.close.call(server);
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
