/** Loads pages of lists for one operation, and notes how long the lists are. */

import type { CallerTotals } from './known-totals.ts';
import { createQueryLoader, type QueryLoader } from './query-loader.ts';
import type { PageRead } from './read.ts';
import type { RowPage } from './row-page.ts';

/** @param ask one call is one request */
export function createPageLoader<Query, Row>(
  pageRead: PageRead<Query>,
  ask: (query: Query) => Promise<RowPage<Row>>,
  totals: CallerTotals,
): QueryLoader<Query, RowPage<Row>> {
  return createQueryLoader({
    ...pageRead,
    read: async (query) => {
      const page = await ask(query);
      totals.note(pageRead.listOf(query), page.total);
      return page;
    },
  });
}
