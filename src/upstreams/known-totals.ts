/**
 * Remembers how many rows a caller's lists had when they were last read, for plans that would like to know it before they
 * ask. A hint, never an answer: a plan with a wrong total costs other requests than it says and is still right.
 */

import { LRUCache } from 'lru-cache';

export interface KnownTotals {
  of(caller: string): CallerTotals;
}

/** What is known of one caller's lists at one upstream; a list is named by `PageRead.listOf`. */
export interface CallerTotals {
  /** Rows of the list, if an answer of the last minutes told. */
  get(list: string): number | null;
  note(list: string, total: number): void;
}

const keptMs = 5 * 60_000;
/** All names of lists together, in characters. */
const maxKeptCharacters = 4 * 1024 ** 2;
/** Filters with longer words are rare, and each of them would push out many others. */
const longestName = 1_000;

export function createKnownTotals(now: () => number): KnownTotals {
  const totals = new LRUCache<string, { readonly total: number; readonly atMs: number }>({
    maxSize: maxKeptCharacters,
    sizeCalculation: (_known, name) => name.length,
  });
  return {
    of: (caller) => {
      const nameOf = (list: string): string => `${caller} ${list}`;
      return {
        get: (list) => {
          const known = totals.get(nameOf(list));
          return known && now() - known.atMs < keptMs ? known.total : null;
        },
        note: (list, total) => {
          if (list.length <= longestName) totals.set(nameOf(list), { total, atMs: now() });
        },
      };
    },
  };
}
