import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchPage, sightAnchor, unknownStretch } from '#src/pagination/anchor-search.ts';
import { compareCodePoints } from '#src/pagination/compare.ts';
import type { Dialect } from '#src/pagination/dialect.ts';
import { isAllowed } from './allowed-page.ts';
import { dialects } from './arbitraries.ts';

const order = { compareAnchors: compareCodePoints };

describe('sightAnchor', () => {
  const known = new Map([
    [4, 'e'],
    [5, 'g'],
    [7, null],
    [9, 'k'],
  ] as const);

  it('sees the row itself, or between which rows it sorts', () => {
    expect(sightAnchor('g', known, 20, order)).toEqual({ kind: 'row', position: 5 });
    expect(sightAnchor('f', known, 20, order)).toEqual({ kind: 'between', from: 5, to: 5 });
    expect(sightAnchor('h', known, 20, order)).toEqual({ kind: 'between', from: 6, to: 9 });
    expect(sightAnchor('a', known, 20, order)).toEqual({ kind: 'between', from: 0, to: 4 });
    expect(sightAnchor('z', known, 20, order)).toEqual({ kind: 'between', from: 10, to: 20 });
  });

  it('does not see rows behind the end of a list that became shorter', () => {
    expect(sightAnchor('k', known, 9, order)).toEqual({ kind: 'between', from: 6, to: 9 });
  });

  it('concludes nothing from rows in another order, but knows the row itself', () => {
    const unsorted = new Map([
      [4, 'g'],
      [5, 'e'],
      [6, 'k'],
    ]);
    expect(sightAnchor('a', unsorted, 20, order)).toEqual({ kind: 'contradiction' });
    expect(sightAnchor('f', unsorted, 20, order)).toEqual({ kind: 'contradiction' });
    expect(sightAnchor('k', unsorted, 20, order)).toEqual({ kind: 'row', position: 6 });
    const twice = new Map([
      [4, 'e'],
      [5, 'e'],
    ]);
    expect(sightAnchor('z', twice, 20, order)).toEqual({ kind: 'contradiction' });
  });
});

describe('unknownStretch', () => {
  it('leaves out rows at both ends that are known to be unreadable', () => {
    const known = new Map([
      [3, null],
      [4, null],
      [6, null],
      [9, null],
    ]);
    expect(unknownStretch({ from: 3, to: 10 }, known)).toEqual({ from: 5, to: 8 });
    expect(unknownStretch({ from: 3, to: 5 }, known)).toBeNull();
    expect(unknownStretch({ from: 5, to: 5 }, known)).toBeNull();
  });
});

describe('searchPage', () => {
  const offsets: Dialect = { kind: 'offset', cap: 100 };

  it('takes everything where it fits, else the end that is near the guess, else what is around it', () => {
    expect(searchPage(offsets, 30, 90, 30)).toEqual({ offset: 30, limit: 61 });
    expect(searchPage(offsets, 30, 900, 50)).toEqual({ offset: 30, limit: 100 });
    expect(searchPage(offsets, 30, 900, 880)).toEqual({ offset: 801, limit: 100 });
    expect(searchPage(offsets, 30, 900, 400)).toEqual({ offset: 350, limit: 100 });
    expect(searchPage({ kind: 'page-number', cap: 100 }, 30, 900, 430)).toEqual({ offset: 400, limit: 100 });
  });

  it('is a page that the dialect allows and that has the guess or an end in it', () =>
    fc.assert(
      fc.property(dialects, fc.nat(1000), fc.nat(1000), fc.nat(1000), (dialect, from, more, at) => {
        const to = from + more;
        const guess = Math.min(from + at, to);
        const page = searchPage(dialect, from, to, guess);
        expect(isAllowed(page, dialect)).toBe(true);
        const isIn = (row: number): boolean => row >= page.offset && row < page.offset + page.limit;
        expect([from, guess, to].some(isIn)).toBe(true);
      }),
      { numRuns: 2000 },
    ));
});
