import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CursorTarget } from '#src/pagination/cursor.ts';
import type { Dialect } from '#src/pagination/dialect.ts';
import { readListWindow } from '#src/pagination/read-list-window.ts';
import { sliceListWindow } from '#src/pagination/slice-list-window.ts';
import type { WindowRequest } from '#src/pagination/window-request.ts';
import { type ChangingList, changes, changingList, type Row, rowOrder, values } from './changing-list.ts';
import { isBlind } from './drift-model.ts';

/** How a window is asked for: two cursors taken at different times, or one, or none. */
const cases = fc.record({
  initial: fc.array(values, { maxLength: 200 }),
  size: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 100 })),
  direction: fc.constantFrom('forward', 'backward'),
  after: fc.option(fc.nat(10_000), { freq: 4 }),
  before: fc.option(fc.nat(10_000), { freq: 2 }),
  isAfterTakenFirst: fc.boolean(),
  earlier: fc.array(changes, { maxLength: 10 }),
  later: fc.array(changes, { maxLength: 10 }),
});
/** With pages large enough that 20 changes cannot move a row out of reach, and any window of this test in one. */
const roomyDialects: fc.Arbitrary<Dialect> = fc.record({
  kind: fc.constantFrom('offset', 'page-number'),
  cap: fc.integer({ min: 30, max: 100 }),
});

describe('a window between cursors of different times', () => {
  it(
    'has the rows that the order puts there',
    () =>
      fc.assert(
        fc.asyncProperty(cases, roomyDialects, async (given, dialect) => {
          const list = changingList(given.initial, dialect);
          const request = requestAfterChanges(given, list);
          const expected = rowsBetween(request, list.rows());
          const answer = await readListWindow(request, list.source);
          expect(answer.drift).not.toBe('unrepaired');
          if (isBlind(request, answer, dialect)) return;
          expect(answer.rows.map(({ row }) => row)).toEqual(expected);
          expect(answer.rows.map(({ position }) => list.rows()[position])).toEqual(expected);
          expect(answer.total).toBe(list.rows().length);
          const sliced = sliceListWindow(request, list.rows(), rowOrder);
          expect({ ...sliced, drift: 'any' }).toEqual({ ...answer, drift: 'any' });
        }),
        { numRuns: 3000 },
      ),
    60_000,
  );
});

type Case = typeof cases extends fc.Arbitrary<infer Value> ? Value : never;

function requestAfterChanges(given: Case, list: ChangingList): WindowRequest {
  const take = (pick: number | null): CursorTarget | null => {
    const rows = list.rows();
    if (pick === null || rows.length === 0) return null;
    const position = pick % rows.length;
    const row = rows[position];
    return row ? { position, anchor: rowOrder.anchorOf(row), total: rows.length } : null;
  };
  const taken: Record<'after' | 'before', CursorTarget | null> = { after: null, before: null };
  const order = given.isAfterTakenFirst ? (['after', 'before'] as const) : (['before', 'after'] as const);
  for (const [index, argument] of order.entries()) {
    taken[argument] = take(given[argument]);
    for (const change of index === 0 ? given.earlier : given.later)
      list.change(change, keyOf(taken[argument]));
  }
  return { size: given.size, direction: given.direction, ...taken };
}

function keyOf(cursor: CursorTarget | null): string | null {
  const anchor: unknown = cursor?.anchor ? JSON.parse(cursor.anchor) : null;
  return Array.isArray(anchor) ? anchor[1] : null;
}

/** The rows that sort strictly between the cursors' anchors, cut to the size, with no thought of positions. */
function rowsBetween({ size, direction, after, before }: WindowRequest, rows: readonly Row[]): Row[] {
  const between = rows.filter((row) => {
    const anchor = rowOrder.anchorOf(row) ?? '';
    return (
      (!after?.anchor || rowOrder.compareAnchors(anchor, after.anchor) > 0) &&
      (!before?.anchor || rowOrder.compareAnchors(anchor, before.anchor) < 0)
    );
  });
  return direction === 'forward' ? between.slice(0, size) : between.slice(-size);
}
