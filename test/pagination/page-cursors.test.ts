import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PageCursors, pageCursors } from '#src/pagination/page-cursors.ts';
import { readListWindow } from '#src/pagination/read-list-window.ts';
import { changingList } from './changing-list.ts';

describe('pageCursors', () => {
  it.each<[start: number, shown: string]>([
    [0, '[1] 2 3 4 5 … 20'],
    [10, '1 [2] 3 4 5 … 20'],
    [20, '1 2 [3] 4 5 … 20'],
    [30, '1 … 2 3 [4] 5 6 … 20'],
    [95, '1 … 8 9 [10] 11 12 … 20'],
    [170, '1 … 16 17 [18] 19 20'],
    [190, '1 … 16 17 18 19 [20]'],
    [999, '1 … 16 17 18 19 [20]'],
  ])('shows the pages near row %d of 200 by tens: %s', (start, shown) => {
    expect(pagerOf(pageCursors({ start, size: 10, total: 200 }))).toBe(shown);
  });

  it('shows all pages of a short list, and none of an empty one', () => {
    expect(pagerOf(pageCursors({ start: 12, size: 10, total: 21 }))).toBe('1 [2] 3');
    const none = { around: [], first: null, last: null, previous: null };
    expect(pageCursors({ start: 0, size: 10, total: 0 })).toEqual(none);
    expect(pageCursors({ start: 0, size: 0, total: 21 })).toEqual(none);
  });

  it('leads to each page by the place before it', () => {
    const pager = pageCursors({ start: 20, size: 10, total: 200 });
    expect(pager.around[0]).toEqual({ page: 1, position: -1, isCurrent: false });
    expect(pager.previous).toEqual({ page: 2, position: 9, isCurrent: false });
    expect(pager.last).toEqual({ page: 20, position: 189, isCurrent: false });
    expect(pageCursors({ start: 0, size: 10, total: 200 }).previous).toBeNull();
  });

  it('leads to windows that have the pages as their current ones', () =>
    fc.assert(
      fc.asyncProperty(
        fc.nat(300),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(300),
        async (total, size, start) => {
          const list = changingList(new Array<null>(total).fill(null), { kind: 'page-number', cap: 100 });
          const { around, first, last, previous } = pageCursors({ start, size, total });
          expect(around.filter(({ isCurrent }) => isCurrent)).toHaveLength(total === 0 ? 0 : 1);
          for (const target of [...around, first, last, previous]) {
            if (target === null) continue;
            const after = { position: target.position, anchor: null, total };
            const window = { size, direction: 'forward', after, before: null } as const;
            const answer = await readListWindow(window, list.source);
            const rows = list.rows().slice((target.page - 1) * size, target.page * size);
            expect(answer.rows.map(({ row }) => row)).toEqual(rows);
            const there = pageCursors({ start: answer.start, size, total });
            expect(there.around.find(({ isCurrent }) => isCurrent)?.page).toBe(target.page);
          }
        },
      ),
    ));
});

/** As a pager looks. */
function pagerOf({ around, first, last }: PageCursors): string {
  const pages = around.map(({ page, isCurrent }) => (isCurrent ? `[${page}]` : `${page}`));
  return [...(first ? [first.page, '…'] : []), ...pages, ...(last ? ['…', last.page] : [])].join(' ');
}
