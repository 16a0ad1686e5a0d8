/**
 * Owns what a connection's paging arguments ask for while it is still open where the rows of its cursors are by
 * now, and the window that follows once that is settled. Refuses wrong arguments. Pure.
 */
import type { CursorCodec, CursorTarget } from './cursor.ts';
import {
  type CursorArgument,
  type Window,
  type WindowArgs,
  type WindowDirection,
  windowBetween,
} from './window.ts';
import { parseWindowSize, type WindowSizes } from './window-size.ts';

export type WindowRequest = {
  /** The most rows wanted. */
  readonly size: number;
  readonly direction: WindowDirection;
  readonly after: CursorTarget | null;
  readonly before: CursorTarget | null;
};

/** Where a cursor belongs in the list as it is now: at a row, or, where its row is gone, in the gap before one. */
export type Place = { readonly kind: 'row' | 'gap'; readonly position: number };

/** The places of a request's cursors; null for one that was not given. */
export type Places = Readonly<Record<CursorArgument, Place | null>>;

/**
 * What the arguments ask for.
 *
 * @param options.codec of the connection's filter and order
 * @throws BadUserInput for `first` with `last`, a size that is no whole number from 0 to `maxSize`, and a cursor
 * that the codec refuses
 */
export function parseWindowRequest(
  args: WindowArgs,
  options: WindowSizes & { readonly codec: CursorCodec },
): WindowRequest {
  const target = (argument: CursorArgument): CursorTarget | null => {
    const cursor = args[argument];
    return cursor === null || cursor === undefined ? null : options.codec.decode(cursor, argument);
  };
  return { ...parseWindowSize(args, options), after: target('after'), before: target('before') };
}

/** Where the cursors say that their rows are. */
export function placesByPosition({ after, before }: Pick<WindowRequest, CursorArgument>): Places {
  return {
    after: after && { kind: 'row', position: after.position },
    before: before && { kind: 'row', position: before.position },
  };
}

/** The window of a request whose cursors are at `places`. An `after` at or behind `before` makes it empty. */
export function placedWindow({ size, direction }: WindowRequest, { after, before }: Places): Window {
  const end = before === null ? null : before.position;
  return windowBetween(after === null ? 0 : placeBehind(after), end, size, direction);
}

/** Position of the first row after a place. */
function placeBehind({ kind, position }: Place): number {
  return kind === 'row' ? position + 1 : position;
}
