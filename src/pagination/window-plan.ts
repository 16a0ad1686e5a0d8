/**
 * Owns what can be said of the requests for a window before the first of them: the page that is asked first, and how many
 * more there can be. What `read-list-window.ts` does stays within it as long as the list is as it was when the cursors
 * were made. Pure.
 */
import { firstPageWithCursors } from './cursor-check.ts';
import { statedPlaces } from './cursor-places.ts';
import type { Dialect, Page } from './dialect.ts';
import type { AnchorOrder } from './list-order.ts';
import { remainingPages } from './plan.ts';
import type { Window } from './window.ts';
import { placedWindow, type WindowRequest } from './window-request.ts';

export type WindowPlan = {
  /** Asked for in any case. */
  readonly first: Page;
  /** The most further pages; which ones, the list's total decides. All are asked for at once. */
  readonly mostFurther: number;
  /** Whether a cursor's row may have moved since: finding it again costs more. */
  readonly mayHaveMoved: boolean;
};

/** @param order of the rows, as the cursors' anchors compare */
export function planWindow(request: WindowRequest, dialect: Dialect, order: AnchorOrder): WindowPlan {
  const cursors = statedPlaces(request, order);
  const first = firstPageWithCursors(request, cursors, dialect);
  const window = placedWindow(request, cursors.places);
  return {
    first,
    mostFurther: mostFurtherPages(window, dialect, first),
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
