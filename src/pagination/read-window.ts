/**
 * Owns carrying a plan out: the first page, then everything else at once, and the rows put at their positions. The
 * reader is passed in; this module does no I/O of its own and does not retry.
 */
import type { Dialect, Page } from './dialect.ts';
import type { PageAnswer } from './list-source.ts';
import { firstPage, remainingPages } from './plan.ts';
import { type Window, windowBounds } from './window.ts';
import { type PositionedRow, pageInfoOf, type WindowRows } from './window-rows.ts';

/**
 * Reads a window with the fewest calls of `readPage`.
 *
 * The first answer's total decides where the window lies. Should the list change while the rest is read, the
 * newest total is the one returned, and rows behind the new end are left out; rows that an answer lacks are
 * missing, those that it has too many are ignored.
 *
 * @throws whatever `readPage` rejects with
 */
export async function readWindow<Row>(
  window: Window,
  dialect: Dialect,
  readPage: (page: Page) => Promise<PageAnswer<Row>>,
): Promise<WindowRows<Row>> {
  const rowsByPosition = new Map<number, Row>();
  let total = 0;
  const read = async (page: Page): Promise<void> => {
    const answer = await readPage(page);
    total = answer.total;
    for (const [index, row] of answer.rows.slice(0, page.limit).entries()) {
      rowsByPosition.set(page.offset + index, row);
    }
  };
  const first = firstPage(window, dialect);
  await read(first);
  const bounds = windowBounds(window, total);
  await Promise.all(remainingPages(window, dialect, [first], total).map(read));
  const rows = rowsBetween(rowsByPosition, bounds.start, Math.min(bounds.end, total));
  return { rows, total, ...pageInfoOf(bounds, total) };
}

function rowsBetween<Row>(
  rowsByPosition: Map<number, Row>,
  start: number,
  end: number,
): PositionedRow<Row>[] {
  return [...rowsByPosition]
    .filter(([position]) => position >= start && position < end)
    .sort(([left], [right]) => left - right)
    .map(([position, row]) => ({ position, row }));
}
