/** Keeps answers in this process, up to so many bytes; what was not read for longest goes first. Never fails. */

import { LRUCache } from 'lru-cache';
import type { CacheEntry, CacheStore } from './cache-store.ts';

/** For an entry beside its texts, in bytes: its object, its place in the map and in the order. Measured, rounded up. */
const overheadBytes = 512;

export function createMemoryCacheStore({ maxBytes }: { readonly maxBytes: number }): CacheStore {
  const entries = new LRUCache<string, CacheEntry>({ maxSize: maxBytes, sizeCalculation: sizeOf });
  // There are as many families as in the rules: a handful.
  const generations = new Map<string, number>();
  return {
    read: async (key, family) => ({
      entry: entries.get(key) ?? null,
      generation: String(generations.get(family) ?? 0),
    }),
    write: async (key, entry) => void entries.set(key, entry),
    drop: async (key) => void entries.delete(key),
    raise: async (family) => void generations.set(family, (generations.get(family) ?? 0) + 1),
  };
}

/** Two bytes for each UTF-16 code unit, though V8 needs one where all are Latin. */
function sizeOf({ body, contentType, etag }: CacheEntry, key: string): number {
  const units = key.length + body.length + contentType.length + (etag?.length ?? 0);
  return 2 * units + overheadBytes;
}
