import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dialect, Page } from '#src/pagination/dialect.ts';
import { firstPage, remainingPages } from '#src/pagination/plan.ts';
import { type Window, windowBounds } from '#src/pagination/window.ts';
import { isAllowed } from './allowed-page.ts';
import { dialects, ranges, tails, totals } from './arbitraries.ts';
import { fewestPages, fewestPagesOfAllSets } from './fewest-pages.ts';

const numbered: Dialect = { kind: 'page-number', cap: 100 };

describe('the plan of a range', () => {
  it('needs as few requests as any cover, wherever the list ends: every small case', () => {
    for (const { window, dialect, total } of smallCases()) {
      const plan = planned(window, dialect, total);
      const { start, end } = windowBounds(window, total);
      const optimum = Math.max(1, fewestPages(start, end, dialect));
      if (plan.length !== optimum) expect.fail(JSON.stringify({ window, dialect, total, plan, optimum }));
    }
  });

  it('needs as few requests as any cover, wherever the list ends: windows to 200 rows, caps to 100', () =>
    fc.assert(
      fc.property(ranges, dialects, totals, (window, dialect, total) => {
        const { start, end } = windowBounds(window, total);
        const plan = planned(window, dialect, total);
        expect(plan.length).toBe(Math.max(1, fewestPages(start, end, dialect)));
      }),
      { numRuns: 1500 },
    ));

  it('asks once for a window that lies completely behind the end', () =>
    fc.assert(
      fc.property(ranges, dialects, fc.nat(40), (window, dialect, total) => {
        fc.pre(window.kind === 'range' && window.offset >= total);
        expect(planned(window, dialect, total)).toHaveLength(1);
      }),
    ));

  it('asks for one row where only the total is wanted', () => {
    expect(planned({ kind: 'range', offset: 500, limit: 0 }, numbered, 1000)).toEqual([
      { offset: 0, limit: 1 },
    ]);
  });

  it('reads 200 rows in two requests where the cap is 100', () => {
    expect(planned({ kind: 'range', offset: 0, limit: 200 }, numbered, 1000)).toEqual([
      { offset: 0, limit: 100 },
      { offset: 100, limit: 100 },
    ]);
  });

  it('never needs more than two requests for 100 rows where the cap is 100', () =>
    fc.assert(
      fc.property(fc.nat(100_000), fc.integer({ min: 1, max: 100 }), (offset, limit) => {
        const plan = planned({ kind: 'range', offset, limit }, numbered, 200_000);
        expect(plan.length).toBeLessThanOrEqual(2);
      }),
    ));

  it('asks for no more than is left of the list', () => {
    expect(planned({ kind: 'range', offset: 50, limit: 200 }, { kind: 'offset', cap: 100 }, 160)).toEqual([
      { offset: 50, limit: 100 },
      { offset: 150, limit: 10 },
    ]);
  });
});

describe('the plan of a tail', () => {
  it('begins with the answer for a list no longer than the window', () => {
    expect(planned({ kind: 'tail', limit: 37, notBefore: 0 }, numbered, 37)).toEqual([
      { offset: 0, limit: 37 },
    ]);
    expect(planned({ kind: 'tail', limit: 37, notBefore: 0 }, numbered, 0)).toEqual([
      { offset: 0, limit: 37 },
    ]);
  });

  it('begins at the first row that may belong to it', () => {
    const window: Window = { kind: 'tail', limit: 10, notBefore: 500 };
    expect(planned(window, { kind: 'offset', cap: 100 }, 505)).toEqual([{ offset: 500, limit: 10 }]);
    expect(planned(window, numbered, 505)).toEqual([{ offset: 500, limit: 10 }]);
  });

  it('needs one request for the total and then as few as any cover of what that one lacks', () =>
    fc.assert(
      fc.property(tails, dialects, totals, (window, dialect, total) => {
        const first = firstPage(window, dialect);
        const { start, end } = windowBounds(window, total);
        const lacking = Math.max(start, Math.min(end, first.offset + first.limit));
        expect(remainingPages(window, dialect, [first], total)).toHaveLength(
          fewestPages(lacking, end, dialect),
        );
      }),
      { numRuns: 1500 },
    ));

  it('never needs more than one request besides the fewest for a known total', () =>
    fc.assert(
      fc.property(tails, dialects, totals, (window, dialect, total) => {
        const known = remainingPages(window, dialect, [], total).length;
        expect(planned(window, dialect, total).length).toBeLessThanOrEqual(known + 1);
      }),
    ));
});

describe('every plan', () => {
  it('consists of pages that the dialect allows and that contain every row of the window', () =>
    fc.assert(
      fc.property(fc.oneof(ranges, tails), dialects, totals, (window, dialect, total) => {
        const plan = planned(window, dialect, total);
        expect(plan.filter((page) => !isAllowed(page, dialect))).toEqual([]);
        const { start, end } = windowBounds(window, total);
        expect(rowsMissing(start, end, plan)).toEqual([]);
      }),
      { numRuns: 500 },
    ));

  it('is the fewest pages at once where the total is known already', () =>
    fc.assert(
      fc.property(fc.oneof(ranges, tails), dialects, totals, (window, dialect, total) => {
        const { start, end } = windowBounds(window, total);
        expect(remainingPages(window, dialect, [], total)).toHaveLength(fewestPages(start, end, dialect));
      }),
      { numRuns: 1000 },
    ));

  it('leaves out what was read before, also in the middle of the window', () => {
    const window: Window = { kind: 'range', offset: 0, limit: 30 };
    const dialect: Dialect = { kind: 'offset', cap: 12 };
    expect(remainingPages(window, dialect, [{ offset: 10, limit: 10 }], 100)).toEqual([
      { offset: 0, limit: 12 },
      { offset: 20, limit: 10 },
    ]);
    expect(remainingPages(window, dialect, [{ offset: 0, limit: 30 }], 100)).toEqual([]);
  });
});

describe('the optimum that the tests compare with', () => {
  it('is the one found by trying every set of pages', () => {
    const intervals = upTo(9).flatMap((end) => upTo(end).map((start) => [start, end] as const));
    for (const cap of [1, 2, 3, 4, 5]) {
      for (const [start, end] of intervals) {
        for (const kind of ['page-number', 'offset'] as const) {
          const dialect: Dialect = { kind, cap };
          expect(fewestPages(start, end, dialect)).toBe(fewestPagesOfAllSets(start, end, dialect));
        }
      }
    }
  });
});

/** Every range of up to 12 rows near the start of every list of up to 24, with caps to 6 in both dialects. */
function* smallCases(): Generator<{ window: Window; dialect: Dialect; total: number }> {
  for (const kind of ['page-number', 'offset'] as const) {
    for (const cap of upTo(6).slice(1)) {
      for (const offset of upTo(15)) {
        for (const limit of upTo(12)) {
          const window: Window = { kind: 'range', offset, limit };
          for (const total of upTo(24)) yield { window, dialect: { kind, cap }, total };
        }
      }
    }
  }
}

/** The numbers from 0 to `last`. */
function upTo(last: number): number[] {
  return Array.from({ length: last + 1 }, (_, number) => number);
}

/** Everything that is asked for the window of a list with `total` rows. */
function planned(window: Window, dialect: Dialect, total: number): Page[] {
  const first = firstPage(window, dialect);
  return [first, ...remainingPages(window, dialect, [first], total)];
}

function rowsMissing(start: number, end: number, pages: readonly Page[]): number[] {
  const rows = Array.from({ length: end - start }, (_, index) => start + index);
  return rows.filter((row) => !pages.some((page) => row >= page.offset && row < page.offset + page.limit));
}
