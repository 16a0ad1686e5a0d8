/**
 * Documents that were read once, and those that were refused, so that the same text is not read again. Bounded in
 * bytes: a document in memory is many times its text, and Yoga's own caches count documents only.
 */

import type { DocumentNode, Token } from 'graphql';
import { LRUCache } from 'lru-cache';

export interface DocumentCaches {
  readonly documentCache: LRUCache<string, DocumentNode>;
  readonly errorCache: LRUCache<string, NonNullable<unknown>>;
}

/** Of all documents; one of 4,000 tokens has almost 3 MB. */
const maxDocumentBytes = 64 * 1024 ** 2;
/** Of all refusals, which hold the text only. */
const maxErrorBytes = 4 * 1024 ** 2;
/** Of one token with its part of the tree, of what validation notes and of its shape with its code, as measured. */
const bytesPerToken = 720;
/** Of an error and its stack. */
const bytesPerError = 2_000;

export function createDocumentCaches(): DocumentCaches {
  return {
    documentCache: new LRUCache({
      maxSize: maxDocumentBytes,
      sizeCalculation: (document, text) => 2 * text.length + bytesPerToken * (1 + tokenCount(document)),
    }),
    errorCache: new LRUCache({
      maxSize: maxErrorBytes,
      sizeCalculation: (_error, text) => 2 * text.length + bytesPerError,
    }),
  };
}

function tokenCount({ loc }: DocumentNode): number {
  let count = 0;
  for (let token: Token | null | undefined = loc?.startToken; token; token = token.next) count += 1;
  return count;
}
