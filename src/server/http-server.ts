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

/** Node's own values, except that it would also limit how long a body may take, uploads included. */
const timeouts = { headersTimeout: 60_000, requestTimeout: 0 };

/** Rejects with the error of `listen`, for example for a port in use. */
export async function listenHttp(address: Config['listen'], listener: RequestListener): Promise<HttpServer> {
  const server = createServer(timeouts, listener);
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
