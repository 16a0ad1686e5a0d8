import { describe, expect, it } from 'vitest';
import type { Dialect, Page } from '#src/pagination/dialect.ts';
import type { PageAnswer } from '#src/pagination/list-source.ts';
import { readListWindow } from '#src/pagination/read-list-window.ts';
import type { WindowRequest } from '#src/pagination/window-request.ts';
import { changingList, type Row, rowOrder } from './changing-list.ts';
import { deleteLast, descending, insertFirst, insertLast, requestOf } from './list-requests.ts';

const numbered: Dialect = { kind: 'page-number', cap: 100 };
const offsets: Dialect = { kind: 'offset', cap: 100 };

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

  it('does not look for cursors that cannot touch the window', async () => {
    const list = changingList(descending(600), numbered);
    const [far, none, crossed] = [
      requestOf({ first: 20, before: 500 }, list),
      requestOf({ first: 0, after: 39 }, list),
      requestOf({ first: 20, after: 40, before: 40 }, list),
    ];
    insertFirst(list, 3);
    expect(await readListWindow(far, list.source)).toMatchObject({ start: 0, drift: 'none' });
    expect(await readListWindow(none, list.source)).toMatchObject({ rows: [], drift: 'none' });
    expect(await readListWindow(crossed, list.source)).toMatchObject({ rows: [], drift: 'none' });
    expect(list.asked).toHaveLength(3);
  });

  it('waits for the row of a cursor that is in a page to come', async () => {
    const list = changingList(descending(600), offsets);
    const request = requestOf({ last: 150, before: 300 }, list);
    insertLast(list);
    expect(await readListWindow(request, list.source)).toMatchObject({ start: 150, drift: 'none' });
    expect(list.asked).toEqual([
      { offset: 150, limit: 100 },
      { offset: 250, limit: 51 },
    ]);
  });

  it('looks for both cursors where they cannot both be right', async () => {
    const list = changingList(descending(100), offsets);
    const { before } = requestOf({ before: 10 }, list);
    const expected = list.rows().slice(9, 10);
    insertFirst(list, 5);
    deleteLast(list, 5);
    const { after } = requestOf({ after: 13 }, list);
    const request: WindowRequest = { size: 20, direction: 'forward', after, before };
    const answer = await readListWindow(request, list.source);
    expect(answer.rows.map(({ row }) => row)).toEqual(expected);
    expect(answer).toMatchObject({ start: 14, drift: 'repaired' });
  });

  it('trusts no total once the other cursor was found elsewhere', async () => {
    const list = changingList(descending(100), { kind: 'offset', cap: 4 });
    const { before } = requestOf({ before: 60 }, list);
    const expected = list.rows().slice(53, 60);
    insertFirst(list, 3);
    const { after } = requestOf({ after: 55 }, list);
    for (const pick of [1, 0]) list.change({ kind: 'delete', pick, value: null }, null);
    insertLast(list);
    insertLast(list);
    const request: WindowRequest = { size: 10, direction: 'backward', after, before };
    const answer = await readListWindow(request, list.source);
    expect(answer.rows.map(({ row }) => row)).toEqual(expected);
    expect(answer.drift).toBe('repaired');
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

  it('compares the next one where the window begins with one', async () => {
    const list = changingList(descending(300), offsets);
    const request = requestOf({ first: 100, after: 99 }, list);
    insertFirst(list, 3);
    deleteLast(list, 3);
    expect(await read(request, list.rows(), [100])).toMatchObject({ start: 103, drift: 'repaired' });
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
