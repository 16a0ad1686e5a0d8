/**
 * Which document an operation's name stands for: those that were registered when the gateway started, and those that
 * clients have sent since with their hash. Decides what may run in locked mode; reads no file and no request.
 */

import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { OperationId } from './operation-id.ts';
import { refuseRequest } from './refuse-request.ts';

/** Documents by their ids, see `normalizeId`. */
export type RegisteredOperations = ReadonlyMap<string, string>;

/** A document to run. */
export interface FoundDocument {
  readonly text: string;
  /** The hash under which to remember it once it is known to be valid; null where it came without one. */
  readonly rememberAs: string | null;
}

export interface PersistedOperations {
  /**
   * @param query the document, where the request has one
   * @returns null for a request that has neither a document nor a name of one
   * @throws GraphQLError for a name that nobody knows or that is not the document's, and for what may not run
   */
  find(query: string | null, id: OperationId | null): FoundDocument | null;
  /** The hash of a document that `find` does not know and another replica may; null where there is none. */
  missing(query: string | null, id: OperationId | null): string | null;
  /** @param hash the document's SHA-256 */
  remember(hash: string, text: string): void;
}

/** The most memory for documents that clients have sent, in bytes. */
const maxBytes = 8 * 1024 ** 2;
/** What an entry takes beside its text, in bytes. */
const entryBytes = 300;

/** @param options.locked whether nothing but the registered operations runs */
export function createPersistedOperations(options: {
  readonly registered: RegisteredOperations;
  readonly locked: boolean;
}): PersistedOperations {
  const { registered, locked } = options;
  const sent = new LRUCache<string, string>({
    maxSize: maxBytes,
    sizeCalculation: (text) => 2 * text.length + entryBytes,
  });
  return {
    find: (query, id) => {
      const text = id && registered.get(id.id);
      if (text != null) {
        if (query !== null && query !== text) throw mismatch();
        return { text, rememberAs: null };
      }
      if (locked) throw refuseRequest('Only registered operations run here');
      if (id?.kind === 'automatic') return findSent(query, id.id, sent);
      if (query !== null) return { text: query, rememberAs: null };
      if (id) throw refuseRequest('No operation is registered under this id');
      return null;
    },
    missing: (query, id) => {
      const isMissing = !locked && query === null && id?.kind === 'automatic' && !registered.has(id.id);
      return isMissing && !sent.has(id.id) ? id.id : null;
    },
    remember: (hash, text) => void sent.set(hash, text),
  };
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function findSent(query: string | null, hash: string, sent: LRUCache<string, string>): FoundDocument {
  if (query === null) {
    const text = sent.get(hash);
    if (text === undefined) throw notFound();
    return { text, rememberAs: null };
  }
  if (sha256(query) !== hash) throw mismatch();
  // Also one that is known here: somebody did not know it.
  return { text: query, rememberAs: hash };
}

function mismatch(): GraphQLError {
  return refuseRequest('The document is not the one that its id stands for');
}

/** In the words that Apollo Client and urql answer with the whole document. */
function notFound(): GraphQLError {
  return new GraphQLError('PersistedQueryNotFound', {
    extensions: { code: 'PERSISTED_QUERY_NOT_FOUND', http: { spec: true, status: 400 } },
  });
}
