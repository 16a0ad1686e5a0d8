/**
 * A kind of read of an upstream: what a query of it is on the wire, and how two queries compare. Clients, loaders and plans
 * use the same value, so that what is planned is what is sent. Sends nothing.
 */

import type { UpstreamName } from '#src/errors.ts';
import type { ReadRequest } from '#src/http/json-client.ts';

/** How queries compare. By default two queries ask for the same thing exactly if their JSON is the same. */
export interface QueryComparison<Query> {
  /** Text that is equal exactly for queries of the same thing, whatever they need of it. */
  readonly keyOf?: (query: Query) => string;
  /** Text that is equal exactly for queries with the same needs. */
  readonly needsOf?: (query: Query) => string;
  /** The query that serves both; called only with queries of the same key. */
  readonly merge?: (left: Query, right: Query) => Query;
}

export interface Read<Query> extends QueryComparison<Query> {
  /** No other read has it. */
  readonly name: string;
  readonly upstream: UpstreamName;
  readonly requestOf: (query: Query) => ReadRequest;
}

/** A kind of read whose answers are pages of lists. */
export interface PageRead<Query> extends Read<Query> {
  /** Text that is equal exactly for pages of lists that have the same rows, in whatever order. */
  readonly listOf: (query: Query) => string;
}
