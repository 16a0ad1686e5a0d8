/**
 * What finding rows of another backend by their exact names will ask for: a search for each distinct name, or the pages of
 * the whole list where that is known to be shorter. The finding is `upstreams/name-join.ts`.
 */

import type { Page } from '#src/pagination/dialect.ts';
import type { Read } from '#src/upstreams/read.ts';
import { type Count, type FieldPlan, type PlannedObjects, planned } from './field-plan.ts';

/** What is known of objects whose names rows are found by. */
export interface NameFacts {
  /** The most different names that they have, where that is less than their number. */
  readonly mostNames?: number;
}

export interface NamedRows<Query> {
  readonly read: Read<Query>;
  readonly queryOf: (page: Page) => Query;
  /** The most rows of one page. */
  readonly pageSize: number;
  /** The parameters that say which name and which page. */
  readonly open: readonly string[];
  /** Those that say what is needed of the rows. */
  readonly needs?: readonly string[];
  /** Rows of the whole list, where an earlier answer told. */
  readonly total: number | null;
}

/** @param on the objects that have the names */
export function planByNames<Query>(
  on: PlannedObjects,
  { read, queryOf, pageSize, open, needs = [], total }: NamedRows<Query>,
  facts: object = {},
): FieldPlan {
  const { mostNames: known = Infinity } = (on.facts as NameFacts | undefined) ?? {};
  const mostNames = Math.min(known, on.count.max);
  const wholeList = total === null ? Infinity : Math.max(1, Math.ceil(total / pageSize));
  const count: Count = { min: 0, max: Math.min(mostNames, wholeList) };
  const query = queryOf({ offset: 0, limit: pageSize });
  const set = `${on.set} ${read.name}`;
  return {
    reads: [planned({ read, query, open, needs, identity: set, count, mayGrow: true })],
    // Rows that are found have the names that they were looked for by.
    objects: [{ count: { min: 0, max: Infinity }, set, facts: { ...facts, mostNames } }],
  };
}
