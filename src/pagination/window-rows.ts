/**
 * Owns the shape of a window that was read: rows at their positions, and what lies before and behind them. Refuses
 * to guess: both flags follow from positions and the total.
 */
import type { WindowBounds } from './window.ts';

/** A row and where in the whole list it stands, from 0. */
export type PositionedRow<Row> = { readonly position: number; readonly row: Row };

/**
 * What became of cursors whose rows had moved or gone: nothing to do; the window was found again; or it could not
 * be, so that rows may be missing from it or come a second time.
 */
export type Drift = 'none' | 'repaired' | 'unrepaired';

export type ListWindowRows<Row> = {
  /** In list order, no position twice. */
  readonly rows: readonly PositionedRow<Row>[];
  /** Rows in the whole list. */
  readonly total: number;
  /** Whether the list goes on behind the window. */
  readonly hasNextPage: boolean;
  /** Whether the list has rows before the window. */
  readonly hasPreviousPage: boolean;
  /** Position at which the window begins, also where it is empty. */
  readonly start: number;
  readonly drift: Drift;
};

/**
 * The two flags of a window that lies at `bounds`, in a list of `total` rows. An empty window lies between two
 * rows, so its flags say whether there is a row on either side of that place. A list that has become shorter than
 * the window since it was placed cuts it.
 */
export function pageInfoOf(
  bounds: WindowBounds,
  total: number,
): Pick<ListWindowRows<unknown>, 'hasNextPage' | 'hasPreviousPage'> {
  return {
    hasNextPage: bounds.end < total,
    hasPreviousPage: Math.min(bounds.start, total) > 0,
  };
}

/**
 * The window at `bounds` of a list whose rows from position 0 up to at least the window's end are in memory.
 *
 * @param total rows in the whole list, of which `rows` may be the beginning
 */
export function rowsAt<Row>(
  bounds: WindowBounds,
  rows: readonly Row[],
  total: number,
  drift: Drift,
): ListWindowRows<Row> {
  const { start, end } = bounds;
  return {
    rows: rows.slice(start, end).map((row, index) => ({ position: start + index, row })),
    start,
    total,
    drift,
    ...pageInfoOf(bounds, total),
  };
}
