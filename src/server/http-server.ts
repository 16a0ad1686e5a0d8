/**
 * The `node:http` server underneath: where it listens, how long clients may take, how it ends. Knows no route.
 */

import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, Server as TcpServer } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { Config } from '#src/config/config.ts';
import type { Clock } from '#src/http/clock.ts';
import { type Connections, trackConnections } from './client-connections.ts';
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

/** How long clients may take, in milliseconds. */
export interface ClientTimeouts {
  /** For the headers of a request, from their first byte or from the beginning of the connection. */
  readonly headersMs: number;
  /** A connection on which nothing is asked. Longer than load balancers keep theirs, so that they close first. */
  readonly idleMs: number;
  /** Without taking a byte of an answer that waits for it. */
  readonly stalledMs: number;
}

const defaultTimeouts: ClientTimeouts = { headersMs: 10_000, idleMs: 75_000, stalledMs: 30_000 };

/** Of the request line and all headers together; what is longer is answered with 431. */
const maxHeaderBytes = 16 * 1024;
/** For a request that was on its way when the time of an unused connection ended. */
const keepAliveTimeoutBuffer = 1_000;
/** So long after the last connection was taken, those that are kept alive may still be used. */
const lastCallMs = 6_000;

/** Rejects with the error of `listen`, for example for a port in use. */
export async function listenHttp(
  address: Config['listen'],
  listener: RequestListener,
  clock: Clock,
  timeouts: ClientTimeouts = defaultTimeouts,
): Promise<HttpServer> {
  const server = createServer(
    {
      headersTimeout: timeouts.headersMs,
      keepAliveTimeout: timeouts.idleMs,
      keepAliveTimeoutBuffer,
      // Node looks at its connections so often.
      connectionsCheckingInterval: Math.min(1_000, timeouts.headersMs),
      // It would also limit how long an upload may take; other bodies have `limitBodyTime`.
      requestTimeout: 0,
      maxHeaderSize: maxHeaderBytes,
    },
    listener,
  );
  cutStalled(server, timeouts.stalledMs);
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

/** Closes connections whose clients take nothing of what waits for them. One that is merely quiet may stay so. */
function cutStalled(server: Server, stalledMs: number): void {
  server.on('request', (_request, response: ServerResponse) => {
    // Node calls back where nothing came and nothing went for so long, and lets us decide.
    response.setTimeout(stalledMs, () => {
      const { socket } = response;
      if (socket && socket.writableLength > 0) socket.destroy();
      else socket?.setTimeout(stalledMs);
    });
  });
}

async function close(server: Server, connections: Connections, patience: Clock | null): Promise<void> {
  connections.endWithAnswers();
  await takeWaiting(server);
  stopListening(server);
  // Requests that are here already are answered: Node needs a turn to read them.
  await turn();
  const cancel = patience?.schedule(lastCallMs, connections.closeUnused);
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
