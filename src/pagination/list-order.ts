/**
 * Owns how a list is ordered: by what a row is known again, and which of two rows comes first, also when one of
 * them is no longer there. Pure.
 */
import type { CompareTexts } from './compare.ts';

/** Which of two rows comes first. */
export type AnchorOrder = {
  /**
   * Negative where the row of `left` comes before the row of `right`, 0 for the same row at the same sort value,
   * NaN for a text that is no anchor of this order.
   */
  readonly compareAnchors: (left: string, right: string) => number;
};

export type ListOrder<Row> = AnchorOrder & {
  /**
   * By what the row is known again: its sort value and its unique key, as text. A row whose sort value changes has
   * moved, and has another anchor. Null for a row that could not be read.
   */
  readonly anchorOf: (row: Row) => string | null;
  /** The comparator of the order; rows that could not be read come last. */
  readonly compareRows: (left: Row, right: Row) => number;
};

export type SortDirection = 'asc' | 'desc';

type KeyPart = string | number;

export type ListOrderOptions<Row> = {
  /** What the list is sorted by. Rows without a value come last in both directions. */
  readonly valueOf: (row: Row) => string | number | null;
  readonly compareValues: CompareTexts;
  readonly direction: SortDirection;
  /** Unique in the list; it orders rows of the same value. The parts of a key in several parts count in turn. */
  readonly keyOf: (row: Row) => KeyPart | readonly KeyPart[];
  readonly compareKeys: CompareTexts;
  readonly keyDirection: SortDirection;
};

/** The order by a value, ties by a key. */
export function listOrder<Row>(options: ListOrderOptions<Row>): ListOrder<Row> {
  const partsOf = (row: Row): AnchorParts => {
    const value = options.valueOf(row);
    return { value: value === null ? null : String(value), key: [options.keyOf(row)].flat().map(String) };
  };
  const compareParts = (left: AnchorParts, right: AnchorParts): number => {
    const byValue = compareValues(left.value, right.value, options);
    return byValue === 0 ? compareKeys(left.key, right.key, options) : byValue;
  };
  return {
    anchorOf: (row) => {
      const { value, key } = partsOf(row);
      return JSON.stringify([value, ...key]);
    },
    compareRows: (left, right) => compareParts(partsOf(left), partsOf(right)),
    compareAnchors: (left, right) => {
      const [a, b] = [parseAnchor(left), parseAnchor(right)];
      if (a === null || b === null || a.key.length !== b.key.length) return Number.NaN;
      return compareParts(a, b);
    },
  };
}

/** The same order for a list in which some rows could not be read. */
export function orderWithBroken<Row, Broken>(
  order: ListOrder<Row>,
  isBroken: (row: Row | Broken) => row is Broken,
): ListOrder<Row | Broken> {
  return {
    ...order,
    anchorOf: (row) => (isBroken(row) ? null : order.anchorOf(row)),
    compareRows: (left, right) => {
      if (isBroken(left) || isBroken(right)) return Number(isBroken(left)) - Number(isBroken(right));
      return order.compareRows(left, right);
    },
  };
}

type AnchorParts = { readonly value: string | null; readonly key: readonly string[] };
type Comparison = Omit<ListOrderOptions<never>, 'valueOf' | 'keyOf'>;

function compareValues(left: string | null, right: string | null, by: Comparison): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  return signOf(by.direction) * by.compareValues(left, right);
}

function compareKeys(left: readonly string[], right: readonly string[], by: Comparison): number {
  for (const [index, part] of left.entries()) {
    const difference = signOf(by.keyDirection) * by.compareKeys(part, right[index] ?? '');
    if (difference !== 0) return difference;
  }
  return 0;
}

function signOf(direction: SortDirection): number {
  return direction === 'asc' ? 1 : -1;
}

/** Null for a text that `anchorOf` cannot have written: cursors are not signed. */
function parseAnchor(anchor: string): AnchorParts | null {
  const parts = parseJson(anchor);
  if (!Array.isArray(parts)) return null;
  const [value, ...key]: unknown[] = parts;
  if ((value !== null && typeof value !== 'string') || key.length === 0) return null;
  return key.every((part) => typeof part === 'string') ? { value, key } : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
