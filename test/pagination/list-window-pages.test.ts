import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dialect, Page } from '#src/pagination/dialect.ts';
import type { PageAnswer } from '#src/pagination/list-source.ts';
import { readListWindow } from '#src/pagination/read-list-window.ts';
import type { ListWindowRows } from '#src/pagination/window-rows.ts';
import { dialects, type PositionArgs, positionArgs } from './arbitraries.ts';
import { changingList, type Row, rowOrder } from './changing-list.ts';
import { descending, insertFirst, requestOf } from './list-requests.ts';

const offsets: Dialect = { kind: 'offset', cap: 100 };
const fifties: Dialect = { kind: 'offset', cap: 50 };

describe('readListWindow of several pages', () => {
  it('asks for everything else at once when the total is known', async () => {
    const events: string[] = [];
    const list = changingList(descending(1000), fifties);
    const readPage = async (page: Page): Promise<PageAnswer<Row>> => {
      events.push(`ask ${page.offset}`);
      const answer = await list.source.readPage(page);
      events.push(`got ${page.offset}`);
      return answer;
    };
    await readListWindow(requestOf({ first: 200 }, list), { ...list.source, readPage });
    const rest = ['ask 50', 'ask 100', 'ask 150', 'got 50', 'got 100', 'got 150'];
    expect(events).toEqual(['ask 0', 'got 0', ...rest]);
  });

  it('puts rows in their order in whatever order the pages arrive', async () => {
    const list = changingList(descending(1000), fifties);
    const held: (() => void)[] = [];
    const readPage = (page: Page): Promise<PageAnswer<Row>> => {
      if (page.offset === 0) return list.source.readPage(page);
      return new Promise((answerWith) => {
        held.push(() => answerWith(list.source.readPage(page)));
        if (held.length === 3) for (const release of held.reverse()) release();
      });
    };
    const answer = await readListWindow(requestOf({ first: 200 }, list), { ...list.source, readPage });
    expect(list.asked.map(({ offset }) => offset)).toEqual([0, 150, 100, 50]);
    expect(answer.rows.map(({ row }) => row)).toEqual(list.rows().slice(0, 200));
    expect(answer.drift).toBe('none');
  });

  it('ignores rows that were not asked for, and leaves out those that an answer lacks', async () => {
    const list = changingList(descending(100), { kind: 'offset', cap: 10 });
    const readPage = async ({ offset }: Page): Promise<PageAnswer<Row>> => ({
      rows: list.rows().slice(offset, offset + (offset === 0 ? 15 : 2)),
      total: 100,
    });
    const answer = await readListWindow(requestOf({ first: 20 }, list), { ...list.source, readPage });
    expect(answer.rows.map(({ row }) => row)).toEqual(list.rows().slice(0, 12));
    expect(answer).toMatchObject({ total: 100, hasNextPage: true });
  });
});

describe('readListWindow of a list that cannot be read', () => {
  const failure = new Error('the upstream is down');
  /** Fails at the pages from row `from` on. */
  const failingFrom =
    (from: number, readPage: (page: Page) => Promise<PageAnswer<Row>>) =>
    async (page: Page): Promise<PageAnswer<Row>> => {
      const answer = await readPage(page);
      if (page.offset >= from) throw failure;
      return answer;
    };

  it.each([
    ['the first page', 0, 1],
    ['one of the other pages', 150, 4],
    ['all of the other pages', 50, 4],
  ])('fails as its reader fails at %s, and does not ask again', async (_what, from, requests) => {
    const list = changingList(descending(1000), fifties);
    const source = { ...list.source, readPage: failingFrom(from, list.source.readPage) };
    await expect(readListWindow(requestOf({ first: 200 }, list), source)).rejects.toBe(failure);
    expect(list.asked).toHaveLength(requests);
  });

  it('fails as its reader fails in the search for the row of a cursor', async () => {
    const list = changingList(descending(1000), offsets);
    const request = requestOf({ first: 100, after: 149 }, list);
    insertFirst(list, 300);
    const { readPage, readAnchors = readPage } = list.source;
    const source = { ...list.source, readAnchors: failingFrom(0, readAnchors) };
    await expect(readListWindow(request, source)).rejects.toBe(failure);
    expect(list.asked).toHaveLength(2);
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

  it('goes on behind a window whose list became longer', async () => {
    const answer = await readChanging({ first: 200 }, [150, 250]);
    expect(positionsOf(answer)).toEqual(numbersFrom(0, 150));
    expect(answer).toMatchObject({ total: 250, hasNextPage: true, hasPreviousPage: false });
  });

  it('ends with the list that became shorter', async () => {
    const answer = await readChanging({ first: 200 }, [150, 120]);
    expect(positionsOf(answer)).toEqual(numbersFrom(0, 120));
    expect(answer).toMatchObject({ total: 120, hasNextPage: false, hasPreviousPage: false });
  });

  it('leaves a tail where the first total put it', async () => {
    const answer = await readChanging({ last: 10 }, [500, 505]);
    expect(positionsOf(answer)).toEqual(numbersFrom(490, 500));
    expect(answer).toMatchObject({ start: 490, total: 505, hasNextPage: true, hasPreviousPage: true });
  });

  it('knows what is before a window that the list has shrunk away from', async () => {
    const gone = await readChanging({ last: 10 }, [500, 0]);
    expect(gone).toMatchObject({ rows: [], total: 0, hasNextPage: false, hasPreviousPage: false });
    const before = await readChanging({ last: 10 }, [500, 80]);
    expect(before).toMatchObject({ rows: [], total: 80, hasNextPage: false, hasPreviousPage: true });
  });
});

/** Reads a window of a list that has the next of `totals` rows at every request, and that says so. */
async function readChanging(args: PositionArgs, totals: number[]): Promise<ListWindowRows<Row>> {
  const left = [...totals];
  const answer = await readListWindow(requestOf(args, changingList([], offsets)), {
    dialect: offsets,
    order: rowOrder,
    readPage: async ({ offset, limit }) => {
      const total = left.shift() ?? 0;
      return {
        rows: numbersFrom(0, total)
          .map(rowAt)
          .slice(offset, offset + limit),
        total,
      };
    },
  });
  expect(left).toEqual([]);
  expect(answer.drift).toBe('unrepaired');
  return answer;
}

function positionsOf({ rows }: ListWindowRows<unknown>): number[] {
  return rows.map(({ position }) => position);
}

/** The numbers from `start` up to, not including, `end`. */
function numbersFrom(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}

function rowAt(position: number): Row {
  return { key: `k${position}`, value: 1000 - position, isPartial: false };
}
