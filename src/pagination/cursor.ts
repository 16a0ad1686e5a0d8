/**
 * Owns the text of a cursor: a row's position, an anchor to find the row again after rows moved, and a hash of the
 * filter and order in which the position counts. Opaque to clients, not secret, not signed: a forged cursor can
 * only name a position. Refuses everything that this module did not write.
 *
 * Format 1, before base64url: `1`, 7 digits of scope hash, the position, a mark, the anchor. Numbers are in base
 * 36. The mark is `.` for an anchor in UTF-8, and `~` for one in UTF-16LE, as which a lone surrogate survives.
 */
import { BadUserInput } from '#src/errors.ts';
import type { CursorArgument } from './window.ts';

/** Where a cursor points to. */
export type CursorTarget = {
  /** Position of the row in the list, from 0. */
  readonly position: number;
  /** The row's own key, any text. */
  readonly anchor: string;
};

const FORMAT = '1';
const HASH_DIGITS = 7;
/** Far behind any list, and position plus window still fits the 32-bit integers of an upstream. */
const MAX_POSITION = 999_999_999;
const HEADER = /^1([0-9a-z]{7})([0-9a-z]{1,6})([.~])/;

/**
 * The cursor of a row.
 *
 * @param cursor.scope which filter and order the position counts in, as `scopeOf` writes it
 */
export function encodeCursor(cursor: CursorTarget & { readonly scope: string }): string {
  return encode(hash(cursor.scope), cursor.position, cursor.anchor);
}

/**
 * What a cursor points to.
 *
 * @param argument the argument that the cursor was given as, for the error
 * @throws BadUserInput for text that is no cursor, and for a cursor of another scope
 */
export function decodeCursor(text: string, scope: string, argument: CursorArgument): CursorTarget {
  const bytes = Buffer.from(text, 'base64url');
  const [header, scopeHash = '', digits = '', mark] = HEADER.exec(bytes.toString('latin1', 0, 16)) ?? [];
  if (header === undefined) throw notACursor(argument);
  const position = Number.parseInt(digits, 36);
  const anchor = bytes.toString(mark === '~' ? 'utf16le' : 'utf8', header.length);
  // Base64 and UTF-8 both have several texts for one value, and Buffer skips what it does not understand: only
  // what would be written again in the same way was written here.
  if (position > MAX_POSITION || encode(scopeHash, position, anchor) !== text) throw notACursor(argument);
  if (scopeHash !== hash(scope)) {
    throw new BadUserInput(
      `\`${argument}\` is a cursor of another filter or order: start again without it, or restore them`,
      { argument: [argument] },
    );
  }
  return { position, anchor };
}

function encode(scopeHash: string, position: number, anchor: string): string {
  const header = `${FORMAT}${scopeHash}${position.toString(36)}`;
  if (anchor.isWellFormed()) return Buffer.from(`${header}.${anchor}`, 'utf8').toString('base64url');
  return Buffer.concat([Buffer.from(`${header}~`), Buffer.from(anchor, 'utf16le')]).toString('base64url');
}

/** FNV-1a, 32 bits, over UTF-16 code units: it runs for each edge, and guards against mistakes, not attackers. */
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
