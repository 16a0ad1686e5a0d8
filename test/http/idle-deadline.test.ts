import { Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { BodyFailure } from '#src/http/body-failure.ts';
import type { Send, UpstreamRequest } from '#src/http/exchange.ts';
import { createFileBody } from '#src/http/file-body.ts';
import { withIdleDeadline } from '#src/http/idle-deadline.ts';
import { routePath } from '#src/http/route.ts';
import { createTransport } from '#src/http/transport.ts';
import { someOrigin } from '#test/support/origin.ts';
import { type StubServer, startStubServer } from './stub-server.ts';

const upload = (body: Readable | string, signal = new AbortController().signal): UpstreamRequest => ({
  method: 'POST',
  ...routePath('/'),
  query: [],
  headers: {},
  body,
  origin: someOrigin,
  signal,
});

/** A source that gives the next piece when a test says so. */
function controlled(): { readonly body: Readable; readonly give: (piece: string | null) => void } {
  const body = new Readable({ read: () => {} });
  return { body, give: (piece) => void body.push(piece) };
}

const endless = (): Readable =>
  Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc(64 * 1024);
    })(),
    { objectMode: false },
  );

const transportTo = ({ url }: StubServer) =>
  createTransport({ upstream: 'sartiq', baseUrl: url, maxAnswerBytes: 1_000_000 });
const idle = (send: Send, idleMs: number): Send => withIdleDeadline(send, { upstream: 'sartiq', idleMs });

const timedOut = {
  code: 'UPSTREAM_TIMEOUT',
  message: 'Sartiq took no byte and gave no answer for 50 ms',
  details: { upstream: 'sartiq', mayHaveHappened: true },
};

describe('withIdleDeadline', () => {
  it('gives up on an upstream that takes no more of a body, and reads no more of it', async () => {
    await using server = await startStubServer(() => {});
    await using transport = transportTo(server);
    const body = endless();
    await expect(idle(transport.send, 50)(upload(body))).rejects.toMatchObject(timedOut);
    expect(body.destroyed).toBe(true);
  });

  it('gives up on an upstream that has the whole body and does not answer', async () => {
    await using server = await startStubServer((request) => void request.resume());
    await using transport = transportTo(server);
    await expect(idle(transport.send, 50)(upload(Readable.from(['all'])))).rejects.toMatchObject(timedOut);
  });

  it('does not count the time in which there is nothing to take', async () => {
    const first = Promise.withResolvers<void>();
    await using server = await startStubServer((request, response) => {
      request.once('data', () => first.resolve());
      request.once('end', () => response.end('ok'));
    });
    await using transport = transportTo(server);
    const { body, give } = controlled();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const sent = idle(transport.send, 50)(upload(body));
    give('one');
    await first.promise;
    vi.advanceTimersByTime(60_000);
    vi.useRealTimers();
    give('two');
    give(null);
    expect((await sent).body).toBe('ok');
  });

  it("rejects with the caller's reason where the caller leaves", async () => {
    const arrived = Promise.withResolvers<void>();
    await using server = await startStubServer(() => arrived.resolve());
    await using transport = transportTo(server);
    const caller = new AbortController();
    const sent = idle(transport.send, 300_000)(upload(endless(), caller.signal));
    await arrived.promise;
    const reason = new Error('gone');
    caller.abort(reason);
    await expect(sent).rejects.toBe(reason);
  });

  it('hands on why the bytes ended, which is no failure of the upstream', async () => {
    const closed = Promise.withResolvers<void>();
    await using server = await startStubServer((request) => request.once('close', closed.resolve));
    await using transport = transportTo(server);
    const failure = new BodyFailure('broken', 'no more');
    const body = Readable.from(
      (async function* () {
        yield 'one';
        throw failure;
      })(),
    );
    await expect(idle(transport.send, 300_000)(upload(body))).rejects.toBe(failure);
    if (server.requests.length > 0) await closed.promise;
  });

  it('answers early, without the rest of the body, and leaves no timer and no stream behind', async () => {
    await using server = await startStubServer((_request, response) => response.writeHead(403).end('no'));
    await using transport = transportTo(server);
    const body = endless();
    expect(await idle(transport.send, 300_000)(upload(body))).toMatchObject({ status: 403, body: 'no' });
    expect(body.destroyed).toBe(true);
  });

  it('lets other requests pass', async () => {
    const answer = { status: 200, headers: {}, body: 'ok' };
    expect(await idle(async () => answer, 1)(upload('text'))).toBe(answer);
  });
});

describe('createFileBody', () => {
  it('writes one part, with a name that cannot leave its quotes', async () => {
    const { bytes, contentType } = createFileBody({
      field: 'file',
      filename: 'a"b\r\nX: c\0\\.zip',
      contentType: 'application/zip',
      bytes: (async function* () {
        yield Buffer.from('by');
        yield Buffer.from('tes');
      })(),
    });
    const boundary = /^multipart\/form-data; boundary=(\S+)$/.exec(contentType)?.[1];
    let text = '';
    for await (const chunk of bytes) text += chunk;
    expect(text.split('\r\n')).toEqual([
      `--${boundary}`,
      'Content-Disposition: form-data; name="file"; filename="a%22b%0D%0AX: c\\.zip"',
      'Content-Type: application/zip',
      '',
      'bytes',
      `--${boundary}--`,
      '',
    ]);
  });
});
