import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dialect, Page } from '#src/pagination/dialect.ts';
import { readListWindow } from '#src/pagination/read-list-window.ts';
import { sliceListWindow } from '#src/pagination/slice-list-window.ts';
import type { WindowRequest } from '#src/pagination/window-request.ts';
import type { ListWindowRows } from '#src/pagination/window-rows.ts';
import { dialects, type PositionArgs, positionArgs, totals } from './arbitraries.ts';
import { changingList, type Row, rowOrder } from './changing-list.ts';
import { statedBounds } from './drift-model.ts';
import { fewestPages } from './fewest-pages.ts';
import { descending, requestOf } from './list-requests.ts';
import { relayWindow } from './relay-model.ts';

const numbered: Dialect = { kind: 'page-number', cap: 100 };
const offsets: Dialect = { kind: 'offset', cap: 100 };

describe('readListWindow of a list that stays as it is', () => {
  it('answers as Relay specifies for every window, dialect, cap and total, with the fewest requests', () =>
    fc.assert(
      fc.asyncProperty(positionArgs, dialects, totals, async (args, dialect, total) => {
        const list = changingList(descending(total), dialect);
        const request = requestOf(args, list);
        const { positions, hasNextPage, hasPreviousPage } = relayWindow(args, total);
        const rows = positions.map((position) => ({ position, row: list.rows()[position] }));
        const expected = { rows, total, hasNextPage, hasPreviousPage, drift: 'none' };
        expect(await readListWindow(request, list.source)).toMatchObject(expected);
        expect(sliceListWindow(request, list.rows(), rowOrder)).toMatchObject(expected);
        expect(list.asked).toHaveLength(fewestRequests(request, list.asked[0], dialect, total));
      }),
      { numRuns: 1500 },
    ));

  it('asks once for 20 rows after the first 10 of numbered pages, and answers rows 10 to 29', async () => {
    const list = changingList(descending(1200), numbered);
    await readListWindow(requestOf({ first: 10 }, list), list.source);
    expect(list.asked.splice(0)).toEqual([{ offset: 0, limit: 10 }]);
    const answer = await readListWindow(requestOf({ first: 20, after: 9 }, list), list.source);
    expect(list.asked).toEqual([{ offset: 0, limit: 30 }]);
    expect(answer.rows.map(({ row }) => row)).toEqual(list.rows().slice(10, 30));
    expect(answer).toMatchObject({ start: 10, total: 1200, hasNextPage: true, hasPreviousPage: true });
  });

  it('reads the row of the cursor along where one page has room for it', async () => {
    const list = changingList(descending(1200), offsets);
    await readListWindow(requestOf({ first: 20, after: 39 }, list), list.source);
    await readListWindow(requestOf({ last: 20, before: 39 }, list), list.source);
    await readListWindow(requestOf({ after: 39, before: 50 }, list), list.source);
    expect(list.asked).toEqual([
      { offset: 39, limit: 21 },
      { offset: 19, limit: 21 },
      { offset: 39, limit: 12 },
    ]);
  });

  it('leaves it out where it would cost a request', async () => {
    const list = changingList(descending(1200), numbered);
    await readListWindow(requestOf({ first: 100, after: 99 }, list), list.source);
    await readListWindow(requestOf({ last: 100, before: 300 }, list), list.source);
    expect(list.asked).toEqual([
      { offset: 100, limit: 100 },
      { offset: 200, limit: 100 },
    ]);
  });

  it('asks for one row where no rows are wanted, cursor or not', async () => {
    const list = changingList(descending(1200), numbered);
    const none = { rows: [], total: 1200, drift: 'none' };
    const places: [PositionArgs, Omit<ListWindowRows<Row>, keyof typeof none>][] = [
      [{ first: 0 }, { start: 0, hasNextPage: true, hasPreviousPage: false }],
      [
        { first: 0, after: 39 },
        { start: 40, hasNextPage: true, hasPreviousPage: true },
      ],
      [{ last: 0 }, { start: 1200, hasNextPage: false, hasPreviousPage: true }],
    ];
    for (const [args, place] of places) {
      const answer = await readListWindow(requestOf(args, list), list.source);
      expect(answer).toEqual({ ...none, ...place });
      expect(list.asked.splice(0)).toEqual([{ offset: 0, limit: 1 }]);
    }
  });

  it('knows that there are only rows before a window behind the end', async () => {
    const list = changingList(descending(15), offsets);
    const answer = await readListWindow(requestOf({ first: 10, after: 99 }, list), list.source);
    const place = { start: 15, hasNextPage: false, hasPreviousPage: true };
    expect(answer).toEqual({ rows: [], total: 15, drift: 'none', ...place });
    expect(list.asked).toHaveLength(1);
  });

  it('has nothing on either side in an empty list', async () => {
    for (const args of [{}, { first: 0 }, { last: 5 }, { last: 5, before: 3 }, { first: 5, after: 3 }]) {
      const list = changingList([], numbered);
      const answer = await readListWindow(requestOf(args, list), list.source);
      const place = { start: 0, hasNextPage: false, hasPreviousPage: false };
      expect(answer).toEqual({ rows: [], total: 0, drift: 'none', ...place });
      expect(list.asked).toHaveLength(1);
    }
  });

  it('asks for a tail behind a cursor at once, because the cursor knows the total', async () => {
    const list = changingList(descending(1200), numbered);
    const answer = await readListWindow(requestOf({ last: 100, after: 5 }, list), list.source);
    expect(answer).toMatchObject({ start: 1100, hasNextPage: false });
    expect(list.asked).toEqual([{ offset: 1100, limit: 100 }]);
  });
});

/**
 * The fewest requests of all covers by allowed pages of any size. Where nothing tells the total, the last rows take
 * the request that was asked for it, and then the fewest for what that one lacks.
 */
function fewestRequests(
  request: WindowRequest,
  first: Page | undefined,
  dialect: Dialect,
  total: number,
): number {
  if (request.size === 0) return 1;
  const { start, end } = statedBounds(request, total);
  const isUnknownEnd = request.direction === 'backward' && !request.after && !request.before;
  if (!isUnknownEnd || first === undefined) return Math.max(1, fewestPages(start, end, dialect));
  const lacking = Math.max(start, Math.min(end, first.offset + first.limit));
  return 1 + fewestPages(lacking, end, dialect);
}
