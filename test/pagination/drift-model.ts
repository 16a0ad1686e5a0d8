/** What a window costs at best, and in which case a change of its list may go unnoticed. */
import type { Dialect } from '#src/pagination/dialect.ts';
import { type WindowBounds, windowBounds } from '#src/pagination/window.ts';
import { placedWindow, placesByPosition, type WindowRequest } from '#src/pagination/window-request.ts';
import type { ListWindowRows } from '#src/pagination/window-rows.ts';
import { fewestPages } from './fewest-pages.ts';

/** Where the cursors say that the window is. */
export function statedBounds(request: WindowRequest, total: number): WindowBounds {
  return windowBounds(placedWindow(request, placesByPosition(request)), total);
}

/** The fewest requests for the rows from `start` up to, not including, `end`; one where there are none. */
export function fewestFor({ start, end }: WindowBounds, dialect: Dialect): number {
  if (dialect.kind === 'offset') return Math.max(1, Math.ceil((end - start) / dialect.cap));
  return Math.max(1, fewestPages(start, end, dialect));
}

/**
 * Whether nothing had to tell that the list changed: reading the cursors' own rows would have cost a request, and
 * the list is as long as it was for one of them.
 */
export function isBlind(request: WindowRequest, answer: ListWindowRows<unknown>, dialect: Dialect): boolean {
  const cursors = [request.after, request.before].filter((cursor) => cursor !== null);
  if (answer.drift !== 'none' || !cursors.some(({ total }) => total === answer.total)) return false;
  const { start, end } = statedBounds(request, answer.total);
  const widened = {
    start: request.after ? Math.max(0, start - 1) : start,
    end: request.before ? Math.min(end + 1, answer.total) : end,
  };
  return fewestFor(widened, dialect) > fewestFor({ start, end }, dialect);
}
