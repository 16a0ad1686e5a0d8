import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { withDeadline } from '#src/http/deadline.ts';
import type { Send } from '#src/http/exchange.ts';
import { createTransport, type Transport } from '#src/http/transport.ts';
import { someOrigin } from '#test/support/origin.ts';
import { requestOf } from './some-request.ts';
import { startStubServer } from './stub-server.ts';

const transportTo = (baseUrl: URL): Transport =>
  createTransport({ upstream: 'piktid', baseUrl, maxAnswerBytes: 1_000 });

/** A server that never finishes an answer, and says when a request came and when its socket closed. */
async function startHangingServer(begin: (response: ServerResponse) => void = () => {}) {
  const arrived = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const server = await startStubServer((_request, response) => {
    response.once('close', () => closed.resolve());
    begin(response);
    arrived.resolve();
  });
  return { server, arrived: arrived.promise, closed: closed.promise };
}

/** Headers and half of the announced body. */
function beginBody(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': '10' });
  response.write('half ');
}

function deadline(send: Send, timeoutMs: number): Send {
  return withDeadline(send, { upstream: 'piktid', timeoutMs, now: Date.now });
}

describe('createTransport', () => {
  it('sends method, path, repeated and encoded parameters, headers and body, and reads the answer whole', async () => {
    const seen: unknown[] = [];
    await using server = await startStubServer((incoming, response) => {
      seen.push(incoming.headers['x-a']);
      incoming.on('data', (chunk: Buffer) => seen.push(chunk.toString()));
      incoming.on('end', () => response.writeHead(418, { 'x-b': 'c' }).end('Ünïcode'));
    });
    await using transport = transportTo(new URL('/api/v1/', server.url));
    const answer = await transport.send(
      requestOf({
        method: 'POST',
        query: [
          ['a', '1'],
          ['a', 'x&y=z #'],
          ['ü', '+'],
        ],
        headers: { 'x-a': 'b' },
        body: 'text',
      }),
    );
    expect(answer).toMatchObject({ status: 418, headers: { 'x-b': 'c' }, body: 'Ünïcode' });
    expect(server.requests).toEqual(['POST /api/v1/rows?a=1&a=x%26y%3Dz%20%23&%C3%BC=%2B']);
    expect(seen).toEqual(['b', 'text']);
  });

  it('names the operation in a header, of streams and uploads, too', async () => {
    const seen: unknown[] = [];
    await using server = await startStubServer((incoming, response) => {
      seen.push([incoming.method, incoming.headers['x-request-id']]);
      incoming.resume().on('end', () => response.end());
    });
    await using transport = transportTo(server.url);
    await transport.send(requestOf());
    await transport.send(requestOf({ method: 'POST', body: Readable.from(['file']) }));
    (await transport.open(requestOf({ origin: { ...someOrigin, requestId: 'other' } }))).discard();
    expect(seen).toEqual([
      ['GET', 'request-1'],
      ['POST', 'request-1'],
      ['GET', 'other'],
    ]);
  });

  it('reads an answer up to its longest length', async () => {
    await using server = await startStubServer((_request, response) => response.end('x'.repeat(1_000)));
    await using transport = transportTo(server.url);
    expect((await transport.send(requestOf())).body).toHaveLength(1_000);
  });

  it.each([
    ['GET', undefined, {}],
    ['POST', 'text', { mayHaveHappened: true }],
    ['POST', 'file', { mayHaveHappened: true }],
  ] as const)('stops reading a longer answer to %s %s, and closes its socket', async (method, body, more) => {
    let written = 0;
    const closed = Promise.withResolvers<void>();
    await using server = await startStubServer((incoming, response) => {
      incoming.resume();
      const pour = (): void => {
        written += 65_536;
        if (response.write(Buffer.alloc(65_536))) setImmediate(pour);
      };
      response.on('drain', pour).once('close', closed.resolve);
      pour();
    });
    await using transport = transportTo(server.url);
    const content = body === 'file' ? Readable.from(['file']) : body;
    const sent = transport.send(requestOf({ method, ...(content === undefined ? {} : { body: content }) }));
    const failure: unknown = await sent.catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'UPSTREAM_CONTRACT',
      message: 'PiktID answered with more than 1000 bytes',
    });
    expect(failure).toHaveProperty('details', { upstream: 'piktid', ...more });
    await closed.promise;
    // As much as the buffers between two sockets hold, where an answer without an end would be endless.
    expect(written).toBeLessThan(32 * 1024 ** 2);
  });

  it('reads a stream without a longest length, and says when its connection is free', async () => {
    await using server = await startStubServer((_request, response) => {
      response.writeHead(200).write('x'.repeat(2_000));
      setImmediate(() => response.end('x'.repeat(2_000)));
    });
    await using transport = transportTo(server.url);
    const answer = await transport.open(requestOf());
    let bytes = 0;
    for await (const piece of answer.body) bytes += piece.length;
    expect(bytes).toBe(4_000);
    await answer.closed;
  });

  it('does not follow a redirect', async () => {
    await using server = await startStubServer((_request, response) => {
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    await using transport = transportTo(server.url);
    expect((await transport.send(requestOf())).status).toBe(307);
    expect(server.requests).toHaveLength(1);
  });

  it('takes a refused connection for UPSTREAM_UNAVAILABLE, without naming the address', async () => {
    const gone = await startStubServer(() => {});
    await gone[Symbol.asyncDispose]();
    await using transport = transportTo(gone.url);
    await expect(transport.send(requestOf())).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      message: 'PiktID could not be reached',
      details: { upstream: 'piktid' },
    });
  });

  it.each([
    ['before any answer', () => {}],
    ['in the middle of a body', beginBody],
  ])(
    'takes a connection that is reset %s for UPSTREAM_UNAVAILABLE, and does not ask again',
    async (_when, begin) => {
      await using server = await startStubServer((_request, response) => {
        begin(response);
        setImmediate(() => response.socket?.resetAndDestroy());
      });
      await using transport = transportTo(server.url);
      await expect(transport.send(requestOf())).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
      expect(server.requests).toHaveLength(1);
    },
  );

  it('takes an answer that ends too early for UPSTREAM_UNAVAILABLE', async () => {
    await using server = await startStubServer((_request, response) => {
      response.writeHead(200, { 'content-length': '10' });
      response.write('half ', () => response.destroy());
    });
    await using transport = transportTo(server.url);
    await expect(transport.send(requestOf())).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });

  it.each([
    ['before any answer', () => {}],
    ['in the middle of a body', beginBody],
  ])('closes the socket when the caller leaves %s, and rejects with the reason', async (_when, begin) => {
    const { server, arrived, closed } = await startHangingServer(begin);
    await using _server = server;
    await using transport = transportTo(server.url);
    const caller = new AbortController();
    const reason = new Error('the caller left');
    const sent = transport.send(requestOf({ signal: caller.signal }));
    await arrived;
    caller.abort(reason);
    await expect(sent).rejects.toBe(reason);
    await closed;
  });

  it('sends nothing for a caller who has already left', async () => {
    await using server = await startStubServer((_request, response) => response.end());
    await using transport = transportTo(server.url);
    const reason = new Error('gone');
    await expect(transport.send(requestOf({ signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    expect(server.requests).toEqual([]);
  });
});

describe('withDeadline', () => {
  it.each([
    ['never answers', () => {}],
    ['stops in the middle of a body', beginBody],
  ])('gives up on an upstream that %s, and closes the socket', async (_what, begin) => {
    const { server, closed } = await startHangingServer(begin);
    await using _server = server;
    await using transport = transportTo(server.url);
    await expect(deadline(transport.send, 40)(requestOf())).rejects.toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
      message: 'PiktID did not answer within 40 ms',
      details: { upstream: 'piktid' },
    });
    await closed;
  });

  it("rejects with the caller's reason where the caller leaves first", async () => {
    const { server, arrived, closed } = await startHangingServer();
    await using _server = server;
    await using transport = transportTo(server.url);
    const caller = new AbortController();
    const reason = new Error('the caller left');
    // Longer than any test may take: what ends the request is the caller, not the deadline.
    const sent = deadline(transport.send, 300_000)(requestOf({ signal: caller.signal }));
    await arrived;
    caller.abort(reason);
    await expect(sent).rejects.toBe(reason);
    await closed;
  });

  it('passes answers and other failures on', async () => {
    await using server = await startStubServer((_request, response) => response.end('ok'));
    await using transport = transportTo(server.url);
    expect((await deadline(transport.send, 20_000)(requestOf())).body).toBe('ok');
    const failure = new Error('other');
    await expect(deadline(() => Promise.reject(failure), 20_000)(requestOf())).rejects.toBe(failure);
  });

  it('tells what is underneath when it will have to end', async () => {
    const ends: number[] = [];
    const send = withDeadline(
      async ({ origin }) => {
        ends.push(origin.endsAtMs);
        return { status: 200, headers: {}, body: '' };
      },
      { upstream: 'piktid', timeoutMs: 500, now: () => 10_000 },
    );
    await send(requestOf());
    await send(requestOf({ origin: { ...someOrigin, endsAtMs: 10_100 } }));
    expect(ends).toEqual([10_500, 10_100]);
  });

  it('leaves no timer behind', async () => {
    const timers = (): number =>
      process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const before = timers();
    await deadline(async () => ({ status: 200, headers: {}, body: '' }), 20_000)(requestOf());
    expect(timers()).toBe(before);
  });
});
