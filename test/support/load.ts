/**
 * Load on a gateway: so many operations a second, over kept connections and new ones in turn. Its timer paces what is
 * sent; nobody waits for it. Owns its connections and the count of what came of each operation.
 */

import { request as requestOnce } from 'node:http';
import type { Socket } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { buildConnector, errors, Pool } from 'undici';

/** An operation, and the only answer to it that is right. */
export interface KnownOperation {
  readonly query: string;
  readonly data: unknown;
}

export interface Load {
  readonly answered: number;
  /** Operations whose connection was refused. */
  readonly refused: number;
  /** What came of every other one. */
  readonly failures: readonly Failure[];
  /** Sends no more, and resolves when everything that was sent is settled. */
  stop(): Promise<void>;
}

export interface Failure {
  readonly why: string;
  /** Of the connection, at this end; null where it is not known. */
  readonly port: number | null;
}

const ticksPerSecond = 50;
/** Where the machine is too slow for the pace, it is the pace that gives way. */
const maxUnderWay = 150;

export function startLoad(options: {
  readonly url: string;
  readonly perSecond: number;
  readonly operations: readonly KnownOperation[];
}): Load {
  const { url, perSecond, operations } = options;
  const pool = new Pool(url, { connections: maxUnderWay, pipelining: 1, connect: connectKnown });
  const underWay = new Set<Promise<void>>();
  const failures: Failure[] = [];
  let [sent, answered, refused] = [0, 0, 0];
  const sendOne = async ({ query, data }: KnownOperation, isKept: boolean): Promise<void> => {
    const fail = (what: string, port: number | null): void => {
      failures.push({ why: `${isKept ? 'kept' : 'new'} connection: ${what}`, port });
    };
    try {
      const { status, text } = isKept ? await sendKept(pool, query) : await sendNew(url, query);
      if (status === 200 && isDeepStrictEqual(JSON.parse(text), { data })) answered += 1;
      else fail(`status ${status}, ${text}`, null);
    } catch (error) {
      if (codeOf(error) === 'ECONNREFUSED') refused += 1;
      else fail(String(codeOf(error) ?? error), portOf(error));
    }
  };
  const sendNext = (): void => {
    const operation = operations[sent % operations.length];
    if (!operation) throw new Error('A load needs operations');
    const settled = sendOne(operation, Math.floor(sent / operations.length) % 2 === 0);
    sent += 1;
    underWay.add(settled);
    void settled.finally(() => underWay.delete(settled));
  };
  const pace = setInterval(() => {
    for (let left = perSecond / ticksPerSecond; left > 0 && underWay.size < maxUnderWay; left -= 1)
      sendNext();
  }, 1_000 / ticksPerSecond);
  return {
    get answered() {
      return answered;
    },
    get refused() {
      return refused;
    },
    failures,
    stop: async () => {
      clearInterval(pace);
      await Promise.all(underWay);
      await pool.close();
    },
  };
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

const headers = { 'content-type': 'application/json' };

async function sendKept(pool: Pool, query: string): Promise<Reply> {
  const answer = await pool.request({
    method: 'POST',
    path: '/graphql',
    headers,
    body: JSON.stringify({ query }),
  });
  return { status: answer.statusCode, text: await answer.body.text() };
}

function sendNew(url: string, query: string): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const sending = requestOnce(`${url}/graphql`, { method: 'POST', agent: false, headers });
  sending.once('socket', notePort);
  sending.once('error', reject);
  sending.once('response', (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    response.once('error', reject);
    response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
  });
  sending.end(JSON.stringify({ query }));
  return promise;
}

const connectPlain = buildConnector({});

const connectKnown: typeof connectPlain = (options, callback) =>
  connectPlain(options, (...[error, socket]) => {
    if (socket) notePort(socket);
    callback(...([error, socket] as Parameters<typeof callback>));
  });

/** Errors of this socket say from which port it came, which the socket has forgotten by then. */
function notePort(socket: Socket): void {
  let port: number | undefined = socket.localPort;
  socket.once('connect', () => {
    port = socket.localPort;
  });
  socket.prependListener('error', (error) => Object.assign(error, { port }));
}

function portOf(error: unknown): number | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof errors.SocketError) return error.socket?.localPort ?? null;
  return 'port' in error && typeof error.port === 'number' ? error.port : null;
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error ? String(error.code) : null;
}
