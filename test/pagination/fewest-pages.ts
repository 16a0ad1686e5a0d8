/**
 * The optimum that plans are measured by, found by trying everything. Shares no code and no idea with the planner.
 */
import type { Dialect, Page } from '#src/pagination/dialect.ts';

/** Every page of the dialect that contains `row`. */
export function pagesAround(row: number, dialect: Dialect): Page[] {
  const pages: Page[] = [];
  visitPagesAround(row, dialect, (offset, limit) => pages.push({ offset, limit }));
  return pages;
}

/**
 * Fewest pages that together contain the rows from `start` up to, not including, `end`. Whatever the cover, one of
 * its pages contains the first row, so each of them is tried; the others have to contain what is behind that page.
 */
export function fewestPages(start: number, end: number, dialect: Dialect): number {
  const fewestFrom = new Array<number>(end - start + 1).fill(0);
  for (let row = end - 1; row >= start; row -= 1) {
    let fewest = Number.POSITIVE_INFINITY;
    visitPagesAround(row, dialect, (offset, limit) => {
      fewest = Math.min(fewest, 1 + (fewestFrom[offset + limit - start] ?? 0));
    });
    fewestFrom[row - start] = fewest;
  }
  return fewestFrom[0] ?? 0;
}

function visitPagesAround(
  row: number,
  dialect: Dialect,
  visit: (offset: number, limit: number) => void,
): void {
  for (let limit = 1; limit <= dialect.cap; limit += 1) {
    const step = dialect.kind === 'offset' ? 1 : limit;
    const lowest = Math.max(0, row - limit + 1);
    for (let offset = Math.ceil(lowest / step) * step; offset <= row; offset += step) visit(offset, limit);
  }
}

/** The same by trying every set of pages, with no reasoning at all. Only for a handful of rows. */
export function fewestPagesOfAllSets(start: number, end: number, dialect: Dialect): number {
  const masks = new Set<number>();
  for (let row = start; row < end; row += 1) {
    for (const page of pagesAround(row, dialect)) masks.add(maskOf(page.offset, page.offset + page.limit));
  }
  const wanted = maskOf(start, end);
  let covered = new Set([0]);
  for (let count = 0; ; count += 1) {
    if ([...covered].some((mask) => (mask & wanted) === wanted)) return count;
    covered = new Set([...covered].flatMap((before) => [...masks].map((mask) => before | mask)));
  }
}

function maskOf(start: number, end: number): number {
  return 2 ** end - 2 ** start;
}
