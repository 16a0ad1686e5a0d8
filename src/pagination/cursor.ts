/**
 * Owns the text of a cursor: a row's position, an anchor to find the row again after rows moved, the length of the
 * list at that time, and a hash of the filter and order in which the position counts. Opaque to clients, not
 * secret, not signed: a forged cursor can only name a position. Refuses everything that this module did not write.
 *
 * Format 2, before base64url: `2`, 7 digits of scope hash, the position, a comma, the total, a mark, the anchor.
 * Numbers are in base 36. The mark is `.` for an anchor in UTF-8, `~` for one in UTF-16LE, as which a lone
 * surrogate survives, and `!` for none.
 */
import { BadUserInput } from '#src/errors.ts';
import type { CursorArgument } from './window.ts';

/** Where a cursor points to. */
export type CursorTarget = {
  /** Position of the row in the list, from 0; -1 is the place before the first row, for which there is no anchor. */
  readonly position: number;
  /** By what the row is known, any text, see `ListOrder`; null where the cursor is of a place, whatever row is there. */
  readonly anchor: string | null;
  /** Rows in the whole list when the cursor was made. */
  readonly total: number;
};

/** Writes and reads the cursors of one connection with one filter and order. */
export type CursorCodec = {
  readonly encode: (target: CursorTarget) => string;
  /**
   * @param argument the argument that the cursor was given as, for the error
   * @throws BadUserInput for text that is no cursor, and for a cursor of another scope
   */
  readonly decode: (text: string, argument: CursorArgument) => CursorTarget;
};

const FORMAT = '2';
const HASH_DIGITS = 7;
/** Far behind any list, and position plus window still fits the 32-bit integers of an upstream. */
const MAX_POSITION = 999_999_999;
const HEADER = /^2([0-9a-z]{7})(-1|[0-9a-z]{1,6}),([0-9a-z]{1,6})([.~!])/;
/** More than the longest header has. */
const HEADER_BYTES = 24;

/**
 * The codec of a list.
 *
 * @param scope which filter and order positions count in, as `scopeOf` writes it
 */
export function createCursorCodec(scope: string): CursorCodec {
  const scopeHash = hash(scope);
  return {
    encode: (target) => encode(scopeHash, target),
    decode: (text, argument) => decode(text, scopeHash, argument),
  };
}

/** The same, for a scope that is worked out with the first cursor: most requests have none, and arguments are read often. */
export function createLazyCursorCodec(scope: () => string): CursorCodec {
  let made: CursorCodec | null = null;
  const codec = (): CursorCodec => {
    made ??= createCursorCodec(scope());
    return made;
  };
  return {
    encode: (target) => codec().encode(target),
    decode: (text, argument) => codec().decode(text, argument),
  };
}

function encode(scopeHash: string, { position, anchor, total }: CursorTarget): string {
  const header = `${FORMAT}${scopeHash}${position.toString(36)},${Math.min(total, MAX_POSITION).toString(36)}`;
  if (anchor === null) return Buffer.from(`${header}!`).toString('base64url');
  if (anchor.isWellFormed()) return Buffer.from(`${header}.${anchor}`, 'utf8').toString('base64url');
  return Buffer.concat([Buffer.from(`${header}~`), Buffer.from(anchor, 'utf16le')]).toString('base64url');
}

function decode(text: string, expectedHash: string, argument: CursorArgument): CursorTarget {
  const bytes = Buffer.from(text, 'base64url');
  const [header, scopeHash = '', digits = '', totalDigits = '', mark] =
    HEADER.exec(bytes.toString('latin1', 0, HEADER_BYTES)) ?? [];
  if (header === undefined) throw notACursor(argument);
  const rest = bytes.toString(mark === '~' ? 'utf16le' : 'utf8', header.length);
  const target: CursorTarget = {
    position: Number.parseInt(digits, 36),
    anchor: mark === '!' ? null : rest,
    total: Number.parseInt(totalDigits, 36),
  };
  // Base64 and UTF-8 both have several texts for one value, and Buffer skips what it does not understand: only
  // what would be written again in the same way was written here.
  if (!isPossible(target) || encode(scopeHash, target) !== text) throw notACursor(argument);
  if (scopeHash !== expectedHash) {
    throw new BadUserInput(
      `\`${argument}\` is a cursor of another filter or order: start again without it, or restore them`,
      { argument: [argument] },
    );
  }
  return target;
}

function isPossible({ position, anchor }: CursorTarget): boolean {
  return position <= MAX_POSITION && (position >= 0 || anchor === null);
}

/** FNV-1a, 32 bits, over UTF-16 code units: it guards against mistakes, not attackers. */
function hash(text: string): string {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  return (state >>> 0).toString(36).padStart(HASH_DIGITS, '0');
}

function notACursor(argument: CursorArgument): BadUserInput {
  return new BadUserInput(`\`${argument}\` is not a cursor of this gateway: pass one on as it was received`, {
    argument: [argument],
  });
}
