/** Owns the shape of a list that is read in pages: how it can be asked, how it is ordered, what it answers. */
import type { Dialect, Page } from './dialect.ts';
import type { ListOrder } from './list-order.ts';

/** What an upstream answered for one page: its rows in order, and the rows in the whole list. */
export type PageAnswer<Row> = { readonly rows: readonly Row[]; readonly total: number };

export type PageReader<Row> = (page: Page) => Promise<PageAnswer<Row>>;

export type ListSource<Row> = {
  readonly dialect: Dialect;
  readonly order: ListOrder<Row>;
  readonly readPage: PageReader<Row>;
  /**
   * As `readPage`, for rows that only have to be recognised: the upstream may be asked for less of each. Without
   * it `readPage` is used, and what it answers is not read again for the window.
   */
  readonly readAnchors?: PageReader<Row> | undefined;
};
