/**
 * Reads a GraphQL multipart request: settles the operation as soon as `operations` and `map` are there, and hands its
 * file on as it comes, at the pace of whoever reads it. Keeps nothing of the file and executes nothing.
 */

import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import busboy from 'busboy';
import type { GraphQLParams } from 'graphql-yoga';
import { IncomingFile, type OpenedFile } from '#src/graph/file.ts';
import { BodyFailure } from '#src/http/body-failure.ts';
import { type MultipartOperation, readMultipartOperation } from './multipart-operation.ts';
import { refuseRequest } from './refuse-request.ts';
import type { ReleaseBuffers } from './release-buffers.ts';
import { watchSilence } from './watch-silence.ts';

export interface UploadLimits {
  /** Size of the file. */
  readonly maxBytes: number;
  /** Size of `operations`, and of `map`. */
  readonly maxFieldBytes: number;
  /** How long a client may send nothing while its bytes are waited for. */
  readonly silenceMs: number;
  /** How long `operations` and `map` may take together, from the beginning of the request's reading. */
  readonly operationMs: number;
  /** Is told of bytes that have been handed on. */
  readonly release: ReleaseBuffers;
}

/** A request that is being read. */
export interface MultipartRequest {
  /** The operation; rejects with a `GraphQLError` where the request is not as the specification has it. */
  readonly params: Promise<GraphQLParams>;
  /** Reads no further; who still wants the file gets a `BodyFailure`. */
  stop(): void;
}

type Busboy = ReturnType<typeof busboy>;

/** Reads from now on. Rejects nothing that nobody waits for. */
export function readMultipartRequest(request: IncomingMessage, limits: UploadLimits): MultipartRequest {
  const parser = createParser(request, limits);
  const params = Promise.withResolvers<GraphQLParams>();
  const file = Promise.withResolvers<OpenedFile>();
  /** That the request brought nothing behind the file. */
  const whole = Promise.withResolvers<void>();
  // It may be that nobody wants the file.
  file.promise.catch(() => {});
  whole.promise.catch(() => {});
  const stop = (reason: BodyFailure): void => {
    params.reject(refuseRequest(reason.message));
    file.reject(reason);
    whole.reject(reason);
    request.unpipe(parser);
    parser.destroy(reason);
  };
  stopWhereLate(params.promise, limits.operationMs, stop);
  let part: string | null = null;
  let hasFile = false;
  onOperation(parser, new IncomingFile(() => file.promise), limits, stop, (operation) => {
    part = operation.part;
    params.resolve(operation.params);
  });
  parser.on('file', (name, bytes, { filename = '' }) => {
    // What goes wrong is told to whoever reads the bytes; this is for when nobody does.
    bytes.on('error', () => {});
    if (hasFile) stop(broken('A request brings one file: nothing may come behind the part that `map` names'));
    else if (name !== part) {
      stop(broken('Behind `operations` and `map` comes the file, as the part that `map` names'));
    } else file.resolve({ filename, bytes: readBytes(bytes, whole.promise, limits) });
    hasFile = true;
  });
  parser.on('error', (cause) => stop(broken('The request is no complete multipart/form-data', cause)));
  parser.on('close', () => {
    whole.resolve();
    stop(broken('The parts `operations`, `map` and the file that it names must come'));
  });
  stopWithClient(request, parser, limits.silenceMs, stop);
  request.pipe(parser);
  return { params: params.promise, stop: () => stop(broken('The request has been answered')) };
}

function createParser(request: IncomingMessage, { maxFieldBytes }: UploadLimits): Busboy {
  // One more of each than there may be, so that it is noticed.
  const limits = { fieldSize: maxFieldBytes, fields: 3, files: 2 };
  try {
    return busboy({ headers: request.headers, limits, defParamCharset: 'utf8' });
  } catch {
    throw refuseRequest('The content type multipart/form-data needs a boundary');
  }
}

/** Calls back with the operation once `operations` and `map` have come, in this order. */
function onOperation(
  parser: Busboy,
  file: IncomingFile,
  { maxFieldBytes }: UploadLimits,
  stop: (reason: BodyFailure) => void,
  onRead: (operation: MultipartOperation) => void,
): void {
  let operations: string | null = null;
  let isRead = false;
  parser.on('field', (name, text, { valueTruncated }) => {
    if (valueTruncated)
      return stop(broken(`A part other than the file has more than ${maxFieldBytes} bytes`));
    if (name === 'operations' && operations === null) {
      operations = text;
      return;
    }
    if (name !== 'map' || operations === null || isRead) {
      return stop(broken('The parts must be `operations`, `map` and a file, in this order'));
    }
    isRead = true;
    try {
      onRead(readMultipartOperation(operations, text, file));
    } catch (error) {
      stop(error instanceof BodyFailure ? error : broken('`map` could not be read', error));
    }
  });
}

/** A client that sends one letter after the other is never silent, and would never be done. */
function stopWhereLate(
  params: Promise<GraphQLParams>,
  operationMs: number,
  stop: (reason: BodyFailure) => void,
): void {
  const timer = setTimeout(
    () => stop(broken(`The parts \`operations\` and \`map\` did not come within ${operationMs} ms`)),
    operationMs,
  );
  const settled = (): void => clearTimeout(timer);
  params.then(settled, settled);
}

/** A client that leaves, or stays and sends nothing, sends no more. */
function stopWithClient(
  request: IncomingMessage,
  parser: Busboy,
  silenceMs: number,
  stop: (reason: BodyFailure) => void,
): void {
  const left = (): void => {
    if (!request.complete) stop(broken('The client left'));
  };
  if (request.destroyed) left();
  else request.once('close', left);
  watchSilence(request, silenceMs, () => {
    // Where the parser has not taken the last bytes yet, it is the client who waits.
    if (!parser.writableNeedDrain) stop(broken(`The client sent nothing for ${silenceMs} ms`));
  });
}

/** Ends after the last byte only when the request has ended, too: who reads them learns of everything that is wrong. */
async function* readBytes(
  bytes: Readable,
  whole: Promise<void>,
  { maxBytes, release }: UploadLimits,
): AsyncGenerator<Uint8Array> {
  let count = 0;
  try {
    for await (const chunk of bytes) {
      count += chunk.length;
      if (count > maxBytes) throw new BodyFailure('too large', `The file has more than ${maxBytes} bytes.`);
      yield chunk;
      release(chunk.length);
    }
    await whole;
  } catch (error) {
    throw error instanceof BodyFailure ? error : broken('The file broke off', error);
  }
}

function broken(message: string, cause?: unknown): BodyFailure {
  return new BodyFailure('broken', message, { cause });
}
