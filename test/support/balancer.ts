/**
 * A load balancer as one stands before replicas: each in its turn, as long as `/ready` says that it may. What a replica
 * never got, or refused with 503, goes to the next one, and so does a GET whose answer is lost; nothing else is sent twice.
 */

import { once } from 'node:events';
import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  type ServerResponse,
  request as send,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Balancer extends AsyncDisposable {
  readonly url: string;
  /** How many requests each replica got, in the order in which they were given. */
  readonly served: readonly number[];
}

interface Replica {
  readonly url: string;
  isReady: boolean;
  served: number;
}

/** How often replicas are asked whether they are ready, in milliseconds. */
const lookMs = 50;

export async function startBalancer(urls: readonly string[]): Promise<Balancer> {
  const replicas = urls.map((url): Replica => ({ url, isReady: true, served: 0 }));
  const looking = setInterval(() => void replicas.forEach(lookAt), lookMs);
  let turn = 0;
  const next = (tried: ReadonlySet<Replica>): Replica | undefined => {
    turn += 1;
    const order = replicas.map((_, index) => replicas[(turn + index) % replicas.length] as Replica);
    return order.find((replica) => replica.isReady && !tried.has(replica));
  };
  const server = createServer((request, response) => {
    void readBody(request).then((body) => pass({ request, response, body }, next, new Set()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get served() {
      return replicas.map(({ served }) => served);
    },
    [Symbol.asyncDispose]: async () => {
      clearInterval(looking);
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function lookAt(replica: Replica): void {
  const asking = send(`${replica.url}/ready`, { agent: false }, (answer) => {
    replica.isReady = answer.statusCode === 200;
    answer.resume();
  });
  asking.on('error', () => {
    replica.isReady = false;
  });
  asking.end();
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
}

function pass(
  exchange: Exchange,
  next: (tried: ReadonlySet<Replica>) => Replica | undefined,
  tried: ReadonlySet<Replica>,
): void {
  const { request, response, body } = exchange;
  const replica = next(tried);
  if (!replica) return void response.writeHead(502).end();
  replica.served += 1;
  const { method = 'GET', url = '/', headers } = request;
  const passed: ClientRequest = send(`${replica.url}${url}`, { method, headers, agent: false });
  response.on('close', () => passed.destroy());
  const others = new Set([...tried, replica]);
  passed.on('response', (answer) => {
    if (answer.statusCode === 503 && next(others)) {
      answer.resume();
      return pass(exchange, next, others);
    }
    response.writeHead(answer.statusCode ?? 502, withoutConnection(answer));
    answer.on('error', () => response.destroy());
    answer.pipe(response);
  });
  passed.on('error', (error: Error & { readonly code?: string }) => {
    if (response.headersSent || response.destroyed) return void response.destroy();
    const wasNeverSent = error.code === 'ECONNREFUSED';
    if (wasNeverSent) replica.isReady = false;
    if (wasNeverSent || method === 'GET') pass(exchange, next, others);
    else response.writeHead(502).end();
  });
  passed.end(body);
}

/** Connections to clients are the balancer's own. */
function withoutConnection({ headers }: IncomingMessage): IncomingMessage['headers'] {
  const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...rest } = headers;
  return rest;
}
