/**
 * Owns numbered pages beside a window, as shops' pagers show them: which page the window is, which ones are near
 * it, and the position whose cursor leads to each. Pure.
 */

/** A page of a list that is cut into pages of equal size. */
export type NumberedPage = {
  /** From 1. */
  readonly page: number;
  /** A cursor of this place, given as `after` with `first: size`, answers the page; -1 for the first page. */
  readonly position: number;
  readonly isCurrent: boolean;
};

export type PageCursors = {
  /** At most five pages in a row, the current one in the middle where there are enough on both sides. */
  readonly around: readonly NumberedPage[];
  /** The first page of the list; null where `around` has it. */
  readonly first: NumberedPage | null;
  /** The last page of the list; null where `around` has it. */
  readonly last: NumberedPage | null;
  /** The page before the current one; null on the first. */
  readonly previous: NumberedPage | null;
};

const PAGES_AROUND = 5;

/**
 * The numbered pages beside a window. The current page is the one that the window's first row belongs to; a window
 * behind the end of the list is on the last page.
 *
 * @param window.start position at which the window begins
 * @param window.size rows to a page; 0 makes no pages
 * @param window.total rows in the whole list; 0 makes no pages
 */
export function pageCursors({
  start,
  size,
  total,
}: {
  readonly start: number;
  readonly size: number;
  readonly total: number;
}): PageCursors {
  if (size === 0 || total === 0) return { around: [], first: null, last: null, previous: null };
  const lastPage = Math.ceil(total / size);
  const current = Math.min(Math.floor(start / size) + 1, lastPage);
  const numbered = (page: number): NumberedPage => ({
    page,
    position: (page - 1) * size - 1,
    isCurrent: page === current,
  });
  const leftmost = current - Math.floor(PAGES_AROUND / 2);
  const from = Math.max(1, Math.min(leftmost, lastPage - PAGES_AROUND + 1));
  const to = Math.min(lastPage, from + PAGES_AROUND - 1);
  return {
    around: Array.from({ length: to - from + 1 }, (_, index) => numbered(from + index)),
    first: from > 1 ? numbered(1) : null,
    last: to < lastPage ? numbered(lastPage) : null,
    previous: current > 1 ? numbered(current - 1) : null,
  };
}
