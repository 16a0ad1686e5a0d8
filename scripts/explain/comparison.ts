/** What became of the costs of operations between two revisions. Pure. */

import type { Count } from '#src/graph/field-plan.ts';
import type { Explained, ExplainedSet } from './explained.ts';

export type ChangeKind = 'more expensive' | 'cheaper' | 'new' | 'gone' | 'not comparable';

export interface Change {
  readonly kind: ChangeKind;
  readonly name: string | null;
  readonly file: string;
  /** Upstream requests; null where there was none, or no plan of it. */
  readonly before: Count | null;
  readonly after: Count | null;
}

export interface Comparison {
  /** The worst first. */
  readonly changes: readonly Change[];
  readonly unchanged: number;
}

const worstFirst: readonly ChangeKind[] = ['more expensive', 'new', 'not comparable', 'cheaper', 'gone'];

/** Operations are the same by their name and file, or by their name where they moved. */
export function compareSets(before: ExplainedSet, after: ExplainedSet): Comparison {
  const left = [...before.explained];
  const take = (isSame: (each: Explained) => boolean): Explained | undefined => {
    const index = left.findIndex(isSame);
    return index < 0 ? undefined : left.splice(index, 1)[0];
  };
  const inPlace = after.explained.map((now) => ({
    now,
    was: take(({ operation }) => nameOf(operation) === nameOf(now.operation) && isInFileOf(operation, now)),
  }));
  const pairs = inPlace.map(({ now, was }) => {
    const isNamed = now.operation.name !== null;
    return {
      now,
      was: was ?? (isNamed ? take(({ operation }) => operation.name === now.operation.name) : was),
    };
  });
  const changes = pairs.flatMap(({ now, was }) => changeOf(now, was, before));
  const gone = left
    .filter((was) => !hasFault(was, after))
    .map((was) => ({ ...shown(was, 'gone'), after: null }));
  const all = [...changes, ...gone].sort(
    (one, other) => worstFirst.indexOf(one.kind) - worstFirst.indexOf(other.kind),
  );
  return { changes: all, unchanged: pairs.length - changes.length };
}

function changeOf(now: Explained, was: Explained | undefined, before: ExplainedSet): Change[] {
  if (!was) return [{ ...shown(now, hasFault(now, before) ? 'not comparable' : 'new'), before: null }];
  const difference = compareCounts(was.report.requests, now.report.requests);
  if (difference === 0) return [];
  const kind = difference > 0 ? 'more expensive' : 'cheaper';
  return [{ ...shown(now, kind), before: was.report.requests }];
}

function shown({ operation, report }: Explained, kind: ChangeKind): Change {
  const { name, file } = operation;
  return { kind, name, file: file.name, before: report.requests, after: report.requests };
}

/** Positive where `after` is more. The most that is needed counts, then the least. */
function compareCounts(before: Count, after: Count): number {
  return after.max === before.max ? after.min - before.min : after.max - before.max;
}

function nameOf({ name }: Explained['operation']): string {
  return name ?? '';
}

function isInFileOf(operation: Explained['operation'], other: Explained): boolean {
  return operation.file.name === other.operation.file.name;
}

/** Whether an operation was there, but could not be planned. */
function hasFault({ operation }: Explained, { faults }: ExplainedSet): boolean {
  return faults.some(
    (fault) =>
      fault.file === operation.file.name &&
      (fault.operation === null || fault.operation.name === operation.name),
  );
}
