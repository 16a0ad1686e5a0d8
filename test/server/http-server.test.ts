import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createClock } from '#src/http/clock.ts';
import { type HttpServer, listenHttp } from '#src/server/http-server.ts';
import type { RequestListener } from '#src/server/request-listener.ts';
import { eventually } from '#test/support/eventually.ts';
import { createManualClock, type ManualClock } from '#test/support/manual-clock.ts';

/** A server that answers its path, except that `/later` waits for the test and `/large` is 32 MB. */
async function startServer(): Promise<{ server: HttpServer; clock: ManualClock; later: ServerResponse[] }> {
  const clock = createManualClock();
  const later: ServerResponse[] = [];
  const listener: RequestListener = (request, response) => {
    if (request.url === '/later') later.push(response);
    else response.end(request.url === '/large' ? Buffer.alloc(32e6, 'x') : request.url);
  };
  const server = await listenHttp({ host: '127.0.0.1', port: 0 }, listener, clock);
  servers.push(server);
  return { server, clock, later };
}

const servers: HttpServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) server.cut();
});

/** A client by hand: what it got so far, and whether the server has closed. */
function connectTo({ url }: HttpServer): { socket: Socket; text: () => string; closed: Promise<void> } {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (piece: string) => {
    text += piece;
  });
  socket.on('error', () => {});
  const closed = Promise.withResolvers<void>();
  socket.once('close', () => closed.resolve());
  return { socket, text: () => text, closed: closed.promise };
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`;

/** A client whose connection was used and is kept. */
async function connectIdle(server: HttpServer) {
  const client = connectTo(server);
  client.socket.write(get('/first'));
  await eventually(() => expect(client.text()).toContain('/first'));
  expect(client.text()).toContain('Connection: keep-alive');
  return client;
}

describe('a server that drains', () => {
  it('answers what comes, and ends each connection with the answer', async () => {
    const { server } = await startServer();
    const client = await connectIdle(server);
    server.drain();
    client.socket.write(get('/second'));
    await client.closed;
    expect(client.text()).toMatch(/Connection: close\r\n[\s\S]*\/second$/);
    const newcomer = connectTo(server);
    newcomer.socket.write(get('/third'));
    await newcomer.closed;
    expect(newcomer.text()).toMatch(/Connection: close\r\n[\s\S]*\/third$/);
  });

  it('ends a connection with the answer that was under way', async () => {
    const { server, later } = await startServer();
    const client = connectTo(server);
    client.socket.write(get('/later'));
    await eventually(() => expect(later).toHaveLength(1));
    server.drain();
    later[0]?.end('there');
    await client.closed;
    expect(client.text()).toMatch(/Connection: close\r\n[\s\S]*there/);
  });
});

describe.each(['closed at once', 'waited for'] as const)(
  'a server that closes, unused connections %s',
  (unused) => {
    it('sends an answer whole that its client has not read yet', async () => {
      const { server } = await startServer();
      const client = connectTo(server);
      client.socket.pause();
      client.socket.write(get('/large'));
      await eventually(() => expect(client.socket.bytesWritten).toBeGreaterThan(0));
      const closed = server.close(unused);
      await refused(server);
      client.socket.resume();
      await client.closed;
      await closed;
      expect(client.text().split('\r\n\r\n')[1]).toHaveLength(32e6);
    });

    it('answers a request that had arrived on a kept connection', async () => {
      const { server } = await startServer();
      const client = await connectIdle(server);
      client.socket.write(get('/second'));
      const closed = server.close(unused);
      await client.closed;
      await closed;
      expect(client.text()).toMatch(/Connection: close\r\n[\s\S]*\/second$/);
    });

    it('refuses new connections while it waits for an answer', async () => {
      const { server, later } = await startServer();
      const client = connectTo(server);
      client.socket.write(get('/later'));
      await eventually(() => expect(later).toHaveLength(1));
      const closed = server.close(unused);
      await refused(server);
      later[0]?.end('there');
      await client.closed;
      await closed;
      expect(client.text()).toContain('there');
    });
  },
);

it('does not keep a connection whose answer had promised to', async () => {
  const { server, later } = await startServer();
  const client = connectTo(server);
  client.socket.write(get('/later'));
  await eventually(() => expect(later).toHaveLength(1));
  later[0]?.write('first half, ');
  const unused = await connectIdle(server);
  const closed = server.close('closed at once');
  // From now on connections end as soon as they are unused.
  await unused.closed;
  later[0]?.end('second half');
  await eventually(() => expect(client.text()).toContain('second half'));
  client.socket.write(get('/again'));
  await client.closed;
  await closed;
  expect(client.text()).not.toContain('/again');
});

describe('a server that closes and waits for unused connections', () => {
  it('answers the first request of a client that had just connected', async () => {
    const { server } = await startServer();
    const client = connectTo(server);
    await once(client.socket, 'connect');
    const closed = server.close('waited for');
    await refused(server);
    client.socket.write(get('/first'));
    await client.closed;
    await closed;
    expect(client.text()).toMatch(/Connection: close\r\n[\s\S]*\/first$/);
  });

  it('answers clients that wait in the line of the system', async () => {
    const { server } = await startServer();
    const clients = Array.from({ length: 50 }, () => connectTo(server));
    for (const { socket } of clients) socket.write(get('/first'));
    await server.close('waited for');
    await Promise.all(clients.map(({ closed }) => closed));
    expect(clients.map(({ text }) => text().split('\r\n\r\n')[1])).toEqual(clients.map(() => '/first'));
  });

  it('answers on a kept connection for some seconds more', async () => {
    const { server, clock } = await startServer();
    const [early, never, silent] = [await connectIdle(server), await connectIdle(server), connectTo(server)];
    await once(silent.socket, 'connect');
    silent.socket.write('GET /half HTT');
    const closed = server.close('waited for');
    await eventually(() => expect(clock.nextDueMs()).not.toBeNull());
    clock.move(4_999);
    early.socket.write(get('/second'));
    await early.closed;
    expect(early.text()).toMatch(/Connection: close\r\n[\s\S]*\/second$/);
    clock.move(1_000);
    expect([never, silent].map(({ socket }) => socket.closed)).toEqual([false, false]);
    clock.move(1);
    await never.closed;
    await silent.closed;
    await closed;
  });
});

it('says how many requests lose their answer where it is cut, and takes none any more', async () => {
  const { server, later } = await startServer();
  const clients = [connectTo(server), connectTo(server), await connectIdle(server)];
  for (const client of clients.slice(0, 2)) client.socket.write(get('/later'));
  await eventually(() => expect(later).toHaveLength(2));
  const closed = server.close('waited for');
  expect(server.cut()).toBe(2);
  await closed;
  await Promise.all(clients.map((client) => client.closed));
  await refused(server);
  expect(server.cut()).toBe(0);
});

it('is done where nobody is connected', async () => {
  const server = await listenHttp({ host: '127.0.0.1', port: 0 }, () => {}, createClock({ now: Date.now }));
  await server.close('waited for');
});

/** Resolves once a new connection is refused. */
async function refused(server: HttpServer): Promise<void> {
  await eventually(async () => {
    const { socket, closed } = connectTo(server);
    socket.once('connect', () => socket.destroy());
    const error = Promise.withResolvers<Error>();
    socket.once('error', error.resolve);
    expect(await Promise.race([error.promise, closed])).toMatchObject({ code: 'ECONNREFUSED' });
  });
}
