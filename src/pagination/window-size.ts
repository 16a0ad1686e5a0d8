/** Owns how many rows a window may have, and from which side it is filled. Refuses wrong sizes. Pure. */
import { BadUserInput } from '#src/errors.ts';
import type { WindowArgs, WindowDirection } from './window.ts';

export type WindowSizes = {
  /** Rows when neither `first` nor `last` is given. */
  readonly defaultSize: number;
  /** The most rows that `first` or `last` may ask for. */
  readonly maxSize: number;
};

/**
 * The size that `first` or `last` asks for, in rows.
 *
 * @throws BadUserInput for `first` with `last`, and for a size that is no whole number from 0 to `maxSize`
 */
export function parseWindowSize(
  args: Pick<WindowArgs, 'first' | 'last'>,
  { defaultSize, maxSize }: WindowSizes,
): { readonly size: number; readonly direction: WindowDirection } {
  const first = parseSize(args.first, 'first', maxSize);
  const last = parseSize(args.last, 'last', maxSize);
  if (first !== null && last !== null) {
    throw new BadUserInput('`first` and `last` cannot be combined: leave one of them out', {
      argument: ['last'],
    });
  }
  if (last !== null) return { size: last, direction: 'backward' };
  return { size: first ?? defaultSize, direction: 'forward' };
}

function parseSize(
  size: number | null | undefined,
  argument: 'first' | 'last',
  maxSize: number,
): number | null {
  if (size === null || size === undefined) return null;
  if (!Number.isInteger(size) || size < 0 || size > maxSize) {
    throw new BadUserInput(`\`${argument}\` must be a whole number from 0 to ${maxSize}, but is ${size}`, {
      argument: [argument],
    });
  }
  return size;
}
