/**
 * An upstream in memory: a list that can only be read in the pages its dialect allows, with a log of what was
 * asked. Rows are texts made from their position, so that a row in a wrong place is seen.
 */
import type { Dialect, Page } from '#src/pagination/dialect.ts';
import type { PageAnswer } from '#src/pagination/list-source.ts';

export type PagedList = {
  readonly rows: readonly string[];
  /** Every page asked for, in order. */
  readonly asked: Page[];
  readonly readPage: (page: Page) => Promise<PageAnswer<string>>;
};

export function pagedList(total: number, dialect: Dialect): PagedList {
  const rows = Array.from({ length: total }, (_, position) => `row ${position}`);
  const asked: Page[] = [];
  return {
    rows,
    asked,
    readPage: async (page) => {
      asked.push(page);
      if (!isAllowed(page, dialect)) throw new Error(`${dialect.kind} cannot answer ${JSON.stringify(page)}`);
      return { rows: rows.slice(page.offset, page.offset + page.limit), total };
    },
  };
}

/** Whether the dialect can express the page: whole numbers, within the cap, aligned where pages are numbered. */
export function isAllowed(page: Page, dialect: Dialect): boolean {
  return (
    Number.isInteger(page.offset) &&
    Number.isInteger(page.limit) &&
    page.offset >= 0 &&
    page.limit >= 1 &&
    page.limit <= dialect.cap &&
    (dialect.kind === 'offset' || page.offset % page.limit === 0)
  );
}
