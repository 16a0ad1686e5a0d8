/**
 * Owns where the cursors of a request are taken to be while its window is read: at first where they say, then one by
 * one where the rows that are known put them. Pure.
 */
import { sightAnchor, unknownStretch } from './anchor-search.ts';
import { type AnchoredCursor, anchoredCursor, type PlacedRequest } from './cursor-check.ts';
import type { AnchorOrder } from './list-order.ts';
import type { KnownAnchors } from './list-reading.ts';
import { type CursorArgument, windowBounds } from './window.ts';
import {
  type Place,
  type Places,
  placedWindow,
  placesByPosition,
  type WindowRequest,
} from './window-request.ts';
import type { Drift } from './window-rows.ts';

export type CursorPlaces = {
  readonly places: Places;
  /** Cursors that are where they say as long as nothing speaks against it. */
  readonly unsettled: readonly CursorArgument[];
  /** Those of them that cannot be. */
  readonly suspects: readonly CursorArgument[];
  readonly drift: Drift;
};

/** What the known rows say about the place of a cursor. */
type CursorSighting =
  | { readonly kind: 'found'; readonly place: Place }
  /** It depends on rows from `from` to `to`. */
  | { readonly kind: 'unknown'; readonly from: number; readonly to: number }
  /** The rows are in another order than the one given. */
  | { readonly kind: 'contradiction' };

/** Everything where it says it is. Cursors whose rows cannot both be there are suspects before any request. */
export function statedPlaces(request: WindowRequest, order: AnchorOrder): CursorPlaces {
  const stated: CursorPlaces = {
    places: placesByPosition(request),
    unsettled: [],
    suspects: [],
    drift: 'none',
  };
  const [after, before] = [anchoredCursor(request, 'after'), anchoredCursor(request, 'before')];
  if (request.size === 0) return stated;
  if (after === null || before === null) {
    return { ...stated, unsettled: after ? ['after'] : before ? ['before'] : [] };
  }
  const both: readonly CursorArgument[] = ['after', 'before'];
  const hasRoomByOrder = order.compareAnchors(after.anchor, before.anchor) < 0;
  if (hasRoomByOrder !== after.position < before.position) {
    return { ...stated, unsettled: both, suspects: both };
  }
  return hasRoomByOrder ? { ...stated, unsettled: both } : stated;
}

/** The window in a list of `total` rows, with its cursors where they are taken to be. */
export function placedIn(total: number, request: WindowRequest, cursors: CursorPlaces): PlacedRequest {
  const bounds = windowBounds(placedWindow(request, cursors.places), total);
  return { request, bounds, total, unsettled: cursors.unsettled, hasDrifted: cursors.drift !== 'none' };
}

/** With one more cursor settled: at `found`, or, if that is null, where it says, for want of anything better. */
export function settled(cursors: CursorPlaces, cursor: AnchoredCursor, found: Place | null): CursorPlaces {
  const { argument, position } = cursor;
  const isOther = (other: CursorArgument): boolean => other !== argument;
  const rest = { unsettled: cursors.unsettled.filter(isOther), suspects: cursors.suspects.filter(isOther) };
  if (found === null) return { ...cursors, ...rest, drift: 'unrepaired' };
  const isAsStated = found.kind === 'row' && found.position === position;
  return {
    ...rest,
    places: { ...cursors.places, [argument]: found },
    drift: isAsStated || cursors.drift === 'unrepaired' ? cursors.drift : 'repaired',
  };
}

/**
 * Where a cursor is in a list of `total` rows. Where its row is gone, rows in the gap that could not be read are
 * shown rather than left out, unless one of them is at the cursor's own position.
 */
export function sightCursor(
  { argument, position, anchor }: AnchoredCursor,
  known: KnownAnchors,
  total: number,
  order: AnchorOrder,
): CursorSighting {
  const sighting = sightAnchor(anchor, known, total, order);
  if (sighting.kind === 'contradiction') return sighting;
  if (sighting.kind === 'row') return { kind: 'found', place: sighting };
  const { from, to } = sighting;
  const unknown = unknownStretch(sighting, known);
  if (unknown !== null) return { kind: 'unknown', ...unknown };
  const isUnreadable = position >= from && position < to;
  if (isUnreadable) return { kind: 'found', place: { kind: 'row', position } };
  return { kind: 'found', place: { kind: 'gap', position: argument === 'after' ? from : to } };
}
