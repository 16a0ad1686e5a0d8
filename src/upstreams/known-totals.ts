/**
 * Remembers how many rows a caller's whole list had when it was last read, for plans that would like to know it before
 * they ask. A hint, never an answer: a plan with a wrong total costs more requests and is still right.
 */

import { LRUCache } from 'lru-cache';

export interface KnownTotals {
  /** Rows of the caller's whole list, if an answer of the last minutes told. */
  get(caller: string): number | null;
  note(caller: string, total: number): void;
}

const keptMs = 5 * 60_000;
const maxCallers = 10_000;

export function createKnownTotals(now: () => number): KnownTotals {
  const totals = new LRUCache<string, { readonly total: number; readonly atMs: number }>({ max: maxCallers });
  return {
    get: (caller) => {
      const known = totals.get(caller);
      return known && now() - known.atMs < keptMs ? known.total : null;
    },
    note: (caller, total) => {
      totals.set(caller, { total, atMs: now() });
    },
  };
}
