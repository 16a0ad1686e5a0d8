/**
 * Owns what can be said of the requests for a window before the first of them: the pages that will be asked for, or, where the
 * length of the list decides and is not known, how many those can be. What `read-list-window.ts` does stays within it as long
 * as the list is as it was when its length was learnt and the cursors were made. Pure.
 */
import { firstPageWithCursors, pagesWithCursors } from './cursor-check.ts';
import { placedIn, statedPlaces } from './cursor-places.ts';
import type { Dialect, Page } from './dialect.ts';
import type { AnchorOrder } from './list-order.ts';
import { remainingPages } from './plan.ts';
import type { Window } from './window.ts';
import { placedWindow, type WindowRequest } from './window-request.ts';

export type WindowPlan = {
  /** Asked for in any case. */
  readonly first: Page;
  /** The pages after it, all asked for at once; null where only the list's length tells which. */
  readonly further: readonly Page[] | null;
  /** The most of them, however long the list is. */
  readonly mostFurther: number;
  /** Whether a cursor's row may have moved since: finding it again costs more. */
  readonly mayHaveMoved: boolean;
};

/**
 * @param order of the rows, as the cursors' anchors compare
 * @param knownTotal rows in the list, null if unknown; asked for only where more than one page can be needed
 */
export function planWindow(
  request: WindowRequest,
  dialect: Dialect,
  order: AnchorOrder,
  knownTotal: () => number | null,
): WindowPlan {
  const cursors = statedPlaces(request, order);
  const first = firstPageWithCursors(request, cursors, dialect);
  const mostFurther = mostFurtherPages(placedWindow(request, cursors.places), dialect, first);
  const furtherIn = (total: number): Page[] =>
    pagesWithCursors(placedIn(total, request, cursors), dialect, [first]);
  const total = mostFurther === 0 ? 0 : knownTotal();
  return {
    first,
    further: total === null ? null : furtherIn(total),
    mostFurther,
    mayHaveMoved: cursors.unsettled.length > 0,
  };
}

/** A list that ends earlier leaves fewer rows to the further pages, never more. */
function mostFurtherPages(window: Window, dialect: Dialect, first: Page): number {
  if (window.kind === 'range') {
    return remainingPages(window, dialect, [first], Number.POSITIVE_INFINITY).length;
  }
  return window.limit === 0 ? 0 : mostPages(window.limit, dialect);
}

/** The most pages that so many rows in a row can need, wherever they begin. */
function mostPages(rows: number, { kind, cap }: Dialect): number {
  const fewest = Math.ceil(rows / cap);
  return kind === 'offset' ? fewest : fewest + 1;
}
