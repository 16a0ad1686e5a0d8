/**
 * Keeps reads apart that began before and after a change. Policies underneath may let a read wait for the answer of an
 * equal one; one that began before a change must not become the answer of one that began after it. Sends nothing twice.
 */

import type { Send, UpstreamRequest, UpstreamResponse } from './exchange.ts';

export interface Flights {
  /** @param generation of the read's family; null where the store does not say */
  send(request: UpstreamRequest, key: string, generation: string | null): Promise<UpstreamResponse>;
  /** A change began or ended here. */
  noteChange(): void;
}

interface Flight {
  readonly generation: string | null;
  readonly changes: number;
  readers: number;
}

export function createFlights(send: Send): Flights {
  let changes = 0;
  const underWay = new Map<string, Flight>();
  /** What nobody keeps may wait for what began in any generation, unless it is known from here that it is an old one. */
  const isApart = (flight: Flight, generation: string | null): boolean =>
    flight.changes !== changes || (generation !== null && flight.generation !== generation);
  return {
    noteChange: () => {
      changes += 1;
    },
    send: async (request, key, generation) => {
      const { origin } = request;
      if (origin.reuse === 'refused') return send(request);
      const other = underWay.get(key);
      if (other && isApart(other, generation)) {
        return send({ ...request, origin: { ...origin, reuse: 'refused' } });
      }
      const flight = other ?? { generation, changes, readers: 0 };
      flight.readers += 1;
      underWay.set(key, flight);
      try {
        return await send(request);
      } finally {
        flight.readers -= 1;
        if (flight.readers === 0) underWay.delete(key);
      }
    },
  };
}
