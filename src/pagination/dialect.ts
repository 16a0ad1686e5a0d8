/**
 * Owns the ways in which upstreams can be asked for a part of a list, and which single request serves a stretch of
 * rows best in each. Does no I/O and does not plan more than one request.
 */

/** `page` from 1 and `per_page` from 1 to `cap`: a page of n rows can only begin at a multiple of n. */
export type PageNumberDialect = { readonly kind: 'page-number'; readonly cap: number };

/** `skip` or `offset` of any value, `limit` from 1 to `cap`. */
export type OffsetDialect = { readonly kind: 'offset'; readonly cap: number };

export type Dialect = PageNumberDialect | OffsetDialect;

/**
 * One upstream request: `limit` rows (at least 1) from position `offset` (from 0). In a page-number dialect
 * `offset` is a multiple of `limit`.
 */
export type Page = { readonly offset: number; readonly limit: number };

/**
 * The best single request that contains row `from`: where one can reach row `to` as well, the smallest that does;
 * otherwise the one that reaches furthest, of several the smallest.
 *
 * @param from position of the first row wanted
 * @param to position of the last row wanted, at least `from`
 */
export function bestPage(dialect: Dialect, from: number, to: number): Page {
  const wanted = to - from + 1;
  if (dialect.kind === 'offset') return { offset: from, limit: Math.min(wanted, dialect.cap) };
  return smallestAlignedPage(dialect.cap, from, to) ?? furthestAlignedPage(dialect.cap, from);
}

/**
 * The same from the other end: the best single request that contains row `to`. Where none can reach back to row
 * `from` as well, the one that reaches furthest back.
 */
export function bestPageBack(dialect: Dialect, from: number, to: number): Page {
  if (dialect.kind === 'offset') {
    const limit = Math.min(to - from + 1, dialect.cap);
    return { offset: to - limit + 1, limit };
  }
  return smallestAlignedPage(dialect.cap, from, to) ?? earliestAlignedPage(dialect.cap, to);
}

/**
 * A planned page in the words of a page-number upstream: `page` from 1, `perPage` rows.
 *
 * @throws RangeError for a page that is not aligned, which only a plan for another dialect can contain.
 */
export function toPageNumber(page: Page): { page: number; perPage: number } {
  const index = page.offset / page.limit;
  if (!Number.isInteger(index)) {
    throw new RangeError(`No page of ${page.limit} rows begins at row ${page.offset}`);
  }
  return { page: index + 1, perPage: page.limit };
}

function smallestAlignedPage(cap: number, from: number, to: number): Page | null {
  for (let limit = to - from + 1; limit <= cap; limit += 1) {
    const page = alignedPage(limit, from);
    if (to < page.offset + page.limit) return page;
  }
  return null;
}

function furthestAlignedPage(cap: number, from: number): Page {
  let furthest = alignedPage(1, from);
  for (let limit = 2; limit <= cap; limit += 1) {
    const page = alignedPage(limit, from);
    if (page.offset + page.limit > furthest.offset + furthest.limit) furthest = page;
  }
  return furthest;
}

function earliestAlignedPage(cap: number, to: number): Page {
  let earliest = alignedPage(1, to);
  for (let limit = 2; limit <= cap; limit += 1) {
    const page = alignedPage(limit, to);
    if (page.offset < earliest.offset) earliest = page;
  }
  return earliest;
}

function alignedPage(limit: number, row: number): Page {
  return { offset: row - (row % limit), limit };
}
