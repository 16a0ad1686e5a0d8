/** What keeps answers of upstreams, and what is kept of one. Owns types only; there is a store in memory and one in Redis. */

/** An answer that is kept. */
export interface CacheEntry {
  readonly body: string;
  readonly contentType: string;
  /** The upstream's name for exactly this body, as it sent it; null where it sent none. */
  readonly etag: string | null;
  /** When the upstream was asked for the body, in milliseconds since 1970, as all times here. */
  readonly bodyAtMs: number;
  /** Until then it is given out as it is. */
  readonly freshUntilMs: number;
  /** Until then it is given out and renewed behind the scenes. */
  readonly staleUntilMs: number;
  /** The generation of its family when it was asked for; it is dead in any other. */
  readonly generation: string;
}

export interface Found {
  readonly entry: CacheEntry | null;
  /** Text that is equal only for reads between which nothing began a new generation. */
  readonly generation: string;
}

/** Every promise rejects where the store does not answer. Keys and families come from `cache-keys.ts`. */
export interface CacheStore {
  /** Entry and generation as they were at one moment. */
  read(key: string, family: string): Promise<Found>;
  /** Keeps an entry for at least a moment and at most so many milliseconds, or not at all. */
  write(key: string, entry: CacheEntry, keepMs: number): Promise<void>;
  drop(key: string): Promise<void>;
  /** Begins a new generation, in which nothing of the family that was asked for before is alive. */
  raise(family: string): Promise<void>;
}
