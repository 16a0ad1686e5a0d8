/** From text to a document that is safe to validate. Pure. */

import { type DocumentNode, type GraphQLError, parse, Source } from 'graphql';
import { documentLimits, findLimitFaults } from './document-limits.ts';
import { findTextFault } from './document-text.ts';

/** Looks for what a document may not have, beside the limits. */
export type DocumentCheck = (document: DocumentNode) => GraphQLError[];

/**
 * Parses a document within `documentLimits`.
 *
 * @throws GraphQLError for what is no GraphQL, AggregateError with one GraphQLError for each limit that is exceeded
 */
export function readDocument(text: string | Source, check: DocumentCheck = () => []): DocumentNode {
  const source = typeof text === 'string' ? new Source(text) : text;
  const textFault = findTextFault(source, documentLimits);
  if (textFault) throw textFault;
  const document = parse(source, { maxTokens: documentLimits.tokens });
  const faults = [...findLimitFaults(document, documentLimits), ...check(document)];
  if (faults.length > 0) throw new AggregateError(faults, 'The document is refused');
  return document;
}
