/** Requests and changes for the tests of windows of changing lists. */
import type { WindowRequest } from '#src/pagination/window-request.ts';
import { DEFAULT_SIZE, type PositionArgs } from './arbitraries.ts';
import { type ChangingList, rowOrder } from './changing-list.ts';

/** Values for rows in the order of their positions. */
export function descending(total: number): number[] {
  return Array.from({ length: total }, (_, position) => total - position);
}

export function insertFirst(list: ChangingList, count: number): void {
  for (let made = 0; made < count; made += 1) list.change({ kind: 'insert', pick: 0, value: 9000 }, null);
}

export function deleteLast(list: ChangingList, count: number): void {
  for (let made = 0; made < count; made += 1) {
    list.change({ kind: 'delete', pick: list.rows().length - 1, value: null }, null);
  }
}

export function insertLast(list: ChangingList): void {
  list.change({ kind: 'insert', pick: 0, value: null }, null);
}

/** The request with cursors of the rows at the given positions; of places, where there are no rows. */
export function requestOf(args: PositionArgs, list: ChangingList): WindowRequest {
  const rows = list.rows();
  const target = (position: number | null | undefined) => {
    if (position === null || position === undefined) return null;
    const row = rows[position];
    return { position, anchor: row ? rowOrder.anchorOf(row) : null, total: rows.length };
  };
  return {
    size: args.last ?? args.first ?? DEFAULT_SIZE,
    direction: typeof args.last === 'number' ? 'backward' : 'forward',
    after: target(args.after),
    before: target(args.before),
  };
}
