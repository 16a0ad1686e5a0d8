/**
 * The doctor's way to one upstream: the gateway's own clients over a connection that can only read. Notes every exchange.
 * Refuses everything but GET, and the POST that gets a token for a user name and password.
 */

import { randomUUID } from 'node:crypto';
import type { UpstreamConfig } from '#src/config/upstreams.ts';
import type { UpstreamName } from '#src/errors.ts';
import { withDeadline } from '#src/http/deadline.ts';
import type {
  Credential,
  OpenStream,
  OperationScope,
  Send,
  StreamedResponse,
  UpstreamRequest,
  UpstreamResponse,
} from '#src/http/exchange.ts';
import { createJsonClient, type JsonClient } from '#src/http/json-client.ts';
import { createStreamClient, type StreamClient } from '#src/http/stream-client.ts';
import { createTransport } from '#src/http/transport.ts';
import { createSartiqLogin } from '#src/upstreams/sartiq/login.ts';

/** One request and what came of it. */
export interface Exchange {
  readonly method: string;
  readonly route: string;
  /** Milliseconds since 1970 when it ended. */
  readonly endedAtMs: number;
  readonly durationMs: number;
  /** Null where there was no answer. */
  readonly answer: Pick<UpstreamResponse, 'status' | 'headers'> | null;
}

export interface Wire extends AsyncDisposable {
  readonly send: Send;
  readonly json: JsonClient;
  readonly streams: StreamClient;
  readonly credential: Credential;
  /** In the order of their ends. */
  readonly exchanges: readonly Exchange[];
  scope(signal: AbortSignal): OperationScope;
}

export function connectReadOnly(
  upstream: UpstreamName,
  { baseUrl, account, maxAnswerBytes }: UpstreamConfig,
  { timeoutMs, now }: { readonly timeoutMs: number; readonly now: () => number },
): Wire {
  const transport = createTransport({ upstream, baseUrl, maxAnswerBytes });
  const exchanges: Exchange[] = [];
  const limits = { upstream, timeoutMs, now };
  const send: Send = onlyReading(noting(withDeadline(transport.send, limits), exchanges, now));
  const open: OpenStream = onlyReading(noting(withDeadline(transport.open, limits), exchanges, now));
  const credential = credentialOf(account, send, now);
  return {
    send,
    json: createJsonClient({ upstream, send, now }),
    streams: createStreamClient({ upstream, open, now }),
    credential,
    exchanges,
    scope: (signal) => ({ ...originOfDoctor(), credential, signal }),
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  };
}

/** Nothing that is kept may answer, and nobody else's request may. */
export function originOfDoctor(): Omit<OperationScope, 'credential' | 'signal'> {
  return {
    caller: 'doctor',
    requestId: `doctor-${randomUUID()}`,
    reuse: 'refused',
    endsAtMs: Number.POSITIVE_INFINITY,
    ledger: null,
  };
}

const loginRoute = '/login/access-token';

type Ask<Answer> = (request: UpstreamRequest) => Promise<Answer>;

/** @throws Error for a request that could change something */
export function onlyReading<Answer>(ask: Ask<Answer>): Ask<Answer> {
  return async (request) => {
    const isLogin = request.method === 'POST' && request.route === loginRoute;
    if (request.method !== 'GET' && !isLogin) throw new Error(`The doctor sends no ${request.method}`);
    return ask(request);
  };
}

function noting<Answer extends UpstreamResponse | StreamedResponse>(
  ask: Ask<Answer>,
  exchanges: Exchange[],
  now: () => number,
): Ask<Answer> {
  return async (request) => {
    const startedAtMs = performance.now();
    const note = (answer: Exchange['answer']): void => {
      const { method, route } = request;
      const durationMs = performance.now() - startedAtMs;
      exchanges.push({ method, route, endedAtMs: now(), durationMs, answer });
    };
    try {
      const answer = await ask(request);
      note({ status: answer.status, headers: answer.headers });
      return answer;
    } catch (error) {
      note(null);
      throw error;
    }
  };
}

function credentialOf(account: UpstreamConfig['account'], send: Send, now: () => number): Credential {
  if (account === null) return { kind: 'none', why: 'was not asked for this: there is no token' };
  if (account.kind === 'token') {
    return { kind: 'service', token: async () => account.token, refused: () => {} };
  }
  return { kind: 'service', ...createSartiqLogin({ ...account, send, now }) };
}
