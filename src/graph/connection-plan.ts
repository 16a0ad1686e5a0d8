/** What reading a window of a list will ask for, as a field says it of itself. The reading is `connection.ts`. */

import type { Page } from '#src/pagination/dialect.ts';
import { planWindow } from '#src/pagination/window-plan.ts';
import type { WindowRequest } from '#src/pagination/window-request.ts';
import { type ListRequest, neededWindow } from './connection.ts';
import { type FieldCall, type FieldPlan, one, type PlannedObjects, planned } from './field-plan.ts';
import type { ListQuery } from './list-query.ts';

type Facts = Pick<PlannedObjects, 'facts' | 'factsOf' | 'typeName'>;

/** The plan of a connection, for what is selected of it. */
export function planConnection<Row, Query>(
  { window }: Pick<ListRequest, 'window'>,
  list: ListQuery<Row, Query>,
  { field }: Pick<FieldCall, 'field'>,
  facts: Facts = {},
): FieldPlan {
  return planList(neededWindow(window, field.fields()), list, facts);
}

/** The plan of a window of a list. */
export function planList<Row, Query>(
  window: WindowRequest,
  { read, queryOf, dialect, order, pageParameters }: ListQuery<Row, Query>,
  facts: Facts = {},
): FieldPlan {
  const { first, mostFurther, mayHaveMoved } = planWindow(window, dialect, order);
  const set = `${read.name} ${JSON.stringify([queryOf(anyPage), window])}`;
  const broughtBy = planned({ read, query: queryOf(first), open: [], count: one, mayGrow: mayHaveMoved });
  const further = planned({
    read,
    query: queryOf(anyPage),
    open: pageParameters,
    identity: `further ${set}`,
    count: { min: 0, max: mostFurther },
  });
  return {
    reads: mostFurther > 0 ? [broughtBy, further] : [broughtBy],
    objects: [{ count: { min: 0, max: window.size }, set, broughtBy, ...facts }],
  };
}

/** Stands in the place of a page that the list's total decides. */
const anyPage: Page = { offset: 0, limit: 1 };
