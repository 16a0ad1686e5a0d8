/**
 * Owns what a Relay window is: which rows a size between two places asks for, and where they lie once the total is
 * known. Knows nothing of upstreams, pages or the inside of a cursor; judges no arguments. Pure.
 *
 * Semantics: https://relay.dev/graphql/connections.htm#sec-Pagination-algorithm, with positions (from 0) in the
 * place of edges.
 */

/** `limit` rows from position `offset` on, as far as there are any. */
export type RangeWindow = { readonly kind: 'range'; readonly offset: number; readonly limit: number };

/** The last `limit` rows of the list, wherever it ends; rows before position `notBefore` never belong to it. */
type TailWindow = { readonly kind: 'tail'; readonly limit: number; readonly notBefore: number };

export type Window = RangeWindow | TailWindow;

/** Positions from `start` up to, not including, `end`; `0 <= start <= end <= total`. */
export type WindowBounds = { readonly start: number; readonly end: number };

/** From which side of the list, or of a cursor, a window is filled: by `first`, or by `last`. */
export type WindowDirection = 'forward' | 'backward';

/** The arguments that hold a cursor. */
export type CursorArgument = 'after' | 'before';

/** A connection's paging arguments as GraphQL hands them over; an explicit null means absent. */
export type WindowArgs = {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
};

/**
 * The first (`forward`) or last (`backward`) `size` rows between two places. Rows before position `start` never
 * belong to the window, nor do those from position `end` on; `end` is null where only the list's own end counts.
 */
export function windowBetween(
  start: number,
  end: number | null,
  size: number,
  direction: WindowDirection,
): Window {
  if (direction === 'forward') return forward(start, end ?? Number.POSITIVE_INFINITY, size);
  if (end === null) return { kind: 'tail', limit: size, notBefore: start };
  return backward(start, end, size);
}

/**
 * Where the window lies in a list of `total` rows. An empty window lies between two rows: a range where it would
 * begin, a tail at the end of the list, both moved to the end of a list that is too short for them.
 */
export function windowBounds(window: Window, total: number): WindowBounds {
  if (window.kind === 'range') {
    return { start: Math.min(window.offset, total), end: Math.min(window.offset + window.limit, total) };
  }
  return { start: Math.min(Math.max(window.notBefore, total - window.limit), total), end: total };
}

function forward(notBefore: number, end: number, size: number): RangeWindow {
  return { kind: 'range', offset: notBefore, limit: Math.max(0, Math.min(size, end - notBefore)) };
}

function backward(notBefore: number, end: number, size: number): RangeWindow {
  const offset = Math.max(notBefore, end - size);
  return { kind: 'range', offset, limit: Math.max(0, end - offset) };
}
