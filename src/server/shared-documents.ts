/**
 * Documents that clients have registered by their hash at any replica, kept in Redis for all of them. A document is known
 * by its hash, so nobody can put another one in its place. Never rejects: without Redis a client sends it once more.
 */

import type { Redis } from 'ioredis';
import { redisName } from '#src/http/redis-name.ts';
import { sha256 } from './persisted-operations.ts';

export interface SharedDocuments {
  /** The document with this SHA-256; null where nobody knows it, or nobody can say. */
  find(hash: string): Promise<string | null>;
  /** Nobody waits for it. */
  remember(hash: string, text: string): void;
}

/** So long after it was last sent, or asked for by a replica that did not know it, in seconds. */
const keepSeconds = 24 * 60 * 60;
/**
 * Longest document, in bytes; 4,000 tokens, the most there may be, rarely need more. It bounds what one caller can fill a Redis
 * with in a minute.
 */
const maxBytes = 32 * 1024;

export function createSharedDocuments(redis: Pick<Redis, 'getex' | 'set'>): SharedDocuments {
  return {
    find: async (hash) => {
      const text = await redis.getex(documentName(hash), 'EX', keepSeconds).catch(() => null);
      return text !== null && sha256(text) === hash ? text : null;
    },
    remember: (hash, text) => {
      if (Buffer.byteLength(text) > maxBytes) return;
      redis.set(documentName(hash), text, 'EX', keepSeconds).catch(() => {});
    },
  };
}

function documentName(hash: string): string {
  return redisName('document', hash);
}
