/**
 * What a window has to answer, written from the Relay specification with a plain array and nothing of the gateway:
 * https://relay.dev/graphql/connections.htm#sec-Pagination-algorithm
 */
import { DEFAULT_SIZE, type PositionArgs } from './arbitraries.ts';

export type RelayWindow = {
  readonly positions: readonly number[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
};

/**
 * A `before` behind the end of the list is the cursor of a row that is gone: the places up to it still count, they
 * only have no rows any more.
 */
export function relayWindow(args: PositionArgs, total: number): RelayWindow {
  const places = Array.from({ length: args.before ?? total }, (_, index) => index);
  const edges = places.filter((place) => place > (args.after ?? -1));
  const cut = isNumber(args.last)
    ? edges.slice(Math.max(0, edges.length - args.last))
    : edges.slice(0, args.first ?? DEFAULT_SIZE);
  const positions = cut.filter((place) => place < total);
  const start = positions[0] ?? Math.min(emptyPlace(args, total), total);
  return { positions, hasPreviousPage: start > 0, hasNextPage: start + positions.length < total };
}

/** Before which row an empty window lies. */
function emptyPlace(args: PositionArgs, total: number): number {
  const behindAfter = (args.after ?? -1) + 1;
  if (!isNumber(args.last)) return behindAfter;
  return isNumber(args.before) ? Math.max(behindAfter, args.before - args.last) : total;
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number';
}
