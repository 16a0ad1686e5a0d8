/**
 * Puts a request on the wire through one upstream's undici pool and reads the answer whole. Knows nothing of
 * statuses, tokens or JSON; turns only connection failures into `UpstreamFailure`.
 */

import { Readable } from 'node:stream';
import { type Dispatcher, Pool } from 'undici';
import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import { BodyFailure } from './body-failure.ts';
import type { OpenStream, Send, UpstreamRequest } from './exchange.ts';
import { createPatientConnector } from './patient-connector.ts';
import { withSlots } from './slots.ts';

/** A pool of connections to one upstream and the way to use it; `await using` closes its sockets. */
export interface Transport extends AsyncDisposable {
  readonly send: Send;
  /** On connections of its own: a stream holds one for as long as it lasts. */
  readonly open: OpenStream;
}

/** Connections that one gateway keeps to one upstream at most. */
const maxConnections = 64;
/** Streams that one gateway keeps open to one upstream at most; a further one waits for its turn. */
const maxStreams = 256;
/** Uploads that one gateway passes on to one upstream at most; a further one waits, and its client with it. */
const maxUploads = 64;

/** HTTP/2 lets a client repeat a request that the server says it did not begin; a write is never sent twice. */
const oneAtATime = { pipelining: 1, allowH2: false } as const;

/** @param options.baseUrl with or without a path and a final slash: `https://api.example.net/api/v1`. */
export function createTransport(options: {
  readonly upstream: UpstreamName;
  readonly baseUrl: URL;
}): Transport {
  const { upstream, baseUrl } = options;
  const basePath = baseUrl.pathname.replace(/\/$/, '');
  const pool = new Pool(baseUrl.origin, { ...oneAtATime, connections: maxConnections });
  // A stream is quiet for as long as nothing happens; whoever reads it knows how long that may be.
  const streams = new Pool(baseUrl.origin, { ...oneAtATime, connections: maxStreams, bodyTimeout: 0 });
  // The idle deadline knows how long an upload may take, undici's own timer does not.
  const uploads = new Pool(baseUrl.origin, {
    ...oneAtATime,
    connections: maxUploads,
    headersTimeout: 0,
    connect: createPatientConnector(),
  });
  const dispatch = (via: Pool, request: UpstreamRequest): Promise<Dispatcher.ResponseData> =>
    via.request({
      method: request.method,
      path: basePath + request.path + queryText(request.query),
      headers: request.headers,
      body: request.body ?? null,
      signal: request.signal,
    });
  const sendVia = (via: Pool, max: number): Send => {
    // undici's own line cannot be left: a request in it hears of an abort only when its turn comes.
    return withSlots(
      async (request) => {
        try {
          const answer = await dispatch(via, request);
          return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
        } catch (cause) {
          throw failureOf(cause, upstream, request);
        }
      },
      { max, upstream },
    );
  };
  const [sendWhole, sendUpload] = [sendVia(pool, maxConnections), sendVia(uploads, maxUploads)];
  return {
    send: (request) => (request.body instanceof Readable ? sendUpload : sendWhole)(request),
    open: async (request) => {
      try {
        const { statusCode, headers, body } = await dispatch(streams, request);
        const discard = (): void => void body.on('error', () => {}).destroy();
        return { status: statusCode, headers, body: readBody(body, upstream, request), discard };
      } catch (cause) {
        throw failureOf(cause, upstream, request);
      }
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([pool.destroy(), streams.destroy(), uploads.destroy()]);
    },
  };
}

async function* readBody(
  body: AsyncIterable<Uint8Array>,
  upstream: UpstreamName,
  request: UpstreamRequest,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    throw failureOf(cause, upstream, request);
  }
}

/** What to reject with: the reason of an aborted signal, otherwise that the upstream could not be reached. */
function failureOf(cause: unknown, upstream: UpstreamName, request: UpstreamRequest): unknown {
  if (request.signal.aborted) return request.signal.reason;
  const { body } = request;
  if (body instanceof Readable && body.errored instanceof BodyFailure) return body.errored;
  const details = request.method === 'GET' || wasNeverSent(cause) ? {} : { mayHaveHappened: true as const };
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
