/**
 * Reads the inputs of set design mutations: refuses what is wrong by itself, before anything is asked. Pure. What only
 * Sartiq can know (that ids exist, that a pair comes once in a whole list) is left to Sartiq.
 */

import { BadUserInput } from '#src/errors.ts';
import {
  baseImageKey,
  editsOf,
  hasEdits,
  type ListEdits,
  type ListName,
  portraitKey,
  referenceImageKey,
} from '#src/upstreams/sartiq/list-edits.ts';
import type { SetDesignCreation, SetDesignUpdate } from '#src/upstreams/sartiq/writes.ts';

const maxName = 255;
const maxDescription = 1024;

/** @throws BadUserInput for a name or description that is too long */
export function readCreateArgs({ input }: { readonly input: SetDesignCreation }): SetDesignCreation {
  checkLength(input.name, maxName, 'name');
  checkLength(input.description, maxDescription, 'description');
  return input;
}

/** @throws BadUserInput for a name that is too long, and for changes of a list that contradict each other */
export function readUpdateArgs({ input }: { readonly input: SetDesignUpdate }): SetDesignUpdate {
  checkLength(input.name, maxName, 'name');
  for (const [list, changes] of Object.entries(editsOf)) {
    if (!input[list as ListName] || !hasEdits(input[changes])) continue;
    throw new BadUserInput(`\`${list}\` and \`${changes}\` cannot be given together`, {
      argument: ['input', changes],
    });
  }
  checkEdits(input.baseImageChanges, 'baseImageChanges', baseImageKey);
  checkEdits(input.referenceImageChanges, 'referenceImageChanges', referenceImageKey);
  checkEdits(input.subjectPortraitChanges, 'subjectPortraitChanges', portraitKey);
  return input;
}

/** Lengths are counted in code points, as Sartiq does. */
function checkLength(text: string | null | undefined, max: number, field: string): void {
  const length = text ? [...text].length : 0;
  if (length <= max) return;
  throw new BadUserInput(`\`${field}\` must be at most ${max} characters, but has ${length}`, {
    argument: ['input', field],
  });
}

/** Every entry is named once. */
function checkEdits<Draft extends Key, Key>(
  edits: ListEdits<Draft, Key> | null | undefined,
  field: string,
  keyOf: (key: Key) => string,
): void {
  const seen = new Set<string>();
  const named = [
    ...(edits?.set ?? []).map((draft, index) => ({ key: keyOf(draft), place: ['set', index] })),
    ...(edits?.remove ?? []).map((key, index) => ({ key: keyOf(key), place: ['remove', index] })),
  ];
  for (const { key, place } of named) {
    if (seen.has(key)) {
      throw new BadUserInput(`\`${field}\` names the same entry twice`, {
        argument: ['input', field, ...place],
      });
    }
    seen.add(key);
  }
}
