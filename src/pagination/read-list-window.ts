/**
 * Owns reading a window of a list that may have changed since its cursors were made: the fewest pages while nothing
 * suggests a change, otherwise a bounded search for the cursors' rows and the window made anew. The reader is
 * passed in; this module does no I/O of its own and does not retry.
 *
 * What goes unnoticed: `cursor-check.ts` names the one change between two windows, and a change between two pages
 * of the same window shows only in a changed total or in a row that comes twice.
 */
import { anchoredCursor, checkCursor, firstPageWithCursors, pagesWithCursors } from './cursor-check.ts';
import { placedIn, settled, statedPlaces } from './cursor-places.ts';
import { findCursor } from './find-cursor.ts';
import { type ListReading, startReading } from './list-reading.ts';
import type { ListSource } from './list-source.ts';
import type { WindowBounds } from './window.ts';
import type { WindowRequest } from './window-request.ts';
import { type Drift, type ListWindowRows, type PositionedRow, pageInfoOf } from './window-rows.ts';

/**
 * Reads a window. It takes the fewest calls of `readPage` for the window alone where the list is as it was, and
 * otherwise at most four calls of `readAnchors` more and the fewest of `readPage` for what is missing then.
 *
 * Should the list change while it is read, the newest total is the one returned, rows behind the new end are left
 * out, and the drift is `unrepaired`; rows that an answer lacks are missing, those that it has too many are ignored.
 *
 * @throws whatever the source rejects with
 */
export async function readListWindow<Row>(
  request: WindowRequest,
  source: ListSource<Row>,
): Promise<ListWindowRows<Row>> {
  const { dialect, order } = source;
  const reading = startReading(source);
  let cursors = statedPlaces(request, order);
  await reading.readRows([firstPageWithCursors(request, cursors, dialect)]);
  let placed = placedIn(reading.total, request, cursors);
  for (;;) {
    const coming = pagesWithCursors(placed, dialect, reading.pages);
    const check = { placed, reading, coming, order };
    const drifted =
      cursors.suspects[0] ?? cursors.unsettled.find((argument) => checkCursor(argument, check) === 'fails');
    const cursor = drifted && anchoredCursor(request, drifted);
    if (cursor) {
      cursors = settled(cursors, cursor, await findCursor(cursor, reading, source));
      placed = placedIn(reading.total, request, cursors);
    } else if (coming.length > 0) {
      await reading.readRows(coming);
    } else {
      return windowRows(placed.bounds, cursors.drift, reading);
    }
  }
}

function windowRows<Row>(bounds: WindowBounds, drift: Drift, reading: ListReading<Row>): ListWindowRows<Row> {
  const { total } = reading;
  const rows: PositionedRow<Row>[] = [...reading.rows]
    .filter(([position]) => position >= bounds.start && position < Math.min(bounds.end, total))
    .sort(([left], [right]) => left - right)
    .map(([position, row]) => ({ position, row }));
  const anchors = rows.flatMap(({ position }) => reading.anchors.get(position) ?? []);
  const isTorn = reading.hasChanged || new Set(anchors).size < anchors.length;
  return {
    rows,
    start: bounds.start,
    total,
    drift: isTorn ? 'unrepaired' : drift,
    ...pageInfoOf(bounds, total),
  };
}
