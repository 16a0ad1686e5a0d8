/** Names documents by their texts, for logs and traces: the same name as that of a persisted operation. */

import type { DocumentNode } from 'graphql';
import { sha256 } from './persisted-operations.ts';

/** SHA-256 of a document's text, in hexadecimal digits; worked out once for each document that is kept. */
export function createDocumentHashes(): (document: DocumentNode) => string {
  const hashes = new WeakMap<DocumentNode, string>();
  return (document) => {
    const known = hashes.get(document);
    if (known !== undefined) return known;
    const hash = sha256(document.loc?.source.body ?? '');
    hashes.set(document, hash);
    return hash;
  };
}
