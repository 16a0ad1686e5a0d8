/** Chooses from lists by what was written on the command line. */

import type { Workload } from './workloads.ts';

/**
 * @param text numbers or names, separated by commas: `W1,join`; empty for all
 * @throws Error for one that does not exist
 */
export function chooseWorkloads(workloads: readonly Workload[], text: string): readonly Workload[] {
  return choose(workloads, text, ({ number, name }) => [number, name], 'workload');
}

/** The entries that have one of the names, in their own order. */
export function choose<Entry>(
  entries: readonly Entry[],
  text: string,
  namesOf: (entry: Entry) => readonly string[],
  what: string,
): readonly Entry[] {
  const wanted = text.split(',').filter((name) => name !== '');
  const known = entries.flatMap(namesOf);
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`There is no ${what} ${unknown}; known: ${known.join(', ')}`);
  return wanted.length === 0
    ? entries
    : entries.filter((entry) => namesOf(entry).some((name) => wanted.includes(name)));
}
