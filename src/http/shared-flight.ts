/**
 * Lets replicas share one request: whoever is first asks, and leaves the answer for those who want the same meanwhile.
 * Stands beneath the single flight of this replica, so that each of them takes part once. Whatever the others do, a read is
 * answered as if there were none, after a bounded wait; and never with another credential's answer.
 */

import { createHash } from 'node:crypto';
import type { UpstreamName } from '#src/errors.ts';
import type { CacheKeys } from './cache-keys.ts';
import type { Observe } from './events.ts';
import type { Send, UpstreamRequest, UpstreamResponse } from './exchange.ts';
import type { Seen } from './follow.ts';
import { decodeAnswer, encodeAnswer, type SharedAnswer } from './shared-answer.ts';
import type { Turn, Turns } from './turns.ts';

export interface SharedFlightOptions {
  readonly upstream: UpstreamName;
  readonly turns: Turns;
  /** Under these names what one may see is kept apart from what another may. */
  readonly keys: CacheKeys;
  readonly now: () => number;
  readonly observe: Observe;
}

/** A read that replicas share. */
interface Flight {
  readonly name: string;
  /** For so long its answer is left for others, in milliseconds. */
  readonly keepMs: number;
  /** Whether an answer that another one asked for will do. */
  isWanted(answer: SharedAnswer): boolean;
}

/** Whoever waited takes the answer at once; and who has missed its end a moment after. */
const keepReadMs = 1_000;
/** What is read again and again is read at least so often. */
const keepPollMs = 6_000;

export function withSharedFlight(send: Send, options: SharedFlightOptions): Send {
  const { upstream, keys, now, observe } = options;
  const shared = (request: UpstreamRequest, { response }: SharedAnswer): UpstreamResponse => {
    observe(upstream, { kind: 'shared', route: request.route, asker: 'replica' }, request);
    return response;
  };
  const share = async (request: UpstreamRequest, flight: Flight): Promise<Shared> => {
    const turn = await takeTurn(request, flight, options);
    const left = turn?.left ? decodeAnswer(turn.left, now()) : null;
    if (left && flight.isWanted(left)) {
      if (turn) giveBack(turn, null);
      return { ...left, response: shared(request, left) };
    }
    const askedAtMs = now();
    const id = turn?.kind === 'mine' ? turn.id : null;
    let text: string | null = null;
    try {
      const response = await send(request);
      if (id !== null)
        text = encodeAnswer(response, { id, tookMs: Math.max(0, now() - askedAtMs), keepMs: flight.keepMs });
      return { id, askedAtMs, response };
    } finally {
      if (turn) giveBack(turn, text === null ? null : { text, keepMs: flight.keepMs });
    }
  };
  return async (request) => {
    const flight = flightOf(request, keys);
    if (flight === null) return send(request);
    const { follow } = request.origin;
    if (!follow) return (await share(request, flight)).response;
    const offered = follow.begin(flight.name);
    let seen: Seen | null = offered;
    try {
      if (offered) return shared(request, offered);
      const answer = await share(request, flight);
      seen = answer;
      return answer.response;
    } finally {
      follow.finish(seen);
    }
  };
}

interface Shared extends Seen {
  readonly response: UpstreamResponse;
}

/** Null where nobody can say whose turn it is. Rejects for who has left. */
async function takeTurn(
  { signal }: UpstreamRequest,
  { name }: Flight,
  { turns }: SharedFlightOptions,
): Promise<Turn | null> {
  const turn = await turns.take(name, signal).catch(() => null);
  if (!signal.aborted) return turn;
  if (turn) giveBack(turn, null);
  throw signal.reason;
}

/** Nobody waits for it: what is not given back runs out by itself. */
function giveBack(turn: Turn, left: { readonly text: string; readonly keepMs: number } | null): void {
  if (turn.kind === 'mine') turn.end(left).catch(() => {});
}

/**
 * Reads of one state of their upstream, as far as somebody counts them, and what is followed. All others are nobody else's.
 * A read may have what was under way when it was looked for.
 */
function flightOf(request: UpstreamRequest, keys: CacheKeys): Flight | null {
  const { method, origin, headers, generation, soughtAtMs = performance.now() } = request;
  if (method !== 'GET') return null;
  const { follow, reuse } = origin;
  if (follow)
    return {
      name: hashOf(['followed', keys.entry(request)]),
      keepMs: keepPollMs,
      isWanted: follow.isNews,
    };
  const etag = headers['if-none-match'];
  if (generation === undefined || (reuse === 'refused' && etag === undefined)) return null;
  return {
    // A confirmation means something only to who has the same body.
    name: hashOf(['read', keys.entry(request), headers['accept'], etag, generation]),
    keepMs: keepReadMs,
    // Times to live are whole milliseconds.
    isWanted: ({ endedMsAgo }) => endedMsAgo <= performance.now() - soughtAtMs + 1,
  };
}

function hashOf(parts: readonly (string | undefined)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
