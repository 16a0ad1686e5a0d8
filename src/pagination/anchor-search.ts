/**
 * Owns how the place of an anchor is found again: what the rows that were read say about it, and which page tells
 * most when they do not say enough. Does no I/O.
 */
import { bestPage, bestPageBack, type Dialect, type Page } from './dialect.ts';
import type { AnchorOrder } from './list-order.ts';
import type { KnownAnchors } from './list-reading.ts';

export type Sighting =
  /** The row is at `position`. */
  | { readonly kind: 'row'; readonly position: number }
  /** The anchor sorts behind row `from - 1` and before row `to`, or before and behind the list's ends. */
  | { readonly kind: 'between'; readonly from: number; readonly to: number }
  /** The rows are in another order than the one given: nothing follows from comparing them. */
  | { readonly kind: 'contradiction' };

/**
 * What the known rows of a list of `total` rows say about an anchor. The row itself settles its place, whatever
 * the others say.
 */
export function sightAnchor(
  anchor: string,
  known: KnownAnchors,
  total: number,
  { compareAnchors }: AnchorOrder,
): Sighting {
  let [from, to] = [0, total];
  let isSorted = true;
  let previous: string | null = null;
  for (const [position, other] of readableRows(known, total)) {
    const side = compareAnchors(other, anchor);
    if (side === 0) return { kind: 'row', position };
    if (Number.isNaN(side) || (previous !== null && !(compareAnchors(previous, other) < 0))) isSorted = false;
    if (side < 0) from = position + 1;
    else to = Math.min(to, position);
    previous = other;
  }
  return isSorted && from <= to ? { kind: 'between', from, to } : { kind: 'contradiction' };
}

/** The rows between two places that nothing is known of yet, without those known at both ends; null if none is. */
export function unknownStretch(
  { from, to }: { readonly from: number; readonly to: number },
  known: KnownAnchors,
): { readonly from: number; readonly to: number } | null {
  let [first, last] = [from, to - 1];
  while (first <= last && known.has(first)) first += 1;
  while (first <= last && known.has(last)) last -= 1;
  return first <= last ? { from: first, to: last } : null;
}

/**
 * The page to look for a row in, which is somewhere from row `from` to row `to`: all of them where one page can
 * hold them; otherwise as many as possible next to the end that is near `guess`, because most rows move little;
 * or those around it.
 */
export function searchPage(dialect: Dialect, from: number, to: number, guess: number): Page {
  const forward = bestPage(dialect, from, to);
  const reach = Math.ceil(dialect.cap / 2);
  if (forward.offset + forward.limit > to || guess - from < reach) return forward;
  if (to - guess < reach) return bestPageBack(dialect, from, to);
  const offset =
    dialect.kind === 'offset' ? guess - Math.floor(dialect.cap / 2) : guess - (guess % dialect.cap);
  return { offset, limit: dialect.cap };
}

function readableRows(known: KnownAnchors, total: number): (readonly [number, string])[] {
  return [...known]
    .flatMap(([position, anchor]) =>
      anchor === null || position >= total ? [] : [[position, anchor] as const],
    )
    .sort(([left], [right]) => left - right);
}
