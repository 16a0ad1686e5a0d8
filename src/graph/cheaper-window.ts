/**
 * What could be asked for instead of an operation that costs too much: the largest windows of its lists with which its plan
 * fits a budget, and the field that costs the most. Plans anew with other sizes, a bounded number of times; asks nothing.
 */

import type { OperationDefinitionNode } from 'graphql';
import { defaultSize } from './connection.ts';
import type { ListTotals } from './field-plan.ts';
import { type OperationPlan, planFields } from './operation-plan.ts';
import { rootFields, type SelectedField, type SelectionContext } from './selection.ts';

/** A list of an operation, and the size that its window should have at most. */
export interface SmallerWindow {
  /** The field by its path without list positions. */
  readonly path: string;
  /** The argument that says the size, or would. */
  readonly argument: 'first' | 'last';
  readonly size: number;
  /** The size that it has. */
  readonly insteadOf: number;
}

export interface WindowSuggestion {
  /** All of them together; in most cases it is one. */
  readonly windows: readonly SmallerWindow[];
  /** The most upstream requests that are planned with them. */
  readonly requests: number;
}

/** The field whose own requests are the most, and how many these are. */
export interface CostliestField {
  readonly path: string;
  readonly requests: number;
}

type Window = Omit<SmallerWindow, 'insteadOf'>;

/** The size that a window is to have, null for the one that it has. */
type Resize = (window: Window) => number | null;

type PlanWith = (resize: Resize) => OperationPlan;

/** So many lists are tried alone, those that cost the most first. */
const mostTried = 4;

/**
 * The largest size, at least 1, of one list with which the operation fits; of several lists the one that keeps the largest
 * part of its rows. Where no list is enough by itself: the largest size that all of them may have. Null where that is not
 * enough either, and where the operation fits as it is.
 *
 * @param operation a valid one, whose variables are coerced
 * @param budget the most upstream requests that may be planned
 * @throws BadUserInput for arguments that are wrong by themselves
 */
export function suggestWindow(
  operation: OperationDefinitionNode,
  context: SelectionContext,
  totals: ListTotals,
  budget: number,
): WindowSuggestion | null {
  const roots = rootFields(operation, context);
  const planWith: PlanWith = (resize) => {
    const fields = roots.map((field) => withWindows(field, field.responseName, resize));
    return planFields(operation.operation, fields, context, totals);
  };
  const found = new Map<string, Window>();
  const plan = planWith((window) => {
    found.set(window.path, window);
    return null;
  });
  if (plan.count.max <= budget) return null;
  const windows = [...found.values()].filter(({ size }) => size > 1);
  const below = requestsBelow(plan);
  const costOf = ({ path }: Window): number => below.get(path) ?? 0;
  const alone = windows
    // What costs elsewhere stays as it is.
    .filter((window) => !(plan.count.max - costOf(window) > budget))
    .sort((left, right) => costOf(right) - costOf(left))
    .slice(0, mostTried)
    .flatMap((window) => largestFitting([window], planWith, budget) ?? []);
  return bestOf(alone) ?? largestFitting(windows, planWith, budget);
}

/** Null for a plan without requests. */
export function costliestField({ requests }: OperationPlan): CostliestField | null {
  const costs = new Map<string, number>();
  for (const { fields, count } of requests) {
    const [path] = fields;
    if (path !== undefined) costs.set(path, (costs.get(path) ?? 0) + count.max);
  }
  const [first] = [...costs].sort(([, left], [, right]) => (left === right ? 0 : right - left));
  return first ? { path: first[0], requests: first[1] } : null;
}

/** In the words of a message: `` `assets(first: 99)` instead of 200 ``. */
export function describeWindow({ path, argument, size, insteadOf }: SmallerWindow): string {
  return `\`${path}(${argument}: ${size})\` instead of ${insteadOf}`;
}

/** The same field, with other sizes of its window and of those below it. */
function withWindows(field: SelectedField, path: string, resize: Resize): SelectedField {
  const window = windowOf(field, path);
  const size = window && resize(window);
  return {
    ...field,
    args: window && size !== null ? { ...field.args, [window.argument]: size } : field.args,
    fields: (typeName) =>
      field.fields(typeName).map((child) => withWindows(child, `${path}.${child.responseName}`, resize)),
  };
}

/** Null for a field that is no list with a window. */
function windowOf({ definition, args }: SelectedField, path: string): Window | null {
  if (!definition.args.some(({ name }) => name === 'first')) return null;
  const { first, last } = args as { readonly first?: number | null; readonly last?: number | null };
  if (typeof last === 'number') return { path, argument: 'last', size: last };
  return { path, argument: 'first', size: first ?? defaultSize };
}

/** The most requests of each field and everything below it. */
function requestsBelow({ requests }: OperationPlan): ReadonlyMap<string, number> {
  const below = new Map<string, number>();
  for (const { fields, count } of requests) {
    for (const path of new Set(fields.flatMap(pathsAbove))) {
      below.set(path, (below.get(path) ?? 0) + count.max);
    }
  }
  return below;
}

/** A path and those of the fields around it. */
function pathsAbove(path: string): string[] {
  const names = path.split('.');
  return names.map((_, index) => names.slice(0, index + 1).join('.'));
}

/** The largest size of which the next larger does not fit; null where 1 does not. Those that are smaller stay so. */
function largestFitting(
  windows: readonly Window[],
  planWith: PlanWith,
  budget: number,
): WindowSuggestion | null {
  const sizes = new Map(windows.map(({ path, size }) => [path, size]));
  const requestsAt = (most: number): number =>
    planWith(({ path, size }) => (sizes.has(path) ? Math.min(size, most) : null)).count.max;
  let fits = 1;
  let requests = requestsAt(fits);
  if (windows.length === 0 || requests > budget) return null;
  let tooLarge = Math.max(...sizes.values());
  while (tooLarge - fits > 1) {
    const between = Math.floor((fits + tooLarge) / 2);
    const needed = requestsAt(between);
    if (needed > budget) tooLarge = between;
    else [fits, requests] = [between, needed];
  }
  const smaller = windows
    .filter(({ size }) => size > fits)
    .map(({ path, argument, size }) => ({ path, argument, size: fits, insteadOf: size }));
  return { windows: smaller, requests };
}

function bestOf(suggestions: readonly WindowSuggestion[]): WindowSuggestion | null {
  const keptOf = ({ windows: [window] }: WindowSuggestion): number =>
    window ? window.size / window.insteadOf : 0;
  return suggestions.toSorted((left, right) => keptOf(right) - keptOf(left))[0] ?? null;
}
