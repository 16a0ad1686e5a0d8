/**
 * Owns the plan of a window: the fewest upstream requests that read it, in two steps, because a list's total is
 * known only after a first answer. Does no I/O; `read-list-window.ts` carries the plan out.
 *
 * Why it is the fewest: some page has to contain the first row that is missing, and of all those pages the one
 * that reaches furthest leaves the least to the others. That holds wherever the list ends, so the first page of a
 * range can be chosen before the total is known.
 */
import { bestPage, type Dialect, type Page } from './dialect.ts';
import { type Window, windowBounds } from './window.ts';

/** The cheapest request that still tells the total. */
const SMALLEST_PAGE: Page = { offset: 0, limit: 1 };

/**
 * What to ask while the total is unknown. For a tail it is the page that would be the answer if the list were no
 * longer than the window.
 */
export function firstPage(window: Window, dialect: Dialect): Page {
  if (window.limit === 0) return SMALLEST_PAGE;
  const from = window.kind === 'range' ? window.offset : window.notBefore;
  return bestPage(dialect, from, from + window.limit - 1);
}

/**
 * The fewest pages for those rows of the window that exist and that no page in `done` contains. They do not depend
 * on each other, so all of them can be read at once. With `done` empty it is the whole plan for a known total.
 */
export function remainingPages(
  window: Window,
  dialect: Dialect,
  done: readonly Page[],
  total: number,
): Page[] {
  const { start, end } = windowBounds(window, total);
  let missing = Array.from({ length: end - start }, (_, index) => start + index);
  for (const page of done) missing = rowsOutside(page, missing);
  const pages: Page[] = [];
  for (;;) {
    const from = missing[0];
    const to = missing.at(-1);
    if (from === undefined || to === undefined) return pages;
    const page = bestPage(dialect, from, to);
    pages.push(page);
    missing = rowsOutside(page, missing);
  }
}

function rowsOutside(page: Page, rows: readonly number[]): number[] {
  return rows.filter((row) => row < page.offset || row >= page.offset + page.limit);
}
