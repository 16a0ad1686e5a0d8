import type { IncomingMessage } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { IncomingFile } from '#src/graph/file.ts';
import { type MultipartRequest, readMultipartRequest } from '#src/server/multipart-request.ts';
import { createReleaseBuffers } from '#src/server/release-buffers.ts';
import { startStubServer } from '#test/http/stub-server.ts';
import { oneFile, openUpload, uploadHead, uploadTail } from '#test/support/upload.ts';

const head = uploadHead('{"query":"{ x }","variables":{"input":{"file":null}}}');

/** A server that reads one multipart request and answers when the test ends. */
async function startReader(limits: { readonly silenceMs: number; readonly operationMs?: number }) {
  const arrived = Promise.withResolvers<{ request: IncomingMessage; multipart: MultipartRequest }>();
  const server = await startStubServer((request) => {
    const all = {
      maxBytes: 2 ** 40,
      maxFieldBytes: 1_000_000,
      operationMs: 300_000,
      release: () => {},
      ...limits,
    };
    const multipart = readMultipartRequest(request, all);
    multipart.params.catch(() => {});
    arrived.resolve({ request, multipart });
  });
  return { server, url: server.url.origin, arrived: arrived.promise };
}

async function fileOf({ params }: MultipartRequest) {
  const { variables } = (await params) as { variables: { input: { file: IncomingFile } } };
  return variables.input.file.open();
}

describe('a multipart request that is read', () => {
  it('takes no more of a file than somebody wants, and loses nothing of it', async () => {
    const { server, url, arrived } = await startReader({ silenceMs: 300_000 });
    await using _server = server;
    const upload = openUpload(url);
    const bytes = 16 * 1024 * 1024;
    upload.request.write(head);
    upload.request.write(Buffer.alloc(bytes, 'x'));
    upload.request.end(uploadTail);
    const { request, multipart } = await arrived;
    const { bytes: file, filename } = await fileOf(multipart);
    if (!request.isPaused()) await new Promise((resolve) => request.once('pause', resolve));
    // What the parser, the stream of the file and Node's own buffers hold at most.
    expect(request.socket.bytesRead).toBeLessThan(1024 * 1024);
    let count = 0;
    for await (const chunk of file) count += chunk.length;
    expect([filename, count]).toEqual(['looks.zip', bytes]);
    upload.request.destroy();
  });

  it('ends where its client falls silent, before its operation and in the file', async () => {
    for (const [sent, message] of [
      ['', 'The client sent nothing for 50 ms'],
      [head, 'The client sent nothing for 50 ms'],
    ] as const) {
      const { server, url, arrived } = await startReader({ silenceMs: 50 });
      await using _server = server;
      const upload = openUpload(url);
      upload.request.flushHeaders();
      if (sent) await upload.send(sent);
      const { multipart } = await arrived;
      const read = async (): Promise<void> => {
        for await (const _ of (await fileOf(multipart)).bytes);
      };
      await expect(read()).rejects.toThrow(message);
      upload.request.destroy();
    }
  });

  it.each([
    ['the head of a part', ''],
    ['`operations`', head.slice(0, head.indexOf('{ x }'))],
    ['`map`', head.slice(0, head.indexOf('variables.input.file'))],
  ])('ends where its client sends %s letter by letter and never ends', async (_what, sent) => {
    const { server, url, arrived } = await startReader({ silenceMs: 300_000, operationMs: 200 });
    await using _server = server;
    const upload = openUpload(url);
    upload.request.on('error', () => {});
    upload.request.flushHeaders();
    if (sent) await upload.send(sent);
    const dripping = setInterval(() => upload.request.write('x'), 20);
    const { params } = (await arrived).multipart;
    await expect(params).rejects.toMatchObject({
      message: 'The parts `operations` and `map` did not come within 200 ms',
      extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
    });
    clearInterval(dripping);
    upload.request.destroy();
  });

  it('lets its file take any time, once its operation is there', async () => {
    const { server, url, arrived } = await startReader({ silenceMs: 300_000, operationMs: 60_000 });
    await using _server = server;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const upload = openUpload(url);
    await upload.send(`${head}P`);
    const { bytes } = await fileOf((await arrived).multipart);
    vi.advanceTimersByTime(120_000);
    vi.useRealTimers();
    upload.request.end(`K${uploadTail}`);
    let count = 0;
    for await (const chunk of bytes) count += chunk.length;
    expect(count).toBe(2);
    upload.request.destroy();
  });

  it('reads no further once it is stopped, and tells who still wants the file', async () => {
    const { server, url, arrived } = await startReader({ silenceMs: 300_000 });
    await using _server = server;
    const upload = openUpload(url);
    await upload.send(`${head}PK`);
    const { request, multipart } = await arrived;
    const { bytes } = await fileOf(multipart);
    const reading = (async () => {
      for await (const _ of bytes);
    })();
    multipart.stop();
    await expect(reading).rejects.toMatchObject({ fault: 'broken' });
    expect(request.listenerCount('unpipe') + request.listenerCount('end')).toBe(0);
    upload.request.destroy();
  });

  it('does not take slowness of its reader for silence of its client', async () => {
    const { server, url, arrived } = await startReader({ silenceMs: 50 });
    await using _server = server;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const upload = openUpload(url);
    upload.request.write(head);
    upload.request.write(Buffer.alloc(8 * 1024 * 1024, 'x'));
    upload.request.end(uploadTail);
    const { request, multipart } = await arrived;
    const { bytes } = await fileOf(multipart);
    // The reader takes nothing, so what has come waits, and the client with it.
    while (!request.isPaused()) await nextTurn();
    vi.advanceTimersByTime(60_000);
    vi.useRealTimers();
    let count = 0;
    for await (const chunk of bytes) count += chunk.length;
    expect(count).toBe(8 * 1024 * 1024);
    upload.request.destroy();
  });

  it('ends where it was left before anybody read it', async () => {
    const failed = Promise.withResolvers<unknown>();
    await using server = await startStubServer((request) => {
      request.once('close', () => {
        const limits = {
          maxBytes: 1,
          maxFieldBytes: 1_000_000,
          silenceMs: 300_000,
          operationMs: 300_000,
          release: () => {},
        };
        readMultipartRequest(request, limits).params.catch(failed.resolve);
      });
      request.destroy();
    });
    const upload = openUpload(server.url.origin);
    upload.request.write(uploadHead('{}', oneFile));
    expect(await failed.promise).toMatchObject({ message: 'The client left' });
  });
});

describe('createReleaseBuffers', () => {
  it('collects once for every 16 MB that have passed', () => {
    let collected = 0;
    const release = createReleaseBuffers(() => {
      collected += 1;
    });
    for (let index = 0; index < 64; index += 1) release(2 ** 20);
    expect(collected).toBe(4);
  });
});
