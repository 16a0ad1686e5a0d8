/**
 * An upstream in memory whose list changes: rows sorted by a value with ties, read in the pages that the dialect
 * allows, with a log of what was asked. Its order is written here a second time, without the gateway's.
 */
import * as fc from 'fast-check';
import { compareCodePoints, compareNumbers } from '#src/pagination/compare.ts';
import type { Dialect, Page } from '#src/pagination/dialect.ts';
import { listOrder } from '#src/pagination/list-order.ts';
import type { ListSource, PageAnswer } from '#src/pagination/list-source.ts';
import { isAllowed } from './allowed-page.ts';

export type Row = {
  readonly key: string;
  /** Sorted by, descending, nulls last. */
  readonly value: number | null;
  /** Read only to be recognised: must never be part of an answer. */
  readonly isPartial: boolean;
};

/** One change; `pick` chooses the row or the place, modulo what there is. */
export type Change = {
  readonly kind: 'insert' | 'delete' | 'delete anchor' | 'revalue';
  readonly pick: number;
  readonly value: number | null;
};

export type ChangingList = {
  readonly rows: () => readonly Row[];
  /** Every page asked for, in order. */
  readonly asked: Page[];
  readonly source: ListSource<Row>;
  /** `anchor` is the key of the row that a cursor stands on. */
  readonly change: (change: Change, anchor: string | null) => void;
  /** Keys of rows that were there from the beginning and have their value still. */
  readonly constant: () => ReadonlySet<string>;
};

export const rowOrder = listOrder<Row>({
  valueOf: (row) => row.value,
  compareValues: compareNumbers,
  direction: 'desc',
  keyOf: (row) => row.key,
  compareKeys: compareCodePoints,
  keyDirection: 'asc',
});

const VALUES = 12;
/** Few values, so that ties are common. */
export const values = fc.oneof({ weight: 9, arbitrary: fc.nat(VALUES) }, fc.constant(null));
export const changes: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('insert', 'insert', 'delete', 'delete', 'delete anchor', 'revalue'),
  pick: fc.nat(10_000),
  value: values,
});

/** A list of one row for each value. */
export function changingList(initial: readonly (number | null)[], dialect: Dialect): ChangingList {
  let made = 0;
  const rowOf = (value: number | null): Row => {
    made += 1;
    return { key: `k${(made * 7919) % 10_007}`, value, isPartial: false };
  };
  let rows = initial.map(rowOf).sort(inOrder);
  const constant = new Set(rows.map(({ key }) => key));
  const asked: Page[] = [];
  const readPage = async (page: Page): Promise<PageAnswer<Row>> => {
    asked.push(page);
    if (!isAllowed(page, dialect)) throw new Error(`${dialect.kind} cannot answer ${JSON.stringify(page)}`);
    return { rows: rows.slice(page.offset, page.offset + page.limit), total: rows.length };
  };
  const readAnchors = async (page: Page): Promise<PageAnswer<Row>> => {
    const answer = await readPage(page);
    return { ...answer, rows: answer.rows.map((row) => ({ ...row, isPartial: true })) };
  };
  const replace = (row: Row | undefined, by: readonly Row[]): void => {
    if (row) constant.delete(row.key);
    rows = [...rows.filter((other) => other !== row), ...by].sort(inOrder);
  };
  return {
    rows: () => rows,
    asked,
    source: { dialect, order: rowOrder, readPage, readAnchors },
    constant: () => constant,
    change: ({ kind, pick, value }, anchor) => {
      const picked = rows[pick % Math.max(1, rows.length)];
      const onCursor = rows.find(({ key }) => key === anchor) ?? picked;
      if (kind === 'insert') replace(undefined, [rowOf(value)]);
      else if (kind === 'delete') replace(picked, []);
      else if (kind === 'delete anchor') replace(onCursor, []);
      else if (picked) replace(picked, [{ ...picked, value }]);
    },
  };
}

function inOrder(left: Row, right: Row): number {
  const [a, b] = [left.value ?? -1, right.value ?? -1];
  if (a !== b) return b - a;
  return left.key < right.key ? -1 : 1;
}
