/**
 * Puts a request on the wire through one upstream's undici pool and reads the answer whole. Knows nothing of
 * statuses, tokens or JSON; turns only connection failures into `UpstreamFailure`.
 */

import { Readable } from 'node:stream';
import { type Dispatcher, errors, Pool } from 'undici';
import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import { BodyFailure } from './body-failure.ts';
import type { SlotsPool } from './events.ts';
import type { OpenStream, Send, UpstreamRequest } from './exchange.ts';
import { createPatientConnector } from './patient-connector.ts';

/** A pool of connections to one upstream and the way to use it; `await using` closes its sockets. */
export interface Transport extends AsyncDisposable {
  readonly send: Send;
  /** On connections of its own: a stream holds one for as long as it lasts. */
  readonly open: OpenStream;
}

interface TransportOptions {
  readonly upstream: UpstreamName;
  readonly baseUrl: URL;
  readonly maxAnswerBytes: number;
}

/** How many connections of each kind one gateway keeps to one upstream at most. */
export const connections: Readonly<Record<SlotsPool, number>> = {
  requests: 64,
  /** An upload takes as long as its client, who waits for its turn with it. */
  uploads: 64,
  streams: 256,
};

/** HTTP/2 lets a client repeat a request that the server says it did not begin; a write is never sent twice. */
const oneAtATime = { pipelining: 1, allowH2: false } as const;

/**
 * Requests beyond the connections wait in undici's own line, which cannot be left: see `slots.ts`.
 *
 * @param options.baseUrl with or without a path and a final slash: `https://api.example.net/api/v1`.
 * @param options.maxAnswerBytes the longest answer that is read, streams apart; the connection of a longer one is closed
 */
export function createTransport(options: TransportOptions): Transport {
  const { baseUrl, maxAnswerBytes } = options;
  const basePath = baseUrl.pathname.replace(/\/$/, '');
  const limited = { ...oneAtATime, maxResponseSize: maxAnswerBytes };
  const pool = new Pool(baseUrl.origin, { ...limited, connections: connections.requests });
  // The idle deadline knows how long an upload may take, undici's own timer does not.
  const uploads = new Pool(baseUrl.origin, {
    ...limited,
    connections: connections.uploads,
    headersTimeout: 0,
    connect: createPatientConnector(),
  });
  // A stream is quiet for as long as nothing happens; whoever reads it knows how long that may be.
  const streams = new Pool(baseUrl.origin, {
    ...oneAtATime,
    connections: connections.streams,
    bodyTimeout: 0,
  });
  const dispatch = (via: Pool, request: UpstreamRequest): Promise<Dispatcher.ResponseData> =>
    via.request({
      method: request.method,
      path: basePath + request.path + queryText(request.query),
      headers: { ...request.headers, 'x-request-id': request.origin.requestId },
      body: request.body ?? null,
      signal: request.signal,
    });
  return {
    send: async (request) => {
      try {
        const answer = await dispatch(request.body instanceof Readable ? uploads : pool, request);
        const bytes = Buffer.from(await answer.body.arrayBuffer());
        const { statusCode: status, headers } = answer;
        return { status, headers, body: textOf(bytes), bytes: bytes.length };
      } catch (cause) {
        throw failureOf(cause, options, request);
      }
    },
    open: async (request) => {
      try {
        const { statusCode, headers, body } = await dispatch(streams, request);
        const closed = new Promise<void>((resolve) => body.once('close', resolve));
        const discard = (): void => void body.on('error', () => {}).destroy();
        return { status: statusCode, headers, body: readBody(body, options, request), closed, discard };
      } catch (cause) {
        throw failureOf(cause, options, request);
      }
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([pool.destroy(), streams.destroy(), uploads.destroy()]);
    },
  };
}

/** Without a byte order mark, which is no JSON. */
function textOf(bytes: Buffer): string {
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return bytes.toString('utf8', isMarked ? 3 : 0);
}

async function* readBody(
  body: AsyncIterable<Uint8Array>,
  options: TransportOptions,
  request: UpstreamRequest,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    throw failureOf(cause, options, request);
  }
}

/** What to reject with: the reason of an aborted signal, otherwise that the upstream could not be reached. */
function failureOf(
  cause: unknown,
  { upstream, maxAnswerBytes }: TransportOptions,
  request: UpstreamRequest,
): unknown {
  if (request.signal.aborted) return request.signal.reason;
  const { body } = request;
  if (body instanceof Readable && body.errored instanceof BodyFailure) return body.errored;
  const details = request.method === 'GET' || wasNeverSent(cause) ? {} : { mayHaveHappened: true as const };
  if (cause instanceof errors.ResponseExceededMaxSizeError) {
    const what = `answered with more than ${maxAnswerBytes} bytes`;
    return new UpstreamFailure('UPSTREAM_CONTRACT', upstream, what, details, { cause });
  }
  return new UpstreamFailure('UPSTREAM_UNAVAILABLE', upstream, 'could not be reached', details, { cause });
}

/** Failures of looking up or connecting: the request never left. */
const connectFailures = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function wasNeverSent(cause: unknown): boolean {
  if (cause instanceof AggregateError) return cause.errors.every(wasNeverSent);
  return cause instanceof Error && 'code' in cause && connectFailures.has(String(cause.code));
}

function queryText(query: readonly (readonly [string, string])[]): string {
  if (query.length === 0) return '';
  return `?${query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')}`;
}
