/** Owns reading a window from a list that is completely in memory, with the same answer as `readWindow`. Pure. */
import { type Window, windowBounds } from './window.ts';
import { pageInfoOf, type WindowRows } from './window-rows.ts';

/** The window's part of `rows`, which is the whole list in its order. */
export function sliceWindow<Row>(window: Window, rows: readonly Row[]): WindowRows<Row> {
  const bounds = windowBounds(window, rows.length);
  return {
    rows: rows.slice(bounds.start, bounds.end).map((row, index) => ({ position: bounds.start + index, row })),
    total: rows.length,
    ...pageInfoOf(bounds, rows.length),
  };
}
