/** Owns the bounded search for a cursor's row among the pages of a list. Reads through the reading it is given. */
import { searchPage } from './anchor-search.ts';
import type { AnchoredCursor } from './cursor-check.ts';
import { sightCursor } from './cursor-places.ts';
import type { Dialect } from './dialect.ts';
import type { AnchorOrder } from './list-order.ts';
import type { ListReading } from './list-reading.ts';
import type { Place } from './window-request.ts';

/** The most requests that look for the rows of a window's cursors, beside those that read the window. */
const MAX_SEARCHES = 4;

/**
 * Where a cursor's row is or would be: among the rows already read, or else in pages read for it. Null where that
 * cannot be told within the bound, or where the rows are not in `order`.
 *
 * @throws whatever the reading rejects with
 */
export async function findCursor(
  cursor: AnchoredCursor,
  reading: ListReading<unknown>,
  { dialect, order }: { readonly dialect: Dialect; readonly order: AnchorOrder },
): Promise<Place | null> {
  for (;;) {
    const sighting = sightCursor(cursor, reading.anchors, reading.total, order);
    if (sighting.kind === 'found') return sighting.place;
    if (sighting.kind === 'contradiction' || reading.searches >= MAX_SEARCHES) return null;
    // Right where all that was inserted or deleted stood before the row, as in a list with the newest first.
    const guess = cursor.position + reading.total - cursor.total;
    const { from, to } = sighting;
    await reading.readAnchors(searchPage(dialect, from, to, Math.min(Math.max(guess, from), to)));
  }
}
