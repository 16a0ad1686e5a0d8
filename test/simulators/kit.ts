/**
 * Runs a backend's routes as a real HTTP server on this machine: routing, authentication, the request log,
 * faults and closing. Knows no backend; what they answer, they bring with them.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeBody } from './kit-body.ts';
import { createFaultBoard, type FaultBoard } from './kit-faults.ts';
import { decodePathText, matchRoute, type RouteMatch } from './kit-router.ts';
import type { Answer, Authentication, Backend, KitRequest, RequestBody } from './kit-types.ts';
import { type Outgoing, waitUnlessGone, writeAnswer } from './kit-writer.ts';
import type { Fault, LoggedRequest, Simulator, SimulatorOptions } from './simulator.ts';

type LogEntry = { -readonly [Key in keyof LoggedRequest]: LoggedRequest[Key] };

/** Everything that one request needs from its server. */
interface Running<Data> {
  readonly backend: Backend<Data>;
  readonly log: LogEntry[];
  readonly faults: FaultBoard;
  readonly origin: string;
}

/** Starts a server on `options.host`:`options.port` (default 127.0.0.1 and a free port). */
export async function startSimulator<Data>(
  backend: Backend<Data>,
  options: Pick<SimulatorOptions, 'port' | 'host'> = {},
): Promise<Simulator<Data>> {
  const log: LogEntry[] = [];
  const faults = createFaultBoard();
  const server = createServer({ keepAliveTimeout: 60_000 });
  const host = options.host ?? '127.0.0.1';
  const origin = await listen(server, host, options.port ?? 0);
  const running: Running<Data> = { backend, log, faults, origin };
  server.on('request', (message, response) => {
    void serve(running, message, response);
  });
  return {
    url: `${origin}${backend.basePath}`,
    requests: log,
    clearRequests: () => {
      log.length = 0;
    },
    inject: (fault) => faults.inject(fault),
    clearFaults: () => faults.clear(),
    data: backend.data,
    [Symbol.asyncDispose]: () => close(server),
  };
}

async function listen(server: Server, host: string, port: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, resolve);
  await promise;
  server.off('error', reject);
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  // A server that listens on a TCP port has an AddressInfo.
  const address: string | AddressInfo | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The simulator has no TCP address');
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${address.port}`;
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  await promise;
}

/** The whole way of one request: log, fault, route, answer. */
async function serve<Data>(
  running: Running<Data>,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  const target = readTarget(running.backend.basePath, message);
  const match = target.inBase
    ? matchRoute(running.backend.routes, target.method, target.encodedPath)
    : unknownRoute;
  const request = toKitRequest(running.origin, message, target, match, gone.signal);
  const authentication = running.backend.authenticate(request);
  const entry = toLogEntry(request, authentication);
  running.log.push(entry);
  const outgoing = watchResponse(response, entry, gone);
  const fault = running.faults.take(request.method, request.path);
  if (fault !== null && !(await survives(outgoing, fault))) return;
  const answer =
    fault?.kind === 'status'
      ? toFaultAnswer(running.backend, fault)
      : await answerRequest(running.backend, match, request, authentication);
  await writeAnswer(outgoing, answer, fault);
  message.resume();
}

const unknownRoute: RouteMatch = { kind: 'unknown' };

interface Target {
  readonly method: string;
  readonly encodedPath: string;
  readonly query: URLSearchParams;
  readonly inBase: boolean;
}

/** Splits the request line. A path outside the base path is kept whole. */
function readTarget(basePath: string, message: IncomingMessage): Target {
  const [path = '', ...rest] = (message.url ?? '/').split('?');
  const inBase = path.startsWith(`${basePath}/`);
  return {
    method: message.method ?? 'GET',
    encodedPath: inBase ? path.slice(basePath.length) : path,
    query: new URLSearchParams(rest.join('?')),
    inBase,
  };
}

function toKitRequest(
  origin: string,
  message: IncomingMessage,
  target: Target,
  match: RouteMatch,
  signal: AbortSignal,
): KitRequest {
  let body: Promise<RequestBody> | undefined;
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
  return {
    method: target.method,
    path: decodePathText(target.encodedPath),
    encodedPath: target.encodedPath,
    params: match.kind === 'found' ? match.params : {},
    query: target.query,
    headers,
    origin,
    signal,
    readBody: () => {
      body ??= decodeBody(message);
      return body;
    },
    rawBody: () => message,
  };
}

function toLogEntry(request: KitRequest, authentication: Authentication): LogEntry {
  return {
    method: request.method,
    path: request.path,
    query: request.query,
    headers: request.headers,
    user: authentication.kind === 'user' ? authentication.user : null,
    status: null,
    aborted: false,
  };
}

/** Fills in the log when the answer starts and when the client leaves before its end. */
function watchResponse(response: ServerResponse, entry: LogEntry, gone: AbortController): Outgoing {
  let brokenByUs = false;
  response.once('close', () => {
    entry.aborted = !response.writableFinished && !brokenByUs;
    gone.abort();
  });
  return {
    response,
    signal: gone.signal,
    onStatus: (status) => {
      entry.status = status;
    },
    onBreak: () => {
      brokenByUs = true;
    },
  };
}

/** Applies faults that come before the answer; false when there is nobody left to answer. */
async function survives(outgoing: Outgoing, fault: Fault): Promise<boolean> {
  switch (fault.kind) {
    case 'delay':
      return waitUnlessGone(fault.ms, outgoing.signal);
    case 'hang':
      return false;
    case 'reset':
      outgoing.onBreak();
      outgoing.response.socket?.resetAndDestroy();
      return false;
    default:
      return true;
  }
}

function toFaultAnswer<Data>(backend: Backend<Data>, fault: Extract<Fault, { kind: 'status' }>): Answer {
  const headers = fault.headers ?? {};
  if (fault.body === undefined) {
    const own = backend.errorAnswer(fault.status);
    return { ...own, headers: { ...own.headers, ...headers } };
  }
  return {
    kind: 'text',
    status: fault.status,
    text: fault.body,
    headers: { 'content-type': 'application/json', ...headers },
  };
}

async function answerRequest<Data>(
  backend: Backend<Data>,
  match: RouteMatch,
  request: KitRequest,
  authentication: Authentication,
): Promise<Answer> {
  if (match.kind === 'wrong-method') {
    const own = backend.errorAnswer(405);
    return { ...own, headers: { ...own.headers, allow: match.allowed.join(', ') } };
  }
  if (match.kind === 'unknown') {
    const media =
      request.method === 'GET' && request.path.startsWith('/media/') ? backend.media?.(request) : undefined;
    return media ?? backend.errorAnswer(404);
  }
  try {
    if (match.route.access === 'public') return await match.route.handle(request);
    if (authentication.kind === 'refused') return authentication.answer;
    return await match.route.handle({ ...request, user: authentication.user });
  } catch (error) {
    // A mistake in the simulator itself: shown whole, so that the test that meets it says what broke.
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind: 'text', status: 500, text, headers: { 'content-type': 'text/plain; charset=utf-8' } };
  }
}
