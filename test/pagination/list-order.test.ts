import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareCodePoints, compareInstants, compareNumbers } from '#src/pagination/compare.ts';
import { type ListOrder, listOrder, orderWithBroken } from '#src/pagination/list-order.ts';

type Row = { readonly id: number; readonly name: string | null };

const rows = fc.record({
  id: fc.nat(20),
  name: fc.option(fc.constantFrom('a', 'b', 'c', '\uffff', '\u{1f600}')),
});
const byName = (direction: 'asc' | 'desc'): ListOrder<Row> =>
  listOrder({
    valueOf: (row) => row.name,
    compareValues: compareCodePoints,
    direction,
    keyOf: (row) => row.id,
    compareKeys: compareNumbers,
    keyDirection: 'asc',
  });

function compare(order: ListOrder<Row>, left: Row, right: Row): number {
  return Math.sign(order.compareAnchors(order.anchorOf(left) ?? '', order.anchorOf(right) ?? ''));
}

describe('listOrder', () => {
  it('orders by value, then by key, and puts nulls last in both directions', () => {
    const sorted = (direction: 'asc' | 'desc'): string[] =>
      [3, 10, 1]
        .flatMap((id) => ['b', null, 'a'].map((name) => ({ id, name })))
        .sort((left, right) => compare(byName(direction), left, right))
        .map(({ id, name }) => `${name}${id}`);
    expect(sorted('asc')).toEqual(['a1', 'a3', 'a10', 'b1', 'b3', 'b10', 'null1', 'null3', 'null10']);
    expect(sorted('desc')).toEqual(['b1', 'b3', 'b10', 'a1', 'a3', 'a10', 'null1', 'null3', 'null10']);
  });

  it('is a total order in which only the same row with the same value is equal', () =>
    fc.assert(
      fc.property(fc.constantFrom('asc', 'desc'), rows, rows, rows, (direction, a, b, c) => {
        const order = byName(direction);
        expect(compare(order, a, b)).toBe(0 - compare(order, b, a));
        expect(compare(order, a, b) === 0).toBe(a.id === b.id && a.name === b.name);
        if (compare(order, a, b) < 0 && compare(order, b, c) < 0) expect(compare(order, a, c)).toBe(-1);
      }),
    ));

  it('takes one instant for the same value however it is written', () => {
    const order = listOrder<{ readonly at: string }>({
      valueOf: (row) => row.at,
      compareValues: compareInstants,
      direction: 'desc',
      keyOf: () => 'k',
      compareKeys: compareCodePoints,
      keyDirection: 'desc',
    });
    const [left, right] = ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00.000+00:00'];
    expect(Math.abs(order.compareAnchors(`["${left}","k"]`, `["${right}","k"]`))).toBe(0);
  });

  it('orders by the parts of a key in turn', () => {
    const order = listOrder<readonly [number, number]>({
      valueOf: () => null,
      compareValues: compareNumbers,
      direction: 'asc',
      keyOf: (row) => row,
      compareKeys: compareNumbers,
      keyDirection: 'desc',
    });
    const anchors = [
      [2, 9],
      [10, 1],
      [2, 10],
    ].map(([a = 0, b = 0]) => order.anchorOf([a, b]) ?? '');
    expect(anchors.toSorted(order.compareAnchors)).toEqual([
      '[null,"10","1"]',
      '[null,"2","10"]',
      '[null,"2","9"]',
    ]);
  });

  it('compares nothing with a text that is no anchor of its rows', () => {
    const order = byName('asc');
    for (const text of [
      '',
      'x',
      '5',
      'null',
      '{}',
      '[]',
      '["a"]',
      '["a","1","2"]',
      '[1,"1"]',
      '["a",1]',
      '["a","x"]',
    ]) {
      expect(order.compareAnchors(text, '["a","1"]')).toBeNaN();
      expect(order.compareAnchors('["a","1"]', text)).toBeNaN();
    }
  });
});

describe('orderWithBroken', () => {
  it('knows no anchor for a row that could not be read', () => {
    const order = orderWithBroken(byName('asc'), (row): row is Error => row instanceof Error);
    expect(order.anchorOf(new Error('broken'))).toBeNull();
    expect(order.anchorOf({ id: 1, name: 'a' })).toBe('["a","1"]');
  });
});
