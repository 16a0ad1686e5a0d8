/** What an upstream of a dialect can be asked for. Shares no code with the planner. */
import type { Dialect, Page } from '#src/pagination/dialect.ts';

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
