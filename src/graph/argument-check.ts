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

/** What checks a field's arguments: well-formed text for every field, and what the field itself says. */
export function argumentCheckOf(field: GraphQLField<unknown, unknown>): ArgumentCheck {
  const own = field.extensions[extension] as ArgumentCheck | undefined;
  return (args) => {
    refuseBrokenText(args, []);
    own?.(args);
  };
}

/** Half of a surrogate pair has no form in UTF-8, so no backend could be asked for it. */
function refuseBrokenText(value: unknown, argument: readonly (string | number)[]): void {
  if (typeof value === 'string') {
    if (value.isWellFormed()) return;
    throw new BadUserInput(`\`${argument.join('.')}\` is not well-formed Unicode text`, { argument });
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    refuseBrokenText(member, [...argument, Array.isArray(value) ? Number(key) : key]);
  }
}

/**
 * A backend's own text id, fit to stand in a path or a filter.
 *
 * @throws BadUserInput for text that cannot be an id: blank, a dot segment, longer than 200 characters
 */
export function readTextId(id: string, argument: string): string {
  if (id.trim() === '' || id === '.' || id === '..' || id.length > 200) {
    throw new BadUserInput(`\`${argument}\` must be an id of 1 to 200 characters`, { argument: [argument] });
  }
  return id;
}

/** Text of a filter; an empty one does not narrow, so it counts as absent. */
export function readFilterText(text: string | null | undefined): string | null {
  return text || null;
}
