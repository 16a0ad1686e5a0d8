/**
 * Lets a field say how its arguments are read, so that wrong ones can be refused for a whole operation before
 * anything is asked. The reading is the same pure function that the resolver uses.
 */

import type { GraphQLField } from 'graphql';
import { BadUserInput } from '#src/errors.ts';

/** Throws `BadUserInput` for arguments that are wrong by themselves. */
export type ArgumentCheck = (args: Readonly<Record<string, unknown>>) => void;

const extension = 'atelierArgumentCheck';

/** The `extensions` of a field whose arguments are read by `read`. */
export function checkedBy<Args extends object>(read: (args: Args) => unknown): Record<string, ArgumentCheck> {
  return {
    [extension]: (args) => {
      read(args as Args);
    },
  };
}

/** The most entries of a list in a filter: all of them stand in the address of one upstream request. */
const maxFilterEntries = 200;
/** The most entries of any other list, which goes into a body: corners of a polygon, images of a set design. */
const maxEntries = 2_000;

/**
 * What checks a field's arguments: lists that are not too long and well-formed text for every field, and what the field
 * itself says.
 */
export function argumentCheckOf(field: GraphQLField<unknown, unknown>): ArgumentCheck {
  const own = field.extensions[extension] as ArgumentCheck | undefined;
  return (args) => {
    refuseUnfit(args, []);
    own?.(args);
  };
}

/** Refuses what no field can take. The schema's inputs nest a few levels; a list is refused before it is walked. */
function refuseUnfit(value: unknown, argument: readonly (string | number)[]): void {
  if (typeof value === 'string') refuseBrokenText(value, argument);
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) refuseLongList(value, argument);
  for (const [key, member] of Object.entries(value)) {
    refuseUnfit(member, [...argument, Array.isArray(value) ? Number(key) : key]);
  }
}

/** Half of a surrogate pair has no form in UTF-8, so no backend could be asked for it. */
function refuseBrokenText(text: string, argument: readonly (string | number)[]): void {
  if (text.isWellFormed()) return;
  throw new BadUserInput(`\`${argument.join('.')}\` is not well-formed Unicode text`, { argument });
}

function refuseLongList({ length }: readonly unknown[], argument: readonly (string | number)[]): void {
  const most = argument[0] === 'filter' ? maxFilterEntries : maxEntries;
  if (length <= most) return;
  throw new BadUserInput(`\`${argument.join('.')}\` must have at most ${most} entries, but has ${length}`, {
    argument,
  });
}

/**
 * A backend's own text id, fit to stand in a path or a filter.
 *
 * @throws BadUserInput for text that cannot be an id: blank, a dot segment, longer than 200 characters
 */
export function readTextId(id: string, argument: string): string {
  if (isTextId(id)) return id;
  throw new BadUserInput(`\`${argument}\` must be an id of 1 to 200 characters`, { argument: [argument] });
}

/** Whether text is fit to stand in a path or a filter as an id. */
export function isTextId(id: string): boolean {
  return id.trim() !== '' && id !== '.' && id !== '..' && id.length <= 200;
}

/** Text of a filter; an empty one does not narrow, so it counts as absent. */
export function readFilterText(text: string | null | undefined): string | null {
  return text || null;
}
