import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestPage, bestPageBack, type Page, toPageNumber } from '#src/pagination/dialect.ts';
import { dialects } from './arbitraries.ts';
import { pagesAround } from './fewest-pages.ts';

const numbered = { kind: 'page-number', cap: 100 } as const;

describe('bestPage', () => {
  it('takes the smallest aligned page that holds everything', () => {
    expect(bestPage(numbered, 0, 9)).toEqual({ offset: 0, limit: 10 });
    expect(bestPage(numbered, 10, 29)).toEqual({ offset: 0, limit: 30 });
    expect(bestPage(numbered, 37, 56)).toEqual({ offset: 29, limit: 29 });
  });

  it('takes the aligned page that reaches furthest where none holds everything', () => {
    expect(bestPage(numbered, 99, 198)).toEqual({ offset: 99, limit: 99 });
    expect(bestPage(numbered, 0, 199)).toEqual({ offset: 0, limit: 100 });
  });

  it('begins at the first row wherever an offset can be given, and stops at the cap', () => {
    expect(bestPage({ kind: 'offset', cap: 100 }, 37, 56)).toEqual({ offset: 37, limit: 20 });
    expect(bestPage({ kind: 'offset', cap: 100 }, 37, 236)).toEqual({ offset: 37, limit: 100 });
  });

  it('is never beaten by another allowed page', () =>
    fc.assert(
      fc.property(dialects, fc.nat(1500), fc.nat(199), (dialect, from, more) => {
        const to = from + more;
        const best = bestPage(dialect, from, to);
        const candidates = pagesAround(from, dialect);
        expect(candidates).toContainEqual(best);
        expect(candidates.filter((page) => isBetter(page, best, to))).toEqual([]);
      }),
      { numRuns: 300 },
    ));
});

describe('bestPageBack', () => {
  it('holds everything with the smallest page, or else reaches back as far as any that holds the last row', () =>
    fc.assert(
      fc.property(dialects, fc.nat(1500), fc.nat(199), (dialect, from, more) => {
        const to = from + more;
        const best = bestPageBack(dialect, from, to);
        const candidates = pagesAround(to, dialect);
        expect(candidates).toContainEqual(best);
        const reach = (page: Page): number => Math.max(page.offset, from);
        expect(candidates.filter((page) => reach(page) < reach(best))).toEqual([]);
        if (best.offset <= from) expect(best).toEqual(bestPage(dialect, from, to));
      }),
      { numRuns: 300 },
    ));
});

describe('toPageNumber', () => {
  it('counts pages from 1', () => {
    expect(toPageNumber({ offset: 0, limit: 30 })).toEqual({ page: 1, perPage: 30 });
    expect(toPageNumber({ offset: 60, limit: 30 })).toEqual({ page: 3, perPage: 30 });
  });

  it('refuses a page that begins in the middle of one', () => {
    expect(() => toPageNumber({ offset: 10, limit: 30 })).toThrow(RangeError);
  });

  it('names the rows of every page planned for numbered pages', () =>
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(199), fc.integer({ min: 1, max: 100 }), (from, more, cap) => {
        const planned = bestPage({ kind: 'page-number', cap }, from, from + more);
        const { page, perPage } = toPageNumber(planned);
        expect([(page - 1) * perPage, perPage]).toEqual([planned.offset, planned.limit]);
      }),
    ));
});

/** Reaches further towards row `to`; or as far behind it, or to the same row before it, with fewer rows. */
function isBetter(page: Page, best: Page, to: number): boolean {
  const reach = Math.min(page.offset + page.limit, to + 1);
  const bestReach = Math.min(best.offset + best.limit, to + 1);
  return reach > bestReach || (reach === bestReach && page.limit < best.limit);
}
