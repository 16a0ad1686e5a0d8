import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeZip } from '#test/simulators/sartiq/make-zip.ts';
import type { Fault } from '#test/simulators/simulator.ts';
import { eventually } from '#test/support/eventually.ts';
import {
  openUpload,
  operations,
  postForm,
  type SlowRequest,
  uploadHead,
  uploadInput,
  uploadParts,
  uploadTail,
} from '#test/support/upload.ts';
import { serviceEnvironment, startWorld, type World } from '#test/support/world.ts';

const maxBytes = 1_000_000;
const archive = makeZip({ 'front_full_body.jpg': 'front' });
const apiKey = 'a-key-of-sixteen-characters';

describe('an upload that fails', () => {
  let world: World;
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  beforeAll(async () => {
    process.on('unhandledRejection', note);
    world = await startWorld({
      env: (simulators) => ({ ...serviceEnvironment(simulators), UPLOAD_MAX_BYTES: String(maxBytes) }),
    });
  });
  afterEach(async () => {
    world.simulators.sartiq.clearFaults();
    world.takeRequests();
    // Whatever went wrong, the next upload works.
    const answer = await postForm(world.url, uploadParts(uploadInput(world.simulators), archive));
    expect(answer.data.uploadSetDesignBaseImages.userErrors).toEqual([]);
    world.takeRequests();
    expect(world.logged).toEqual([]);
    expect(unhandled).toEqual([]);
  });
  afterAll(async () => {
    process.off('unhandledRejection', note);
    await world[Symbol.asyncDispose]();
  });

  const head = () => uploadHead(operations(uploadInput(world.simulators)));
  const sartiqRequest = () => world.simulators.sartiq.requests[0];
  /** A client in the middle of its file. */
  const openInTheMiddle = async (): Promise<SlowRequest> => {
    const upload = openUpload(world.url);
    await upload.send(head());
    await upload.send('PK and more');
    await eventually(() => expect(world.simulators.sartiq.requests).toHaveLength(1));
    return upload;
  };

  it('is refused at the limit while it is still sent, and Sartiq does not get the rest', async () => {
    const upload = openUpload(world.url);
    await upload.send(head());
    await upload.send('PK');
    await upload.send(randomBytes(maxBytes - 1));
    const { connection, data, errors } = await upload.answer;
    expect(errors).toEqual([]);
    expect(data.uploadSetDesignBaseImages).toEqual({
      uploadTask: null,
      userErrors: [
        { code: 'INVALID', field: ['input', 'file'], message: `The file has more than ${maxBytes} bytes.` },
      ],
    });
    expect(connection).toBe('close');
    await eventually(() => expect(sartiqRequest()?.aborted).toBe(true));
    upload.request.destroy();
  });

  it('may have exactly as many bytes as the limit', async () => {
    const upload = openUpload(world.url);
    await upload.send(head());
    await upload.send(Buffer.from('PK\x03\x04'));
    await upload.send(Buffer.alloc(maxBytes - 4));
    upload.request.end(uploadTail);
    expect((await upload.answer).data.uploadSetDesignBaseImages.userErrors).toEqual([]);
  });

  it.each([
    ['no ZIP', Buffer.from('GIF89a')],
    ['one letter', Buffer.from('P')],
    ['empty', Buffer.alloc(0)],
  ])('is refused without asking Sartiq where the file is %s', async (_what, file) => {
    const answer = await postForm(world.url, uploadParts(uploadInput(world.simulators), file));
    expect(answer.data.uploadSetDesignBaseImages).toEqual({
      uploadTask: null,
      userErrors: [{ code: 'INVALID', field: ['input', 'file'], message: 'The file is not a ZIP archive.' }],
    });
    expect(world.takeRequests()).toEqual([]);
  });

  it("tells Sartiq's own opinion of a file", async () => {
    const file = Buffer.from('PK, but no archive');
    const answer = await postForm(world.url, uploadParts(uploadInput(world.simulators), file));
    expect(answer.data.uploadSetDesignBaseImages.userErrors).toEqual([
      { code: 'INVALID', field: ['input', 'file'], message: 'File must be a ZIP archive' },
    ]);
  });

  it.each(['setDesignId', 'subjectId'])('tells that the %s stands for nothing', async (field) => {
    const input = { ...uploadInput(world.simulators), [field]: '0b9e9c5e-6c0e-4b5f-8f0a-6a1d1f0f9b21' };
    const answer = await postForm(world.url, uploadParts(input, archive));
    expect(answer.data.uploadSetDesignBaseImages.userErrors).toMatchObject([
      { code: 'NOT_FOUND', field: ['input', field] },
    ]);
  });

  it.each([
    [401, { errors: [{ extensions: { code: 'UNAUTHENTICATED', upstream: 'sartiq' } }] }],
    [403, { errors: [{ extensions: { code: 'FORBIDDEN', upstream: 'sartiq' } }] }],
    [404, { data: { uploadSetDesignBaseImages: { userErrors: [{ code: 'NOT_FOUND' }] } } }],
    [422, { data: { uploadSetDesignBaseImages: { userErrors: [{ code: 'INVALID' }] } } }],
    [503, { errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE', mayHaveHappened: true } }] }],
  ])('answers at once where Sartiq says %d before it has the file', async (status, expected) => {
    const body = status === 422 ? '{"detail":"Not like this"}' : undefined;
    world.simulators.sartiq.inject({ kind: 'status', status, ...(body ? { body } : {}) });
    const upload = await openInTheMiddle();
    const answer = await upload.answer;
    expect(answer).toMatchObject(expected);
    expect(answer.connection).toBe('close');
    upload.request.destroy();
  });

  it('aborts the request to Sartiq as soon as the client leaves', async () => {
    world.simulators.sartiq.inject({ kind: 'hang' });
    const upload = await openInTheMiddle();
    upload.request.destroy();
    await eventually(() => expect(sartiqRequest()?.aborted).toBe(true));
    expect(sartiqRequest()?.status).toBeNull();
  });

  it('aborts the request to Sartiq where the file breaks off', async () => {
    const upload = await openInTheMiddle();
    upload.request.end('no boundary');
    expect((await upload.answer).errors).toMatchObject([
      {
        path: ['uploadSetDesignBaseImages'],
        extensions: { code: 'BAD_USER_INPUT', argument: ['input', 'file'] },
      },
    ]);
    await eventually(() => expect(sartiqRequest()?.aborted).toBe(true));
  });

  it.each<[string, string, string | Buffer]>([
    ['a second file', '1', archive],
    ['a second file of the same name', '0', archive],
    ['a field', 'more', 'text'],
  ])('is refused where %s comes behind the file, and Sartiq has no file', async (_what, name, part) => {
    const before = world.simulators.sartiq.data.uploads.length;
    const parts = [...uploadParts(uploadInput(world.simulators), archive), [name, part] as const];
    const { errors } = await postForm(world.url, parts);
    const message = expect.stringMatching(/one file|in this order/);
    expect(errors).toMatchObject([
      { message, extensions: { code: 'BAD_USER_INPUT', argument: ['input', 'file'] } },
    ]);
    await eventually(() => expect(sartiqRequest()?.aborted ?? true).toBe(true));
    expect(world.simulators.sartiq.data.uploads).toHaveLength(before);
  });

  it.each<[string, Fault]>([
    ['resets the connection', { kind: 'reset' }],
    ['breaks off its answer', { kind: 'cut-body' }],
  ])('says that it may have happened where Sartiq %s', async (_what, fault) => {
    world.simulators.sartiq.inject(fault);
    const upload = await openInTheMiddle();
    if (fault.kind === 'cut-body') upload.request.end(uploadTail);
    const answer = await upload.answer;
    expect(answer.errors).toMatchObject([
      { extensions: { code: 'UPSTREAM_UNAVAILABLE', upstream: 'sartiq', mayHaveHappened: true } },
    ]);
    upload.request.destroy();
    expect(world.simulators.sartiq.requests).toHaveLength(1);
  });

  it.each([
    [
      'a field that there is not',
      'mutation ($input: UploadSetDesignBaseImagesInput!) { uploads(input: $input) }',
      400,
    ],
    ['no word of GraphQL', 'hello', 400],
    [
      'a skipped field',
      'mutation ($input: UploadSetDesignBaseImagesInput!) { __typename uploadSetDesignBaseImages(input: $input) @skip(if: true) { uploadTask { taskId } } }',
      200,
    ],
  ])('does not hang where the operation has %s, and the file has no end', async (_what, query, status) => {
    const upload = openUpload(world.url, { accept: 'application/graphql-response+json' });
    await upload.send(uploadHead(operations(uploadInput(world.simulators), query)));
    await upload.send('PK');
    const answer = await upload.answer;
    expect(answer.status).toBe(status);
    expect(answer.connection).toBe('close');
    expect(world.takeRequests()).toEqual([]);
    upload.request.destroy();
  });
});

it('lets a client that reads nothing before it has sent all find its answer', async () => {
  await using world = await startWorld();
  const head = uploadHead(operations(uploadInput(world.simulators)));
  const bytes = 32 * 1024 * 1024;
  const socket = connect(Number(new URL(world.url).port), '127.0.0.1');
  socket.pause();
  socket.write(
    'POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=test-boundary\r\n' +
      `Content-Length: ${head.length + bytes}\r\n\r\n${head}`,
  );
  for (let sent = 0; sent < bytes; sent += 1024 * 1024) {
    await new Promise<void>((resolve, reject) => {
      socket.write(Buffer.alloc(1024 * 1024), (error) => (error ? reject(error) : resolve()));
    });
  }
  let text = '';
  for await (const chunk of socket) text += chunk;
  expect(text).toMatch(/^HTTP\/1.1 200 OK\r\n/);
  expect(text).toContain('The file is not a ZIP archive.');
});

it('asks the gate before anything is read, and answers although the client still sends', async () => {
  await using world = await startWorld({
    env: (simulators) => {
      const { GATEWAY_ANONYMOUS: _open, ...environment } = serviceEnvironment(simulators);
      return { ...environment, GATEWAY_API_KEYS: apiKey };
    },
  });
  const upload = openUpload(world.url);
  await upload.send(uploadHead(operations(uploadInput(world.simulators))));
  await upload.send('PK');
  const answer = await upload.answer;
  expect(answer).toMatchObject({
    status: 401,
    connection: 'close',
    errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
  });
  upload.request.destroy();
  expect(world.takeRequests()).toEqual([]);
  const allowed = await postForm(world.url, uploadParts(uploadInput(world.simulators), archive), {
    authorization: `Bearer ${apiKey}`,
  });
  expect(allowed.data.uploadSetDesignBaseImages.userErrors).toEqual([]);
});
