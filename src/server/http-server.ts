/**
 * The `node:http` server underneath: where it listens, how long clients may take, how it ends. Knows no route.
 */

import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from '#src/config/config.ts';
import type { RequestListener } from './request-listener.ts';

/** A server that listens. */
export interface HttpServer {
  /** Without a final slash: `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Takes no new connection, waits for what runs, then cuts connections that never asked for anything. */
  close(): Promise<void>;
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

/** Rejects with the error of `listen`, for example for a port in use. */
export async function listenHttp(
  address: Config['listen'],
  listener: RequestListener,
  timeouts: ClientTimeouts = defaultTimeouts,
): Promise<HttpServer> {
  const server = createServer(
    {
      headersTimeout: timeouts.headersMs,
      keepAliveTimeout: timeouts.idleMs,
      // Node looks at its connections so often.
      connectionsCheckingInterval: Math.min(1_000, timeouts.headersMs),
      // It would also limit how long an upload may take; other bodies have `limitBodyTime`.
      requestTimeout: 0,
      maxHeaderSize: maxHeaderBytes,
    },
    listener,
  );
  cutStalled(server, timeouts.stalledMs);
  const running = trackRunning(server);
  await listen(server, address);
  return {
    url: urlOf(server.address() as AddressInfo),
    close: () => close(server, running),
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

/** The answers that are under way. */
function trackRunning(server: Server): ReadonlySet<ServerResponse> {
  const running = new Set<ServerResponse>();
  server.on('request', (_request, response) => {
    running.add(response);
    response.once('close', () => running.delete(response));
  });
  return running;
}

async function close(server: Server, running: ReadonlySet<ServerResponse>): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.close((error) => (error ? reject(error) : resolve()));
  // What still comes on connections that are open is answered, and ends them.
  server.prependListener('request', (_request, response: ServerResponse) => {
    response.shouldKeepAlive = false;
  });
  server.closeIdleConnections();
  while (running.size > 0) await Promise.all([...running].map((response) => once(response, 'close')));
  server.closeAllConnections();
  await promise;
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
