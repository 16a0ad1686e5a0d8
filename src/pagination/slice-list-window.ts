/**
 * Owns reading a window from a list that is completely in memory, with the same answer as `readListWindow`, except
 * that no change goes unnoticed. Pure.
 */
import { anchoredCursor } from './cursor-check.ts';
import { type CursorPlaces, settled, sightCursor, statedPlaces } from './cursor-places.ts';
import type { ListOrder } from './list-order.ts';
import { windowBounds } from './window.ts';
import { placedWindow, type WindowRequest } from './window-request.ts';
import { type ListWindowRows, rowsAt } from './window-rows.ts';

/** The request's part of `rows`, which is the whole list in its order. */
export function sliceListWindow<Row>(
  request: WindowRequest,
  rows: readonly Row[],
  order: ListOrder<Row>,
): ListWindowRows<Row> {
  const { places, drift } = cursorsIn(request, rows, order);
  return rowsAt(windowBounds(placedWindow(request, places), rows.length), rows, rows.length, drift);
}

function cursorsIn<Row>(request: WindowRequest, rows: readonly Row[], order: ListOrder<Row>): CursorPlaces {
  const stated = statedPlaces(request, order);
  if (stated.unsettled.length === 0) return stated;
  const known = new Map(rows.map((row, position) => [position, order.anchorOf(row)]));
  return stated.unsettled.reduce((cursors, argument) => {
    const cursor = anchoredCursor(request, argument);
    if (cursor === null) return cursors;
    const sighting = sightCursor(cursor, known, rows.length, order);
    return settled(cursors, cursor, sighting.kind === 'found' ? sighting.place : null);
  }, stated);
}
