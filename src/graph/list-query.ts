/** A list of an upstream as it is asked page by page: for reading a window of it, and for planning that. Asks nothing. */

import type { Decoded } from '#src/http/decode.ts';
import type { Dialect, Page } from '#src/pagination/dialect.ts';
import { type ListOrder, orderWithBroken } from '#src/pagination/list-order.ts';
import type { ListSource } from '#src/pagination/list-source.ts';
import type { QueryLoader } from '#src/upstreams/query-loader.ts';
import type { PageRead } from '#src/upstreams/read.ts';
import type { RowPage } from '#src/upstreams/row-page.ts';
import { isFailure } from './decoded.ts';

export interface ListQuery<Row, Query> {
  readonly read: PageRead<Query>;
  readonly queryOf: (page: Page) => Query;
  /** As `queryOf`, for rows that only have to be recognised; absent where no less can be asked of them. */
  readonly bareQueryOf?: ((page: Page) => Query) | undefined;
  readonly order: ListOrder<Row>;
  readonly dialect: Dialect;
  /** The parameters on the wire that say which page. */
  readonly pageParameters: readonly string[];
}

/** The list as something that windows are read from. Rows that could not be read stay in their places. */
export function sourceOf<Row, Query>(
  { queryOf, bareQueryOf, order, dialect }: ListQuery<Row, Query>,
  loader: QueryLoader<Query, RowPage<Row>>,
): ListSource<Decoded<Row>> {
  return {
    dialect,
    order: orderWithBroken(order, isFailure<Row>),
    readPage: (page) => loader.load(queryOf(page)),
    readAnchors: bareQueryOf && ((page) => loader.load(bareQueryOf(page))),
  };
}
