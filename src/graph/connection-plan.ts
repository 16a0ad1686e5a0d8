/** What reading a window of a list will ask for, as a field says it of itself. The reading is `connection.ts`. */

import type { Page } from '#src/pagination/dialect.ts';
import { planWindow } from '#src/pagination/window-plan.ts';
import type { WindowRequest } from '#src/pagination/window-request.ts';
import { type ListRequest, neededWindow } from './connection.ts';
import {
  type FieldCall,
  type FieldPlan,
  type ListTotals,
  one,
  type PlannedObjects,
  type PlannedRead,
  planned,
} from './field-plan.ts';
import type { ListQuery } from './list-query.ts';

type Facts = Pick<PlannedObjects, 'facts' | 'factsOf' | 'typeName'>;

/** The plan of a connection, for what is selected of it. */
export function planConnection<Row, Query>(
  { window }: Pick<ListRequest, 'window'>,
  list: ListQuery<Row, Query>,
  { field, totals }: Pick<FieldCall, 'field' | 'totals'>,
  facts: Facts = {},
): FieldPlan {
  return planList(neededWindow(window, field.fields()), list, totals, facts);
}

/** The plan of a window of a list. */
export function planList<Row, Query>(
  window: WindowRequest,
  { read, queryOf, dialect, order, pageParameters }: ListQuery<Row, Query>,
  totals: ListTotals,
  facts: Facts = {},
): FieldPlan {
  const knownTotal = (): number | null => totals(read.upstream, read.listOf(queryOf(anyPage)));
  const { first, further, mostFurther, mayHaveMoved } = planWindow(window, dialect, order, knownTotal);
  const set = `${read.name} ${JSON.stringify([queryOf(anyPage), window])}`;
  // A list that became longer than it was known to be needs more of the pages that it could need.
  const mayGrow = mayHaveMoved || (further !== null && further.length < mostFurther);
  const pageRead = (page: Page): PlannedRead =>
    planned({ read, query: queryOf(page), open: [], count: one, mayGrow });
  const anyFurther = planned({
    read,
    query: queryOf(anyPage),
    open: pageParameters,
    identity: `further ${set}`,
    count: { min: 0, max: mostFurther },
  });
  const broughtBy = pageRead(first);
  return {
    reads: [broughtBy, ...(further === null ? [anyFurther] : further.map(pageRead))],
    objects: [{ count: { min: 0, max: window.size }, set, broughtBy, ...facts }],
  };
}

/** Stands in the place of a page that the list's total decides. */
const anyPage: Page = { offset: 0, limit: 1 };
