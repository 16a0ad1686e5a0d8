/**
 * The gateway as a whole: Yoga with its plugins behind a `node:http` server with exact routes. Owns their order and
 * their end; decides nothing about upstreams or types.
 */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createYoga } from 'graphql-yoga';
import { type Config, ConfigError } from '#src/config/config.ts';
import { UpstreamFailure } from '#src/errors.ts';
import type { GraphContext } from '#src/graph/context.ts';
import { buildSchema } from '#src/graph/schema.ts';
import { type Clock, createClock } from '#src/http/clock.ts';
import { limitBodyTime } from './body-deadline.ts';
import { toClientError } from './client-errors.ts';
import { createGate } from './gate.ts';
import { createGraphiql } from './graphiql.ts';
import { createReleaseBuffers } from './release-buffers.ts';
import { connectUpstreams, type Upstreams } from './upstreams.ts';
import { useArgumentFaults } from './use-argument-faults.ts';
import { useGate } from './use-gate.ts';
import { useLingering } from './use-lingering.ts';
import { type NodeContext, useUploads } from './use-uploads.ts';
import { useWarnings } from './use-warnings.ts';

/** A running gateway. Disposing completes subscriptions, lets other operations finish, then closes every socket. */
export interface Gateway extends AsyncDisposable {
  /** Where it listens, without a final slash: `http://127.0.0.1:4000`. */
  readonly url: string;
}

/** Where failures go that nobody foresaw; a pino logger is one. */
export interface ErrorLog {
  error(details: { readonly err: unknown }, message: string): void;
}

/** Node's own values, except that it would also limit how long a body may take, uploads included. */
const timeouts = { headersTimeout: 60_000, requestTimeout: 0 };
/** Longest time for a body that is no upload, in milliseconds. */
const bodyTimeoutMs = 300_000;
/** Longest time in which a client sends nothing of an upload, in milliseconds. */
const bodySilenceMs = 30_000;
/** For what clients still send after their answer; the times are those of nginx. */
const patience = { silenceMs: 5_000, totalMs: 30_000 };

/**
 * Starts a gateway.
 *
 * @param options.now current time in milliseconds since 1970; `schedule` and `random` are the process's own if absent
 * @throws ConfigError for credentials that are refused, and the error of `listen`, for example for a port in use
 */
export async function startGateway(
  config: Config,
  options: { readonly log: ErrorLog } & Pick<Clock, 'now'> & Partial<Clock>,
): Promise<Gateway> {
  const upstreams = connectUpstreams(config.upstreams, createClock(options));
  const routes = createRoutes(config, upstreams, options.log, () => server.listening);
  const server: Server = createServer(timeouts, routes);
  const running = trackRunning(server);
  try {
    await logIn(upstreams, options.log);
    await listen(server, config.listen);
  } catch (error) {
    await upstreams[Symbol.asyncDispose]();
    throw error;
  }
  return {
    url: urlOf(server.address() as AddressInfo),
    [Symbol.asyncDispose]: async () => {
      upstreams.watching.end();
      await close(server, running);
      await upstreams[Symbol.asyncDispose]();
    },
  };
}

/** Wrong credentials prevent the start; a backend that cannot be asked right now costs only its own fields. */
async function logIn(upstreams: Upstreams, log: ErrorLog): Promise<void> {
  try {
    await upstreams.logIn();
  } catch (err) {
    if (err instanceof UpstreamFailure && err.code === 'UNAUTHENTICATED') {
      throw new ConfigError(['SARTIQ_USERNAME and SARTIQ_PASSWORD were not accepted by Sartiq']);
    }
    log.error({ err }, 'a backend gave no token yet; the first request for it tries again');
  }
}

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

function createRoutes(
  config: Config,
  upstreams: Upstreams,
  log: ErrorLog,
  isListening: () => boolean,
): RequestListener {
  const graphql = createGraphqlHandler(config, upstreams, log);
  const graphiql = createGraphiql();
  return (request, response) => {
    limitBodyTime(request, bodyTimeoutMs);
    const path = request.url?.split('?')[0];
    if (graphiql(request, response)) return;
    if (path === '/graphql') graphql(request, response);
    else if (path === '/health') sendJson(response, 200, { status: 'ok' });
    else if (path === '/ready' && isListening()) sendJson(response, 200, { status: 'ready' });
    else if (path === '/ready') sendJson(response, 503, { status: 'stopping' });
    else if (path === '/') response.writeHead(302, { location: '/graphql' }).end();
    else sendJson(response, 404, { error: 'There is nothing here. GraphQL is at /graphql.' });
  };
}

function createGraphqlHandler(config: Config, upstreams: Upstreams, log: ErrorLog): RequestListener {
  const report = (error: unknown): void => {
    log.error({ err: error }, 'an operation failed in a way that nobody foresaw');
  };
  const yoga = createYoga<NodeContext>({
    schema: buildSchema(),
    context: ({ request }): GraphContext => {
      const fresh = () => ({ ...upstreams.loadersFor(request), warnings: [] });
      return {
        ...fresh(),
        fresh,
        live: upstreams.watching.liveFor(request),
        writes: upstreams.writesFor(request),
      };
    },
    graphiql: false,
    // Pages of other origins may not read answers with a visitor's credentials.
    cors: false,
    plugins: [
      useGate(createGate(config.gate)),
      useUploads({
        ...config.uploads,
        silenceMs: bodySilenceMs,
        release: createReleaseBuffers(),
      }),
      useLingering(patience),
      useArgumentFaults(),
      useWarnings(),
    ],
    maskedErrors: { maskError: (error) => toClientError(error, report) },
    landingPage: false,
    logging: false,
    multipart: false,
  });
  return (request, response) => {
    // Yoga answers some requests at once and returns no promise then.
    Promise.try(() => yoga.handle(request, response)).catch((error: unknown) => {
      report(error);
      response.destroy();
    });
  };
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
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

/** Takes no new connection, waits for what runs, then cuts connections that never asked for anything. */
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
