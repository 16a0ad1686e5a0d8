import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { withDeadline } from '#src/http/deadline.ts';
import type { Credential, OperationScope } from '#src/http/exchange.ts';
import { routePath } from '#src/http/route.ts';
import { createStreamClient, type StreamClient } from '#src/http/stream-client.ts';
import { createTransport } from '#src/http/transport.ts';
import { eventually } from '#test/support/eventually.ts';
import { someOrigin } from '#test/support/origin.ts';

const stack: AsyncDisposable[] = [];
afterEach(async () => {
  for (const part of stack.splice(0).reverse()) await part[Symbol.asyncDispose]();
});

async function connect(answer: RequestListener): Promise<{ server: Server; client: StreamClient }> {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const transport = createTransport({ upstream: 'piktid', baseUrl, maxAnswerBytes: 1_000_000 });
  stack.push({
    [Symbol.asyncDispose]: async () => {
      await transport[Symbol.asyncDispose]();
      server.closeAllConnections();
      server.close();
    },
  });
  const open = withDeadline(transport.open, { upstream: 'piktid', timeoutMs: 200, now: Date.now });
  return { server, client: createStreamClient({ upstream: 'piktid', open, now: Date.now }) };
}

const request = {
  path: routePath('/events'),
  query: [['name', 'a b']],
  contentType: 'text/event-stream',
} as const;
const stream = { 'content-type': 'text/event-stream; charset=utf-8' };

function scopeOf(credential: Credential, signal = new AbortController().signal): OperationScope {
  return { ...someOrigin, credential, signal };
}
const caller = scopeOf({ kind: 'caller', token: 'secret' });

it('reads what comes as it comes, with the token in a header and not in the address', async () => {
  const seen: unknown[] = [];
  const { client } = await connect((message, response) => {
    seen.push(message.url, message.headers.authorization, message.headers.accept);
    response.writeHead(200, stream).write('one');
    setImmediate(() => response.end('two'));
  });
  const pieces = [];
  for await (const bytes of await client.open(request, caller)) pieces.push(new TextDecoder().decode(bytes));
  expect(pieces.join('')).toBe('onetwo');
  expect(seen).toEqual(['/events?name=a%20b', 'Bearer secret', 'text/event-stream']);
});

it.each([
  ['a refusal', 401, stream, 'UNAUTHENTICATED'],
  ['a limit', 429, { 'retry-after': '3' }, 'UPSTREAM_RATE_LIMITED'],
  ['a failure', 500, stream, 'UPSTREAM_UNAVAILABLE'],
  ['another type', 200, { 'content-type': 'text/html' }, 'UPSTREAM_CONTRACT'],
  ['no type', 200, {}, 'UPSTREAM_CONTRACT'],
])('rejects %s as every client does, and closes the connection', async (_what, status, headers, code) => {
  const closed = vi.fn();
  const { client } = await connect((_message, response) => {
    response.once('close', closed);
    response.writeHead(status, headers).write('endless');
  });
  await expect(client.open(request, caller)).rejects.toMatchObject({ code, upstream: 'piktid' });
  await eventually(() => expect(closed).toHaveBeenCalled());
});

it('asks once more with another token of the gateway’s own account', async () => {
  const tokens: unknown[] = [];
  const { client } = await connect((message, response) => {
    tokens.push(message.headers.authorization);
    response.writeHead(tokens.length === 1 ? 401 : 200, stream).end('fine');
  });
  let token = 'old';
  const refused = (): void => {
    token = 'new';
  };
  await client.open(request, scopeOf({ kind: 'service', token: async () => token, refused }));
  expect(tokens).toEqual(['Bearer old', 'Bearer new']);
});

it('waits for the headers as long as for any answer, and for the body as long as it takes', async () => {
  const { client } = await connect(() => {});
  await expect(client.open(request, caller)).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
});

it('ends with the signal, and says what broke', async () => {
  const { server, client } = await connect((_message, response) => {
    response.writeHead(200, stream).write('one');
  });
  const leaving = new AbortController();
  const left = (await client.open(request, scopeOf(caller.credential, leaving.signal)))[
    Symbol.asyncIterator
  ]();
  await left.next();
  leaving.abort();
  await expect(left.next()).rejects.toMatchObject({ name: 'AbortError' });
  const broken = (await client.open(request, caller))[Symbol.asyncIterator]();
  await broken.next();
  server.closeAllConnections();
  await expect(broken.next()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', upstream: 'piktid' });
});
