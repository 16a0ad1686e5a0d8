/**
 * Owns whether a cursor's row is still where the cursor says: which rows beside a window would prove it, whether
 * they can be read along for nothing, and what the rows that were read say. Pure.
 *
 * Where the row itself was not read, two hints have to do: the list is as long as it was when the cursor was made,
 * and the window's outermost row is on the right side of the anchor. They miss one case, in which rows are left out
 * (never repeated): for `after`, that rows up to the anchor were deleted and as many inserted behind it; for
 * `before`, that rows before the anchor were inserted and as many deleted from it on.
 */
import type { CursorTarget } from './cursor.ts';
import type { Dialect, Page } from './dialect.ts';
import type { AnchorOrder } from './list-order.ts';
import type { KnownAnchors } from './list-reading.ts';
import { firstPage, remainingPages } from './plan.ts';
import {
  type CursorArgument,
  type RangeWindow,
  type Window,
  type WindowBounds,
  windowBounds,
} from './window.ts';
import { type Places, placedWindow, type WindowRequest } from './window-request.ts';

/** A cursor of a row, not only of a place, and the argument that it was given as. */
export type AnchoredCursor = CursorTarget & { readonly argument: CursorArgument; readonly anchor: string };

/** A window of a list whose length is known, and the cursors that were not found yet. */
export type PlacedRequest = {
  readonly request: WindowRequest;
  readonly bounds: WindowBounds;
  /** Rows in the list when the bounds were made. */
  readonly total: number;
  readonly unsettled: readonly CursorArgument[];
  /** Whether another cursor was found to have moved: the list being as long as it was then means nothing. */
  readonly hasDrifted: boolean;
};

/** What the window's rows are checked by. */
type CursorCheck = {
  readonly placed: PlacedRequest;
  readonly reading: { readonly anchors: KnownAnchors; readonly total: number };
  /** Pages that will be read for the window. */
  readonly coming: readonly Page[];
  readonly order: AnchorOrder;
};

/** The cursor of an argument, if it has an anchor. */
export function anchoredCursor(request: WindowRequest, argument: CursorArgument): AnchoredCursor | null {
  const target = request[argument];
  return target === null || target.anchor === null ? null : { ...target, argument, anchor: target.anchor };
}

/**
 * What to ask first: as if the list were as long as it was when a cursor was made, with the cursors' own rows where
 * that takes no more requests.
 */
export function firstPageWithCursors(
  request: WindowRequest,
  { places, unsettled }: { readonly places: Places; readonly unsettled: readonly CursorArgument[] },
  dialect: Dialect,
): Page {
  const window = placedWindow(request, places);
  const total = request.after?.total ?? request.before?.total ?? null;
  if (total === null || request.size === 0) return firstPage(window, dialect);
  const bounds = windowBounds(window, total);
  const range: RangeWindow =
    window.kind === 'range' ? window : { ...window, kind: 'range', offset: bounds.start };
  const placed: PlacedRequest = { request, bounds, total, unsettled, hasDrifted: false };
  return firstPage(withCursorRows(range, placed, dialect, []), dialect);
}

/** What is still to be read for a window, with the cursors' own rows where that takes no more requests. */
export function pagesWithCursors(placed: PlacedRequest, dialect: Dialect, done: readonly Page[]): Page[] {
  const { start, end } = placed.bounds;
  const range: RangeWindow = { kind: 'range', offset: start, limit: end - start };
  return remainingPages(withCursorRows(range, placed, dialect, done), dialect, done, placed.total);
}

/**
 * Whether the row of a cursor is where the cursor says, or at least on its side of the window where no more is
 * needed: `holds`, `fails`, or `open` while the rows that would tell are in the pages to come.
 */
export function checkCursor(
  argument: CursorArgument,
  { placed, reading, coming, order: { compareAnchors } }: CursorCheck,
): 'holds' | 'fails' | 'open' {
  const cursor = anchoredCursor(placed.request, argument);
  if (cursor === null) return 'holds';
  if (isEdge(argument, placed)) {
    const own = reading.anchors.get(cursor.position) ?? null;
    if (own !== null) return compareAnchors(own, cursor.anchor) === 0 ? 'holds' : 'fails';
    if (isIn(coming, cursor.position)) return 'open';
    const isAsLong = cursor.total === reading.total && cursor.position < reading.total;
    if (!isAsLong || placed.hasDrifted) return 'fails';
  }
  const row = outermostRow(argument, placed.bounds, reading.anchors);
  if (row === null) return 'holds';
  const anchor = reading.anchors.get(row) ?? null;
  if (anchor === null) return isIn(coming, row) ? 'open' : 'holds';
  const side = compareAnchors(anchor, cursor.anchor);
  return (argument === 'after' ? side > 0 : side < 0) ? 'holds' : 'fails';
}

/** Whether the window's edge follows from the cursor; otherwise the cursor is only a limit that was not reached. */
function isEdge(argument: CursorArgument, { request, bounds }: PlacedRequest): boolean {
  const own: CursorArgument = request.direction === 'forward' ? 'after' : 'before';
  return argument === own || bounds.end - bounds.start < request.size;
}

/** The row of the window that is nearest to the cursor and not known to be unreadable; null if there is none. */
function outermostRow(
  argument: CursorArgument,
  { start, end }: WindowBounds,
  known: KnownAnchors,
): number | null {
  const rows = Array.from({ length: end - start }, (_, index) => start + index);
  const isCandidate = (row: number): boolean => known.get(row) !== null;
  return (argument === 'after' ? rows.find(isCandidate) : rows.findLast(isCandidate)) ?? null;
}

/** `window` with the rows of as many cursors as it can have for the same number of requests. */
function withCursorRows(
  window: RangeWindow,
  placed: PlacedRequest,
  dialect: Dialect,
  done: readonly Page[],
): RangeWindow {
  const isBeside = (argument: CursorArgument, row: number): boolean =>
    placed.unsettled.includes(argument) &&
    isEdge(argument, placed) &&
    anchoredCursor(placed.request, argument)?.position === row;
  const after = isBeside('after', window.offset - 1) ? 1 : 0;
  const before = isBeside('before', window.offset + window.limit) ? 1 : 0;
  const requests = (candidate: Window): number =>
    remainingPages(candidate, dialect, done, placed.total).length;
  const affordable = Math.max(requests(window), done.length === 0 ? 1 : 0);
  return (
    [widened(window, after, before), widened(window, after, 0), widened(window, 0, before)].find(
      (candidate) => requests(candidate) <= affordable,
    ) ?? window
  );
}

function widened({ kind, offset, limit }: RangeWindow, before: number, behind: number): RangeWindow {
  return { kind, offset: offset - before, limit: limit + before + behind };
}

function isIn(pages: readonly Page[], row: number): boolean {
  return pages.some(({ offset, limit }) => row >= offset && row < offset + limit);
}
