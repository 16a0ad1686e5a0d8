/**
 * Keeps answers in Redis, for all gateways that share it. Generations are random words: one that Redis lost is replaced by
 * a new one, so that a loss only drops. Rejects wherever Redis fails, and says nothing about it.
 */

import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { CacheEntry, CacheStore } from './cache-store.ts';
import { redisName } from './redis-name.ts';

/** Longest value, in bytes; more would hold up all others on the one connection. */
const maxValueBytes = 1024 ** 2;
/** For so long a generation is known that nobody begins anew, in milliseconds; far longer than any entry is kept. */
const generationMs = 24 * 60 * 60_000;

type Client = Pick<Redis, 'mget' | 'get' | 'set' | 'del'>;

export function createRedisCacheStore(client: Client): CacheStore {
  const generations = createGenerations(client);
  return {
    read: async (key, family) => {
      await generations.settle(family);
      const [value, generation] = await client.mget(entryName(key), generationName(family));
      return {
        entry: value ? decodeEntry(value) : null,
        generation: generation ?? (await generations.begin(family)),
      };
    },
    write: async (key, entry, keepMs) => {
      const value = encodeEntry(entry);
      if (Buffer.byteLength(value) > maxValueBytes) return;
      await client.set(entryName(key), value, 'PX', Math.ceil(keepMs));
    },
    drop: async (key) => void (await client.del(entryName(key))),
    raise: generations.raise,
  };
}

interface Generations {
  raise(family: string): Promise<void>;
  /** Makes up for what could not be raised while Redis was away: until then nothing of the family can be trusted. */
  settle(family: string): Promise<void>;
  /** The generation of a family that has none. */
  begin(family: string): Promise<string>;
}

function createGenerations(client: Client): Generations {
  let raises = 0;
  /** The last raise of each family that failed. */
  const owed = new Map<string, number>();
  const raise = async (family: string): Promise<void> => {
    raises += 1;
    const number = raises;
    try {
      await client.set(generationName(family), randomUUID(), 'PX', generationMs);
    } catch (error) {
      owed.set(family, Math.max(number, owed.get(family) ?? 0));
      throw error;
    }
    if (number >= (owed.get(family) ?? number)) owed.delete(family);
  };
  return {
    raise,
    settle: async (family) => {
      if (owed.has(family)) await raise(family);
    },
    begin: async (family) => {
      const name = generationName(family);
      await client.set(name, randomUUID(), 'PX', generationMs, 'NX');
      const generation = await client.get(name);
      if (generation === null) throw new Error('Redis keeps nothing');
      return generation;
    },
  };
}

function entryName(key: string): string {
  return redisName('cache', 'entry', key);
}

function generationName(family: string): string {
  return redisName('cache', 'generation', family);
}

const entryHead = z.object({
  contentType: z.string(),
  etag: z.string().nullable(),
  bodyAtMs: z.number(),
  freshUntilMs: z.number(),
  staleUntilMs: z.number(),
  generation: z.string(),
});

/** A line of JSON, then the body as it is: as a JSON text it would be longer by every quote in it. */
function encodeEntry({ body, ...head }: CacheEntry): string {
  return `${JSON.stringify(head)}\n${body}`;
}

/** Null for a value that something else has written. */
function decodeEntry(value: string): CacheEntry | null {
  const end = value.indexOf('\n');
  try {
    const head = entryHead.parse(JSON.parse(value.slice(0, end)));
    return { ...head, body: value.slice(end + 1) };
  } catch {
    return null;
  }
}
