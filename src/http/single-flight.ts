/**
 * Lets identical reads that are under way at the same time share one request, across operations of the same caller. Keeps
 * no answer: what has ended is asked anew. Whoever leaves leaves alone; the request ends with the last who waits for it.
 */

import type { UpstreamName } from '#src/errors.ts';
import type { Observe } from './events.ts';
import type { Send, UpstreamRequest, UpstreamResponse } from './exchange.ts';
import { unlessAborted } from './unless-aborted.ts';

/** One request that others may join. */
interface Flight {
  readonly answer: Promise<UpstreamResponse>;
  readonly everybodyLeft: AbortController;
  waiting: number;
}

/** The chain underneath must have a deadline: a flight can be joined for as long as it lasts. */
export function withSingleFlight(
  send: Send,
  {
    upstream,
    now,
    observe,
  }: { readonly upstream: UpstreamName; readonly now: () => number; readonly observe: Observe },
): Send {
  const flights = new Map<string, Flight>();

  const begin = (key: string, request: UpstreamRequest): Flight => {
    const everybodyLeft = new AbortController();
    const askedAtMs = now();
    const answer = send({ ...request, signal: everybodyLeft.signal })
      .then((response) => ({ askedAtMs, ...response }))
      .finally(() => forget(key, flight));
    // Where all have left, nobody hears of the failure.
    answer.catch(() => {});
    const flight: Flight = { answer, everybodyLeft, waiting: 0 };
    flights.set(key, flight);
    return flight;
  };
  const forget = (key: string, flight: Flight): void => {
    if (flights.get(key) === flight) flights.delete(key);
  };

  const write: Send = async (request) => {
    // A read that began before a change may answer with what was before it, and must not serve who asks after it.
    flights.clear();
    try {
      return await send(request);
    } finally {
      flights.clear();
    }
  };

  return (request) => {
    if (request.method !== 'GET') return write(request);
    if (request.origin.reuse === 'refused') return send(request);
    if (request.signal.aborted) return Promise.reject(request.signal.reason);
    const key = keyOf(request);
    const running = flights.get(key);
    if (running) observe(upstream, { kind: 'shared', route: request.route, asker: 'operation' }, request);
    const flight = running ?? begin(key, request);
    return join(flight, request.signal, () => forget(key, flight));
  };
}

/** Waits for the answer or for the signal, whichever is first. */
function join(flight: Flight, signal: AbortSignal, end: () => void): Promise<UpstreamResponse> {
  flight.waiting += 1;
  return unlessAborted(flight.answer, signal, () => {
    flight.waiting -= 1;
    if (flight.waiting === 0) {
      end();
      flight.everybodyLeft.abort(signal.reason);
    }
    return signal.reason;
  });
}

/** The token stands in it beside the caller, so that a mistake about callers could not mix their answers. */
function keyOf({ path, query, headers, origin, generation = '' }: UpstreamRequest): string {
  const { accept, authorization } = headers;
  return JSON.stringify([path, query, accept, authorization, origin.caller, generation]);
}
