import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createClock } from '#src/http/clock.ts';
import { type ClientTimeouts, type HttpServer, listenHttp } from '#src/server/http-server.ts';
import type { RequestListener } from '#src/server/request-listener.ts';
import { createRoutes } from '#src/server/routes.ts';
import { ask } from '#test/support/ask.ts';
import { eventually } from '#test/support/eventually.ts';
import { postForm, uploadInput, uploadParts } from '#test/support/upload.ts';
import { serviceEnvironment, startWorld, type World } from '#test/support/world.ts';

/** A connection on which a test writes what it likes. */
interface Raw {
  readonly socket: Socket;
  /** What came so far. */
  text(): string;
  /** Resolves to all that came when the server has closed the connection. */
  readonly closed: Promise<string>;
}

const open = new Set<Socket>();

async function openRaw(url: string, sent: string): Promise<Raw> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  open.add(socket);
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  socket.on('error', () => {});
  const { promise: closed, resolve } = Promise.withResolvers<string>();
  socket.once('close', () => resolve(text));
  await once(socket, 'connect');
  if (sent !== '') socket.write(sent);
  return { socket, text: () => text, closed };
}

afterEach(() => {
  for (const socket of open) socket.destroy();
  open.clear();
});

const post = (headers: string) =>
  `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n${headers}\r\n\r\n`;

describe('the size of a request', () => {
  const maxBytes = 2_000;
  let world: World;
  beforeAll(async () => {
    world = await startWorld({
      env: (simulators) => ({ ...serviceEnvironment(simulators), REQUEST_MAX_BYTES: String(maxBytes) }),
    });
  });
  afterEach(() => {
    expect(world.logged).toEqual([]);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const refusal = {
    errors: [
      {
        message: expect.stringMatching(/body/i),
        extensions: { code: 'BAD_USER_INPUT', requestId: expect.any(String) },
      },
    ],
  };
  const bodyOf = (bytes: number) => {
    const query = '{ assets { totalCount } }';
    const rest = bytes - JSON.stringify({ query }).length;
    return JSON.stringify({ query: query + ' '.repeat(rest) });
  };

  it('may be exactly as large as the limit', async () => {
    const headers = { 'content-type': 'application/json' };
    const url = `${world.url}/graphql`;
    const { status, body } = await ask(url, { method: 'POST', headers, body: bodyOf(maxBytes) });
    expect([status, body]).toEqual([200, { data: { assets: { totalCount: expect.any(Number) } } }]);
    world.takeRequests();
  });

  it('is refused from its announcement on, before a byte of the body came', async () => {
    const raw = await openRaw(world.url, post(`Content-Length: ${maxBytes + 1}`));
    await eventually(() => expect(raw.text()).toContain('\r\n\r\n{'));
    expect(raw.text()).toMatch(/^HTTP\/1\.1 413 /);
    expect(JSON.parse(raw.text().split('\r\n\r\n')[1] ?? '')).toEqual(refusal);
    expect(world.takeRequests()).toEqual([]);
  });

  it('keeps the connection of one that is a little too large', async () => {
    const body = bodyOf(maxBytes + 1);
    const raw = await openRaw(world.url, `${post(`Content-Length: ${body.length}`)}${body}`);
    const next = '{"query":"{ __typename }"}';
    raw.socket.write(`${post(`Content-Length: ${next.length}`)}${next}`);
    await eventually(() => expect(raw.text()).toContain('"__typename":"Query"'));
    expect(raw.text()).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('ends the connection of one that is much too large, and its client finds the answer', async () => {
    const bytes = 1024 * 1024;
    const raw = await openRaw(world.url, post(`Content-Length: ${bytes}`));
    raw.socket.write(Buffer.alloc(bytes, 32));
    const text = await raw.closed;
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    expect(text.toLowerCase()).toContain('connection: close');
    expect(world.takeRequests()).toEqual([]);
  });

  it('is counted where it is not announced', async () => {
    const raw = await openRaw(world.url, post('Transfer-Encoding: chunked'));
    const body = bodyOf(maxBytes + 1);
    raw.socket.write(`${body.length.toString(16)}\r\n${body}\r\n`);
    await eventually(() => expect(raw.text()).toContain('\r\n\r\n{'));
    expect(raw.text()).toMatch(/^HTTP\/1\.1 413 /);
    expect(raw.text()).toContain('"code":"BAD_USER_INPUT"');
    expect(raw.text().toLowerCase()).toContain('connection: close');
    expect(world.takeRequests()).toEqual([]);
  });

  it('is no matter of the file that an upload brings, but of the operation beside it', async () => {
    const parts = uploadParts(
      uploadInput(world.simulators),
      Buffer.from(`PK\x03\x04${'x'.repeat(maxBytes * 2)}`),
    );
    const fine = await postForm(world.url, parts);
    expect(fine.data.uploadSetDesignBaseImages).not.toBeNull();
    world.takeRequests();
    const [operations, ...rest] = parts;
    const padded = [[operations?.[0] ?? '', `${operations?.[1]}${' '.repeat(maxBytes)}`], ...rest] as const;
    const answer = await postForm(world.url, padded);
    expect(answer).toMatchObject({ status: 400, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(world.takeRequests()).toEqual([]);
  });

  it.each([
    ['headers', `GET /health HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(17_000)}\r\n\r\n`, '431'],
    ['request line', `GET /graphql?query=${'x'.repeat(17_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, '431'],
    ['no HTTP', 'hello\r\n\r\n', '400'],
    [
      'two lengths',
      'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      '400',
    ],
    [
      'a length and chunks',
      'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      '400',
    ],
  ])('is refused by the parser, which says nothing of itself: %s', async (_what, sent, status) => {
    const raw = await openRaw(world.url, sent);
    const text = await raw.closed;
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(text).not.toMatch(/server:|x-powered-by|node/i);
    expect(world.takeRequests()).toEqual([]);
  });
});

describe('a client that takes its time', () => {
  const servers: HttpServer[] = [];
  afterEach(async () => {
    for (const socket of open) socket.destroy();
    for (const server of servers.splice(0)) await server.close('closed at once');
  });
  const clock = createClock({ now: Date.now });
  const patient: ClientTimeouts = { headersMs: 60_000, idleMs: 60_000, stalledMs: 60_000 };
  const routesTo = (graphql: RequestListener): RequestListener =>
    createRoutes({
      graphql,
      isReady: () => true,
      metrics: () => {},
      showGraphiql: true,
      bodyTimeoutMs: 100,
    });

  const start = async (timeouts: Partial<ClientTimeouts>, listener: RequestListener) => {
    const server = await listenHttp({ host: '127.0.0.1', port: 0 }, listener, clock, {
      ...patient,
      ...timeouts,
    });
    servers.push(server);
    return server.url;
  };
  const fine: RequestListener = (_request, response) => void response.end('fine');

  it.each(['', 'GET /', 'GET /health HTTP/1.1\r\nHost: a\r\nX-Slow: '])(
    'for its headers is answered with 408 after %j, and loses its connection',
    async (beginning) => {
      const raw = await openRaw(await start({ headersMs: 50 }, fine), beginning);
      expect(await raw.closed).toMatch(/^(HTTP\/1\.1 408 |$)/);
    },
  );

  it('for its headers is not helped by sending one letter after the other', async () => {
    const raw = await openRaw(await start({ headersMs: 100 }, fine), 'GET / HTTP/1.1\r\nX: ');
    const dripping = setInterval(() => raw.socket.write('x'), 10);
    expect(await raw.closed).toMatch(/^(HTTP\/1\.1 408 |$)/);
    clearInterval(dripping);
  });

  it('between two requests loses its connection', async () => {
    const raw = await openRaw(await start({ idleMs: 30 }, fine), 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(await raw.closed).toContain('fine');
  });

  it.each(['Content-Length: 100', 'Transfer-Encoding: chunked'])(
    'for its body (%s) is answered with 408, also where it sends one letter after the other',
    async (header) => {
      const graphql: RequestListener = (request) => void request.resume();
      const raw = await openRaw(await start({}, routesTo(graphql)), post(header));
      const piece = header.includes('chunked') ? '1\r\nx\r\n' : 'x';
      const dripping = setInterval(() => raw.socket.write(piece), 20);
      expect(await raw.closed).toMatch(/^HTTP\/1\.1 408 [\s\S]*did not come within 100 ms/);
      clearInterval(dripping);
    },
  );

  it('for its body loses its connection, also where it was answered long before', async () => {
    const graphql: RequestListener = (_request, response) => void response.end('refused');
    const raw = await openRaw(await start({}, routesTo(graphql)), `${post('Content-Length: 100')}{"que`);
    expect(await raw.closed).toMatch(/^HTTP\/1\.1 200 [\s\S]*refused$/);
  });

  it('to read its answer is cut off', async () => {
    const closed = Promise.withResolvers<void>();
    const url = await start({ stalledMs: 100 }, (_request, response) => {
      response.once('close', closed.resolve);
      response.end(Buffer.alloc(64 * 1024 * 1024));
    });
    const raw = await openRaw(url, '');
    raw.socket.pause();
    raw.socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await closed.promise;
    raw.socket.resume();
    expect((await raw.closed).length).toBeLessThan(64 * 1024 * 1024);
  });

  it('with an event stream that never ends is cut off, too, once it reads no more', async () => {
    const closed = Promise.withResolvers<void>();
    const url = await start({ stalledMs: 100 }, (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const sending = setInterval(() => response.write(`data: ${'x'.repeat(1024 * 1024)}\n\n`), 5);
      response.once('close', () => {
        clearInterval(sending);
        closed.resolve();
      });
    });
    const raw = await openRaw(url, '');
    raw.socket.pause();
    raw.socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await closed.promise;
    expect(raw.socket.destroyed).toBe(false);
  });

  it('and gets nothing for long, because there is nothing, keeps its connection', async () => {
    const release = Promise.withResolvers<void>();
    const idleChecks = 5;
    const url = await start({ stalledMs: 20 }, (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(':\n\n');
      let checks = 0;
      // As often as the server looks whether the client is stalled, it says so here.
      response.on('timeout', () => ++checks === idleChecks && release.resolve());
      void release.promise.then(() => response.end('data: late\n\n'));
    });
    const raw = await openRaw(url, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect(await raw.closed).toContain('data: late');
  });
});
