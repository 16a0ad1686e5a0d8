/** The command from its arguments to its exit code. Reads files and, for a comparison, the git repository; asks nobody. */

import { buildSchema } from '#src/graph/schema.ts';
import { compareSets } from './comparison.ts';
import { visible } from './display-width.ts';
import { type ExplainedSet, explainAll, type Planning } from './explained.ts';
import { type Flags, readFlags, usage } from './flags.ts';
import { filesAtRevision } from './git-revision.ts';
import { Mistake } from './mistake.ts';
import { type OperationFile, readOperationFiles } from './operation-files.ts';
import { readOperations } from './operations.ts';
import { type ComparedWith, showJson } from './show-json.ts';
import { showNotes, showPlan } from './show-plan.ts';
import { showComparison, showTable } from './show-table.ts';
import { readVariables, refuseUnknownVariables } from './variables.ts';
import { type Paint, paintFor } from './words.ts';

/** Where the command runs. */
export interface Terminal {
  /** The folder that paths are relative to. */
  readonly folder: string;
  readonly readStdin: () => Promise<string>;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly isColoured: boolean;
}

/** @returns the exit code: 0, 1 where something is too expensive, 2 for mistakes */
export async function runExplain(argv: readonly string[], terminal: Terminal): Promise<0 | 1 | 2> {
  try {
    const flags = readFlags(argv);
    if (flags) return await explain(flags, terminal);
    terminal.write(usage);
    return 0;
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    tell(error.lines, terminal);
    return 2;
  }
}

async function explain(flags: Flags, terminal: Terminal): Promise<0 | 1 | 2> {
  const { paths, diff, budget, totals } = flags;
  const { folder } = terminal;
  const files = await readOperationFiles(paths, folder, terminal.readStdin);
  const given = await readVariables(flags.variables, folder);
  const planning: Planning = { schema: buildSchema(), given, totals, budget };
  const now = planFiles(files, planning);
  const compared = diff === null ? null : await compareWith(diff, flags, now, planning, folder);
  terminal.write(shown(now, compared, flags, paintFor(terminal.isColoured)));
  tell(
    now.faults.map(({ line }) => line),
    terminal,
  );
  if (now.faults.length > 0) return 2;
  const isDearer = compared?.changes.some(({ kind }) => kind === 'more expensive') ?? false;
  const isTooMuch = now.explained.some(({ tooMuch }) => tooMuch !== null);
  return isTooMuch || (flags.failOnIncrease && isDearer) ? 1 : 0;
}

/** @throws Mistake where there is no operation, and for given variables that none of them has */
function planFiles(files: readonly OperationFile[], planning: Planning): ExplainedSet {
  const set = readOperations(files, planning.schema);
  if (set.operations.length === 0 && set.faults.length === 0) {
    throw new Mistake(`There is no operation in ${files.map(({ name }) => name).join(', ')}`);
  }
  if (set.faults.length === 0) refuseUnknownVariables(planning.given, set.operations);
  return explainAll(set, planning);
}

async function compareWith(
  revision: string,
  { paths }: Flags,
  now: ExplainedSet,
  planning: Planning,
  folder: string,
): Promise<ComparedWith> {
  const { files, commit } = await filesAtRevision(paths, revision, folder);
  const before = explainAll(readOperations(files, planning.schema), planning);
  return { revision, commit, ...compareSets(before, now) };
}

function shown(
  { explained }: ExplainedSet,
  compared: ComparedWith | null,
  { json, budget }: Flags,
  paint: Paint,
): string {
  if (json) return showJson(explained, budget, compared);
  const [only, ...others] = explained;
  const notes = explained.flatMap((each) => showNotes(each, budget, paint));
  const below = notes.length > 0 ? `\n${notes.join('\n')}\n` : '';
  if (compared) return showComparison(compared, paint) + below;
  if (!only) return '';
  return (others.length === 0 ? showPlan(only, paint) : showTable(explained, paint)) + below;
}

function tell(lines: readonly string[], { writeError }: Terminal): void {
  for (const line of new Set(lines)) writeError(`explain: ${visible(line)}\n`);
}
