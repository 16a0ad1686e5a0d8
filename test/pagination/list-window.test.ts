import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dialect, Page } from '#src/pagination/dialect.ts';
import type { ListSource, PageAnswer } from '#src/pagination/list-source.ts';
import { readListWindow } from '#src/pagination/read-list-window.ts';
import { sliceListWindow } from '#src/pagination/slice-list-window.ts';
import type { WindowRequest } from '#src/pagination/window-request.ts';
import { DEFAULT_SIZE, dialects, type PositionArgs, positionArgs, totals } from './arbitraries.ts';
import { type ChangingList, changingList, type Row, rowOrder } from './changing-list.ts';
import { fewestFor, statedBounds } from './drift-model.ts';
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

describe('readListWindow of a list that changed', () => {
  it('finds the row of the cursor among those it read, and reads what is missing behind it', async () => {
    const list = changingList(descending(100), offsets);
    const request = requestOf({ first: 20, after: 39 }, list);
    const expected = list.rows().slice(40, 60);
    insertFirst(list, 3);
    const answer = await readListWindow(request, list.source);
    expect(answer.rows.map(({ row }) => row)).toEqual(expected);
    expect(answer).toMatchObject({ start: 43, drift: 'repaired' });
    expect(list.asked).toEqual([
      { offset: 39, limit: 21 },
      { offset: 60, limit: 3 },
    ]);
  });

  it('finds it at once behind thousands of new rows at the head', async () => {
    const list = changingList(descending(1000), numbered);
    const request = requestOf({ first: 20, after: 39 }, list);
    const expected = list.rows().slice(40, 60);
    insertFirst(list, 2000);
    const answer = await readListWindow(request, list.source);
    expect(answer.rows.map(({ row }) => row)).toEqual(expected);
    expect(list.asked).toHaveLength(3);
  });

  it('goes on where a deleted row would be', async () => {
    const list = changingList(descending(100), offsets);
    const request = requestOf({ first: 20, after: 39 }, list);
    const expected = list.rows().slice(40, 60);
    for (const pick of [39, 20, 3]) list.change({ kind: 'delete', pick, value: null }, null);
    const answer = await readListWindow(request, list.source);
    expect(answer.rows.map(({ row }) => row)).toEqual(expected);
    expect(answer).toMatchObject({ start: 37, drift: 'repaired' });
    expect(list.asked).toHaveLength(3);
  });

  it('takes a row whose sort value changed for a deleted one', async () => {
    const list = changingList(descending(100), offsets);
    const request = requestOf({ first: 20, after: 39 }, list);
    const expected = list.rows().slice(40, 60);
    list.change({ kind: 'revalue', pick: 39, value: 5000 }, null);
    const answer = await readListWindow(request, list.source);
    expect(answer.rows.map(({ row }) => row)).toEqual(expected);
  });

  it('finds nothing to repair where only rows behind the window came or went', async () => {
    const list = changingList(descending(300), numbered);
    const request = requestOf({ first: 100, after: 99 }, list);
    const expected = list.rows().slice(100, 200);
    list.change({ kind: 'insert', pick: 0, value: null }, null);
    const answer = await readListWindow(request, list.source);
    expect(answer.rows.map(({ row }) => row)).toEqual(expected);
    expect(answer.drift).toBe('none');
    expect(list.asked).toHaveLength(2);
  });

  it('shows nothing at or before the cursor where the tail reaches up to it', async () => {
    const list = changingList(descending(100), numbered);
    const request = requestOf({ last: 20, after: 89 }, list);
    const expected = list.rows().slice(90, 100);
    insertFirst(list, 5);
    const answer = await readListWindow(request, list.source);
    expect(answer.rows.map(({ row }) => row)).toEqual(expected);
    expect(answer).toMatchObject({ start: 95, hasNextPage: false, drift: 'repaired' });
  });

  it('uses a cursor of a place as it is', async () => {
    const list = changingList(descending(100), numbered);
    const [first, third] = [-1, 39].map((position) => ({ position, anchor: null, total: 100 }));
    insertFirst(list, 3);
    const request: WindowRequest = { size: 20, direction: 'forward', after: first ?? null, before: null };
    expect(await readListWindow(request, list.source)).toMatchObject({ start: 0, drift: 'none' });
    const next = { ...request, after: third ?? null };
    expect(await readListWindow(next, list.source)).toMatchObject({ start: 40, drift: 'none' });
    expect(list.asked).toHaveLength(2);
  });

  it('never answers with rows that were read to be recognised only, and reads none twice without such', async () => {
    const list = changingList(descending(300), offsets);
    const request = requestOf({ first: 100, after: 149 }, list);
    const expected = list.rows().slice(150, 250);
    for (let pick = 0; pick < 20; pick += 1) list.change({ kind: 'delete', pick, value: null }, null);
    const answer = await readListWindow(request, list.source);
    expect(answer.rows.map(({ row }) => row)).toEqual(expected);
    expect(list.asked.splice(0)).toEqual([
      { offset: 150, limit: 100 },
      { offset: 50, limit: 100 },
      { offset: 130, limit: 20 },
    ]);
    const again = await readListWindow(request, { ...list.source, readAnchors: undefined });
    expect(again).toEqual(answer);
    expect(list.asked).toHaveLength(2);
  });

  it('answers by position and says so where four searches do not find the row', async () => {
    const dialect: Dialect = { kind: 'offset', cap: 5 };
    const list = changingList(descending(300), dialect);
    const request = requestOf({ first: 4, after: 149 }, list);
    for (let pick = 0; pick < 40; pick += 1) {
      list.change({ kind: 'delete', pick, value: null }, null);
      list.change({ kind: 'insert', pick, value: -1 }, null);
    }
    const answer = await readListWindow(request, list.source);
    expect(answer).toMatchObject({ start: 150, drift: 'unrepaired' });
    expect(list.asked).toHaveLength(5);
  });

  it('answers by position and says so where the upstream sorts otherwise', async () => {
    const list = changingList(descending(100), offsets);
    const request = requestOf({ first: 20, after: 39 }, list);
    const upwards = list.rows().toReversed();
    const readPage = async ({ offset, limit }: Page): Promise<PageAnswer<Row>> => ({
      rows: upwards.slice(offset, offset + limit),
      total: upwards.length,
    });
    const answer = await readListWindow(request, { dialect: offsets, order: rowOrder, readPage });
    expect(answer.rows.map(({ row }) => row)).toEqual(upwards.slice(40, 60));
    expect(answer.drift).toBe('unrepaired');
  });

  it('answers by position and says so where an anchor is none, without a search', async () => {
    const list = changingList(descending(100), offsets);
    for (const anchor of ['', '5', '[]', '{}', '[1,"k"]', '["1"]', '["x","k"]', '[null,null]']) {
      const after = { position: 39, anchor, total: 100 };
      const request: WindowRequest = { size: 20, direction: 'forward', after, before: null };
      expect(await readListWindow(request, list.source)).toMatchObject({ start: 40, drift: 'unrepaired' });
      expect(list.asked.splice(0)).toHaveLength(1);
    }
  });
});

describe('readListWindow with rows that could not be read', () => {
  const read = (request: WindowRequest, rows: readonly Row[], broken: readonly number[]) =>
    readListWindow(request, {
      dialect: offsets,
      order: {
        ...rowOrder,
        anchorOf: (row: Row) => (broken.includes(rows.indexOf(row)) ? null : rowOrder.anchorOf(row)),
      },
      readPage: async ({ offset, limit }) => ({
        rows: rows.slice(offset, offset + limit),
        total: rows.length,
      }),
    });

  it('takes the one at the cursor for the cursor’s own', async () => {
    const list = changingList(descending(100), offsets);
    const request = requestOf({ first: 20, after: 39 }, list);
    expect(await read(request, list.rows(), [39])).toMatchObject({ start: 40, drift: 'none' });
    expect(await read(request, list.rows(), [39, 40])).toMatchObject({ start: 40, drift: 'none' });
    insertLast(list);
    expect(await read(request, list.rows(), [39, 40])).toMatchObject({ start: 40, drift: 'none' });
  });

  it('shows those in the gap of a deleted row rather than leaving them out', async () => {
    const list = changingList(descending(100), offsets);
    const [after, before] = [
      requestOf({ first: 20, after: 39 }, list),
      requestOf({ last: 20, before: 39 }, list),
    ];
    for (const pick of [39, 3]) list.change({ kind: 'delete', pick, value: null }, null);
    expect(await read(after, list.rows(), [37, 38])).toMatchObject({ start: 37, drift: 'repaired' });
    expect(await read(before, list.rows(), [37, 38])).toMatchObject({ start: 19, drift: 'repaired' });
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

/** Values for rows in the order of their positions. */
function descending(total: number): number[] {
  return Array.from({ length: total }, (_, position) => total - position);
}

function rowAt(position: number): Row {
  return { key: `k${position}`, value: 1000 - position, isPartial: false };
}

function insertFirst(list: ChangingList, count: number): void {
  for (let made = 0; made < count; made += 1) list.change({ kind: 'insert', pick: 0, value: 9000 }, null);
}

function insertLast(list: ChangingList): void {
  list.change({ kind: 'insert', pick: 0, value: null }, null);
}

/** The request with cursors of the rows at the given positions; of places, where there are no rows. */
function requestOf(args: PositionArgs, list: ChangingList): WindowRequest {
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
