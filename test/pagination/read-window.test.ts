import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dialect, Page } from '#src/pagination/dialect.ts';
import type { PageAnswer } from '#src/pagination/list-source.ts';
import { readWindow } from '#src/pagination/read-window.ts';
import { sliceWindow } from '#src/pagination/slice-window.ts';
import type { WindowRows } from '#src/pagination/window-rows.ts';
import { dialects, type PositionArgs, positionArgs, totals, windowOf } from './arbitraries.ts';
import { type PagedList, pagedList } from './paged-list.ts';
import { relayWindow } from './relay-model.ts';

const numbered: Dialect = { kind: 'page-number', cap: 100 };
const offsets: Dialect = { kind: 'offset', cap: 100 };

describe('readWindow', () => {
  it('answers rows, flags and total as Relay specifies, for every window, dialect, cap and total', async () => {
    await fc.assert(
      fc.asyncProperty(positionArgs, dialects, totals, async (args, dialect, total) => {
        const list = pagedList(total, dialect);
        const { positions, hasNextPage, hasPreviousPage } = relayWindow(args, total);
        const rows = positions.map((position) => ({ position, row: `row ${position}` }));
        const expected = { rows, total, hasNextPage, hasPreviousPage };
        expect(await readWindow(windowOf(args), dialect, list.readPage)).toEqual(expected);
        expect(sliceWindow(windowOf(args), list.rows)).toEqual(expected);
      }),
      { numRuns: 1500 },
    );
  });

  it('asks once for 20 rows after the first 10 of numbered pages, and answers rows 10 to 29', async () => {
    const list = pagedList(1200, numbered);
    await readWindow(windowOf({ first: 10 }), numbered, list.readPage);
    expect(list.asked.splice(0)).toEqual([{ offset: 0, limit: 10 }]);
    const answer = await readWindow(windowOf({ first: 20, after: 9 }), numbered, list.readPage);
    expect(list.asked).toEqual([{ offset: 0, limit: 30 }]);
    expect(answer.rows.map(({ row }) => row)).toEqual(list.rows.slice(10, 30));
    expect(answer).toMatchObject({ total: 1200, hasNextPage: true, hasPreviousPage: true });
  });

  it('asks for one row where no rows are wanted, and still knows total and flags', async () => {
    const list = pagedList(1200, numbered);
    const none = { rows: [], total: 1200 };
    expect(await readWindow(windowOf({ first: 0 }), numbered, list.readPage)).toEqual({
      ...none,
      hasNextPage: true,
      hasPreviousPage: false,
    });
    expect(await readWindow(windowOf({ last: 0 }), numbered, list.readPage)).toEqual({
      ...none,
      hasNextPage: false,
      hasPreviousPage: true,
    });
    expect(list.asked).toEqual([
      { offset: 0, limit: 1 },
      { offset: 0, limit: 1 },
    ]);
  });

  it('knows that there are only rows before a window behind the end', async () => {
    const list = pagedList(15, offsets);
    expect(await readWindow(windowOf({ first: 10, after: 99 }), offsets, list.readPage)).toEqual({
      rows: [],
      total: 15,
      hasNextPage: false,
      hasPreviousPage: true,
    });
    expect(list.asked).toHaveLength(1);
  });

  it('has nothing on either side in an empty list', async () => {
    for (const args of [{}, { first: 0 }, { last: 5 }, { last: 5, before: 3 }, { first: 5, after: 3 }]) {
      const list = pagedList(0, numbered);
      expect(await readWindow(windowOf(args), numbered, list.readPage)).toEqual({
        rows: [],
        total: 0,
        hasNextPage: false,
        hasPreviousPage: false,
      });
      expect(list.asked).toHaveLength(1);
    }
  });

  it('asks for everything else at once when the total is known', async () => {
    const events: string[] = [];
    const list = pagedList(1000, { kind: 'offset', cap: 50 });
    await readWindow(windowOf({ first: 200 }), { kind: 'offset', cap: 50 }, async (page) => {
      events.push(`ask ${page.offset}`);
      const answer = await list.readPage(page);
      events.push(`got ${page.offset}`);
      return answer;
    });
    expect(events).toEqual([
      'ask 0',
      'got 0',
      'ask 50',
      'ask 100',
      'ask 150',
      'got 50',
      'got 100',
      'got 150',
    ]);
  });

  it('puts rows in their order in whatever order the pages arrive', async () => {
    const dialect: Dialect = { kind: 'offset', cap: 50 };
    const list = pagedList(1000, dialect);
    const held: (() => void)[] = [];
    const answer = await readWindow(windowOf({ first: 200 }), dialect, (page) => {
      if (page.offset === 0) return list.readPage(page);
      return new Promise<PageAnswer<string>>((answerWith) => {
        held.push(() => answerWith(list.readPage(page)));
        if (held.length === 3) for (const release of held.reverse()) release();
      });
    });
    expect(list.asked.map(({ offset }) => offset)).toEqual([0, 150, 100, 50]);
    expect(answer.rows.map(({ row }) => row)).toEqual(list.rows.slice(0, 200));
  });

  it('ignores rows that were not asked for', async () => {
    const dialect: Dialect = { kind: 'offset', cap: 10 };
    const answer = await readWindow(windowOf({ first: 20 }), dialect, async ({ offset }) => ({
      rows: Array.from({ length: offset === 0 ? 15 : 2 }, (_, index) => `${offset}+${index}`),
      total: 100,
    }));
    expect(answer.rows.map(({ row }) => row).slice(8)).toEqual(['0+8', '0+9', '10+0', '10+1']);
    expect(answer).toMatchObject({ total: 100, hasNextPage: true });
  });

  it('fails as its reader fails', async () => {
    const failure = new Error('the upstream is down');
    const failing = (): Promise<PageAnswer<string>> => Promise.reject(failure);
    await expect(readWindow(windowOf({}), offsets, failing)).rejects.toBe(failure);
  });
});

describe('walking a list', () => {
  it('forwards by `first` and backwards by `last` meets every row once and in order', async () => {
    const lists = fc.oneof(fc.nat(60), fc.nat(700));
    const sizes = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 200 }));
    await fc.assert(
      fc.asyncProperty(lists, sizes, dialects, async (total, size, dialect) => {
        const list = pagedList(total, dialect);
        expect(await walkForwards(list, size, dialect)).toEqual(list.rows);
        expect(await walkBackwards(list, size, dialect)).toEqual(list.rows);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a list that changes while it is read', () => {
  it('never repeats a position, keeps the newest total and does not crash', async () => {
    const answers = fc.infiniteStream(fc.tuple(fc.nat(400), fc.integer({ min: -3, max: 3 })));
    await fc.assert(
      fc.asyncProperty(positionArgs, dialects, answers, async (args, dialect, changes) => {
        let newestTotal = -1;
        const readPage = async (page: Page): Promise<PageAnswer<number>> => {
          const [total, lengthError] = changes.next().value;
          newestTotal = total;
          return {
            rows: Array.from({ length: Math.max(0, page.limit + lengthError) }, (_, index) => index),
            total,
          };
        };
        const answer = await readWindow(windowOf(args), dialect, readPage);
        const positions = answer.rows.map(({ position }) => position);
        expect(positions).toEqual([...new Set(positions)].sort((left, right) => left - right));
        expect(positions.filter((position) => position < 0 || position >= newestTotal)).toEqual([]);
        expect(answer.total).toBe(newestTotal);
      }),
    );
  });

  it('goes on behind a window whose list became longer', async () => {
    const answer = await readChanging({ first: 200 }, [150, 250]);
    expect(answer.rows).toHaveLength(150);
    expect(answer).toMatchObject({ total: 250, hasNextPage: true, hasPreviousPage: false });
  });

  it('ends with the list that became shorter', async () => {
    const answer = await readChanging({ first: 200 }, [150, 120]);
    expect(answer.rows).toHaveLength(120);
    expect(answer).toMatchObject({ total: 120, hasNextPage: false, hasPreviousPage: false });
  });

  it('leaves a tail where the first total put it', async () => {
    const answer = await readChanging({ last: 10 }, [500, 505]);
    expect(answer.rows.map(({ position }) => position)).toEqual([
      490, 491, 492, 493, 494, 495, 496, 497, 498, 499,
    ]);
    expect(answer).toMatchObject({ total: 505, hasNextPage: true, hasPreviousPage: true });
  });

  it('knows what is before a window that the list has shrunk away from', async () => {
    const gone = await readChanging({ last: 10 }, [500, 0]);
    expect(gone).toEqual({ rows: [], total: 0, hasNextPage: false, hasPreviousPage: false });
  });
});

/** Reads a window of a list that has the next of `totals` rows at every request. */
function readChanging(args: PositionArgs, totals: number[]): Promise<WindowRows<string>> {
  return readWindow(windowOf(args), offsets, (page) =>
    pagedList(totals.shift() ?? 0, offsets).readPage(page),
  );
}

async function walkForwards(list: PagedList, size: number, dialect: Dialect): Promise<string[]> {
  const met: string[] = [];
  let after: number | null = null;
  for (;;) {
    const answer: WindowRows<string> = await readWindow(
      windowOf({ first: size, after }),
      dialect,
      list.readPage,
    );
    met.push(...answer.rows.map(({ row }) => row));
    after = answer.rows.at(-1)?.position ?? null;
    if (!answer.hasNextPage) return met;
  }
}

async function walkBackwards(list: PagedList, size: number, dialect: Dialect): Promise<string[]> {
  const met: string[] = [];
  let before: number | null = null;
  for (;;) {
    const answer: WindowRows<string> = await readWindow(
      windowOf({ last: size, before }),
      dialect,
      list.readPage,
    );
    met.unshift(...answer.rows.map(({ row }) => row));
    before = answer.rows[0]?.position ?? null;
    if (!answer.hasPreviousPage) return met;
  }
}
