/**
 * What one operation asks of the upstreams: which requests it made, what became of each, and how many it may make. Policies
 * note here what they do for a request; nothing of it holds a token, a header or a body.
 */

import { AtelierError, type UpstreamErrorCode, UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import type { CacheUse, UpstreamEvent } from './events.ts';
import type { Method, UpstreamRequest, UpstreamResponse } from './exchange.ts';

/** One request of an operation, whether it was sent, shared or answered by what is kept. */
export interface RequestRecord {
  readonly upstream: UpstreamName;
  readonly method: Method;
  readonly route: string;
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  /** Null while it is under way. */
  endedAtMs: number | null;
  /** Of the last answer; null where there was none, or none for this request. */
  status: number | null;
  /** Of the answer's body. */
  bytes: number | null;
  /** Why there was no usable answer. */
  code: UpstreamErrorCode | 'ABORTED' | null;
  cache: CacheUse | null;
  /** Whether it was on the wire for this operation. */
  sent: boolean;
  /** Whether it waited for what another request asked. */
  shared: boolean;
  /** How often it was sent once more. */
  retries: number;
}

/** What a record begins with. */
export type RecordedRequest = Pick<RequestRecord, 'upstream' | 'method' | 'route' | 'path' | 'query'>;

/** What became of the requests of an operation that have ended, in all its ledgers together. */
export interface Tally {
  /** How often requests went out, by upstream. */
  readonly sent: Map<UpstreamName, number>;
  /** Requests that were answered by what is kept. */
  kept: number;
  /** Requests that waited for what another one asked. */
  shared: number;
}

export interface Ledger {
  readonly records: readonly RequestRecord[];
  /** Lets the operation make so many requests in all. */
  allow(most: number): void;
  /** An empty one with the same allowance and the same tally. */
  again(): Ledger;
  /** @throws AtelierError `QUERY_TOO_EXPENSIVE` for a request too many, which is not sent then */
  begin(request: RecordedRequest): RequestRecord;
  /** The request has its answer, or will have none. */
  end(record: RequestRecord): void;
}

export function createTally(): Tally {
  return { sent: new Map(), kept: 0, shared: 0 };
}

/** A ledger that allows any number of requests until it is told otherwise. */
export function createLedger(
  now: () => number,
  tally = createTally(),
  allowed = Number.POSITIVE_INFINITY,
): Ledger {
  const records: RequestRecord[] = [];
  let most = allowed;
  return {
    records,
    allow: (count) => {
      most = count;
    },
    again: () => createLedger(now, tally, most),
    begin: (request) => {
      if (records.length >= most) throw tooMany(most);
      const record: RequestRecord = {
        ...request,
        startedAtMs: now(),
        endedAtMs: null,
        status: null,
        bytes: null,
        code: null,
        cache: null,
        sent: false,
        shared: false,
        retries: 0,
      };
      records.push(record);
      return record;
    },
    end: (record) => {
      record.endedAtMs = now();
      addTo(tally, record);
    },
  };
}

function addTo(tally: Tally, record: RequestRecord): void {
  const { upstream, cache, shared } = record;
  const times = timesSent(record);
  if (times > 0) tally.sent.set(upstream, (tally.sent.get(upstream) ?? 0) + times);
  if (cache === 'hit' || cache === 'stale') tally.kept += 1;
  if (shared) tally.shared += 1;
}

/** Enters every request of an operation that has a ledger, and how it ended. */
export function withLedger<Request extends UpstreamRequest>(
  send: (request: Request) => Promise<UpstreamResponse>,
  upstream: UpstreamName,
): (request: Request) => Promise<UpstreamResponse> {
  return async (request) => {
    const { origin, method, route, path, query } = request;
    const { ledger } = origin;
    if (ledger === null) return send(request);
    const record = ledger.begin({ upstream, method, route, path, query });
    try {
      const answer = await send({ ...request, record });
      // What was kept, or asked by another, was told to nobody on the way.
      record.status ??= answer.status;
      record.bytes ??= answer.bytes ?? Buffer.byteLength(answer.body);
      return answer;
    } catch (error) {
      record.code = error instanceof UpstreamFailure ? error.code : 'ABORTED';
      throw error;
    } finally {
      ledger.end(record);
    }
  };
}

/** Enters what a policy tells of a request. */
export function note(record: RequestRecord, event: UpstreamEvent): void {
  if (event.kind === 'answered') {
    record.sent = true;
    record.status = event.status;
    record.bytes = event.bytes;
  } else if (event.kind === 'failed') record.sent ||= event.sent;
  else if (event.kind === 'retried') record.retries += 1;
  else if (event.kind === 'shared') record.shared = true;
  else if (event.kind === 'cache') record.cache = event.use;
}

/** How often the request went to its upstream on behalf of this operation. */
export function timesSent({ retries, sent }: RequestRecord): number {
  return sent ? 1 + retries : 0;
}

function tooMany(most: number): AtelierError {
  const message =
    `The operation needed more than the ${most} upstream requests that were planned for it: a list was longer, or more ` +
    'rows matched, than is usual. Ask for fewer rows at once';
  return new AtelierError('QUERY_TOO_EXPENSIVE', message, { requests: most });
}
