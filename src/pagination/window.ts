/**
 * Owns what a Relay window is: which rows `first`, `after`, `last` and `before` ask for, and where they lie once
 * the total is known. Refuses wrong arguments. Knows nothing of upstreams, pages or the inside of a cursor.
 *
 * Semantics: https://relay.dev/graphql/connections.htm#sec-Pagination-algorithm, with positions (from 0) in the
 * place of edges.
 */
import { BadUserInput } from '#src/errors.ts';

/** `limit` rows from position `offset` on, as far as there are any. */
type RangeWindow = { readonly kind: 'range'; readonly offset: number; readonly limit: number };

/** The last `limit` rows of the list, wherever it ends; rows before position `notBefore` never belong to it. */
type TailWindow = { readonly kind: 'tail'; readonly limit: number; readonly notBefore: number };

export type Window = RangeWindow | TailWindow;

/** Positions from `start` up to, not including, `end`; `0 <= start <= end <= total`. */
export type WindowBounds = { readonly start: number; readonly end: number };

/** The arguments that hold a cursor. */
export type CursorArgument = 'after' | 'before';

/** A connection's paging arguments as GraphQL hands them over; an explicit null means absent. */
export type WindowArgs = {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
};

export type WindowOptions = {
  /** Rows when neither `first` nor `last` is given. */
  readonly defaultSize: number;
  /** The most rows that `first` or `last` may ask for. */
  readonly maxSize: number;
  /** The position that a cursor stands for; throws `BadUserInput` for one that it cannot accept. */
  readonly readCursor: (cursor: string, argument: CursorArgument) => number;
};

/**
 * The window that the arguments ask for. An `after` at or behind `before` is an empty window, not an error.
 *
 * @throws BadUserInput for `first` with `last`, a size that is no whole number from 0 to `maxSize`, and whatever
 * `readCursor` refuses.
 */
export function parseWindow(args: WindowArgs, options: WindowOptions): Window {
  const first = parseSize(args.first, 'first', options.maxSize);
  const last = parseSize(args.last, 'last', options.maxSize);
  if (first !== null && last !== null) {
    throw new BadUserInput('`first` and `last` cannot be combined: leave one of them out', {
      argument: ['last'],
    });
  }
  const notBefore = isPresent(args.after) ? options.readCursor(args.after, 'after') + 1 : 0;
  const end = isPresent(args.before) ? options.readCursor(args.before, 'before') : null;
  if (last === null) return forward(notBefore, end ?? Number.POSITIVE_INFINITY, first ?? options.defaultSize);
  if (end === null) return { kind: 'tail', limit: last, notBefore };
  return backward(notBefore, end, last);
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

function parseSize(
  size: number | null | undefined,
  argument: 'first' | 'last',
  maxSize: number,
): number | null {
  if (!isPresent(size)) return null;
  if (!Number.isInteger(size) || size < 0 || size > maxSize) {
    throw new BadUserInput(`\`${argument}\` must be a whole number from 0 to ${maxSize}, but is ${size}`, {
      argument: [argument],
    });
  }
  return size;
}

function isPresent<Value>(value: Value | null | undefined): value is Value {
  return value !== null && value !== undefined;
}
