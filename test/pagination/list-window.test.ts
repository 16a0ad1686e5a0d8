import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dialect, Page } from '#src/pagination/dialect.ts';
import type { ListSource, PageAnswer } from '#src/pagination/list-source.ts';
import { readListWindow } from '#src/pagination/read-list-window.ts';
import { sliceListWindow } from '#src/pagination/slice-list-window.ts';
import { dialects, positionArgs, totals } from './arbitraries.ts';
import { changingList, type Row, rowOrder } from './changing-list.ts';
import { fewestFor, statedBounds } from './drift-model.ts';
import { descending, insertFirst, requestOf } from './list-requests.ts';
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
        const optimum = request.size === 0 ? 1 : fewestFor(statedBounds(request, total), dialect);
        const isUnknownEnd = request.direction === 'backward' && !request.after && !request.before;
        expect(list.asked.length).toBeLessThanOrEqual(optimum + (isUnknownEnd ? 1 : 0));
      }),
      { numRuns: 1500 },
    ));

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
    const answer = await readListWindow(requestOf({ first: 0, after: 39 }, list), list.source);
    expect(answer).toMatchObject({ rows: [], start: 40, total: 1200, hasNextPage: true, drift: 'none' });
    expect(list.asked).toEqual([{ offset: 0, limit: 1 }]);
  });

  it('asks for a tail behind a cursor at once, because the cursor knows the total', async () => {
    const list = changingList(descending(1200), numbered);
    const answer = await readListWindow(requestOf({ last: 100, after: 5 }, list), list.source);
    expect(answer).toMatchObject({ start: 1100, hasNextPage: false });
    expect(list.asked).toEqual([{ offset: 1100, limit: 100 }]);
  });

  it('fails as its reader fails', async () => {
    const failure = new Error('the upstream is down');
    const source: ListSource<Row> = {
      ...changingList([], numbered).source,
      readPage: () => Promise.reject(failure),
    };
    await expect(readListWindow(requestOf({}, changingList([], numbered)), source)).rejects.toBe(failure);
  });
});

describe('readListWindow of a list that changes while it is read', () => {
  it('never repeats a position, ends, keeps the newest total and says when it noticed', async () => {
    const answers = fc.infiniteStream(fc.tuple(fc.nat(400), fc.integer({ min: -3, max: 3 }), fc.nat(50)));
    await fc.assert(
      fc.asyncProperty(positionArgs, dialects, answers, async (args, dialect, stream) => {
        const seen: number[] = [];
        const readPage = async (page: Page): Promise<PageAnswer<Row>> => {
          const [total, lengthError, first] = stream.next().value;
          seen.push(total);
          const length = Math.max(0, page.limit + lengthError);
          return { rows: Array.from({ length }, (_, index) => rowAt(first + index)), total };
        };
        const request = requestOf(args, changingList(descending(300), dialect));
        const answer = await readListWindow(request, { dialect, order: rowOrder, readPage });
        const positions = answer.rows.map(({ position }) => position);
        expect(positions).toEqual([...new Set(positions)].sort((left, right) => left - right));
        expect(positions.filter((position) => position < 0 || position >= answer.total)).toEqual([]);
        expect(answer.total).toBe(seen.at(-1));
        if (new Set(seen).size > 1) expect(answer.drift).toBe('unrepaired');
      }),
      { numRuns: 500 },
    );
  });

  it('says so where a row comes on two pages of a window', async () => {
    const list = changingList(descending(300), offsets);
    const answer = await readListWindow(requestOf({ first: 200 }, list), {
      ...list.source,
      readPage: async (page) => {
        const before = await list.source.readPage(page);
        if (list.asked.length === 1) {
          insertFirst(list, 1);
          list.change({ kind: 'delete', pick: 300, value: null }, null);
        }
        return before;
      },
    });
    expect(answer.drift).toBe('unrepaired');
  });
});

function rowAt(position: number): Row {
  return { key: `k${position}`, value: 1000 - position, isPartial: false };
}
