/** The plan of one operation as a tree of its fields, with their upstream requests. Pure. */

import { describeWindow } from '#src/graph/cheaper-window.ts';
import type { PlanReport, PlanStep } from '#src/graph/plan-report.ts';
import { padded, visible } from './display-width.ts';
import type { Explained } from './explained.ts';
import { countText, nameText, type Paint, placeText, requestsText } from './words.ts';

/** A field, or several of which each has only the next one. */
interface Branch {
  readonly label: string;
  readonly path: string;
  readonly branches: readonly Branch[];
}

/** A line and what stands before it: how many requests. */
interface Line {
  readonly count: string;
  readonly text: string;
}

export function showPlan({ operation, report }: Explained, paint: Paint): string {
  const { kind } = report.operation;
  const title = `${paint('bold', `${kind} ${nameText(operation.name)}`)}  ${placeText(operation)}`;
  const lines = [
    ...branchesOf(report).flatMap((branch) => linesOf(branch, '', '', report.steps, paint)),
    { count: countText(report.requests), text: totalText(report) },
  ];
  const width = Math.max(...lines.map(({ count }) => count.length));
  const shown = lines.map(({ count, text }) => `  ${padded(count, width, 'right')}  ${text}`.trimEnd());
  return [title, '', ...shown, ''].join('\n');
}

function totalText({ operation, perUpstream, unforeseen }: PlanReport): string {
  const upstreams = Object.entries(perUpstream).map(([name, count]) => `${name} ${countText(count)}`);
  const parts = [
    operation.kind === 'subscription' ? 'requests for each event' : 'requests in all',
    upstreams.length > 0 ? `: ${upstreams.join(', ')}` : '',
    unforeseen > 0 ? `; up to ${unforeseen} more where a backend has more than is usual` : '',
  ];
  return parts.join('');
}

/** The field's own requests come before the fields below it. */
function linesOf(
  { label, path, branches }: Branch,
  fork: string,
  trunk: string,
  steps: readonly PlanStep[],
  paint: Paint,
): Line[] {
  const own = steps.filter(({ fields }) => fields.includes(path));
  const bar = branches.length > 0 ? '│ ' : '  ';
  return [
    { count: '', text: `${fork}${paint('bold', label)}` },
    ...own.map((step) => stepLine(step, path, `${trunk}${bar}`, paint)),
    ...branches.flatMap((branch, index) => {
      const isLast = index === branches.length - 1;
      return linesOf(
        branch,
        `${trunk}${isLast ? '└─ ' : '├─ '}`,
        `${trunk}${isLast ? '   ' : '│  '}`,
        steps,
        paint,
      );
    }),
  ];
}

/** A request that several fields share is counted at the first of them. */
function stepLine(step: PlanStep, path: string, indent: string, paint: Paint): Line {
  const mark = `[${step.step}]`;
  if (step.fields[0] !== path) {
    return { count: '', text: `${indent}${mark} ${paint('dim', `as for ${step.fields[0]}`)}` };
  }
  const parameters = [
    ...Object.entries(step.parameters).map(([name, value]) => `${name}=${visible(String(value))}`),
    ...step.open.filter((name) => !step.route.includes(`{${name}}`)).map((name) => `${name}=…`),
  ];
  const notes = [
    ...(step.waitsFor === null ? [] : [`after [${step.waitsFor}]`]),
    ...(step.mayGrow ? ['may grow'] : []),
  ];
  const request = `${step.upstream} ${step.method} ${visible(step.path ?? step.route)}`;
  const text = [`${indent}${mark} ${request}`, ...parameters].join(' ');
  const note = notes.length > 0 ? `  ${paint('dim', `(${notes.join(', ')})`)}` : '';
  return { count: countText(step.requests), text: `${text}${note}` };
}

/** The fields that ask for something, as they lie in one another. */
function branchesOf({ steps }: PlanReport): Branch[] {
  const paths = [...new Set(steps.flatMap(({ fields }) => fields))];
  const childrenOf = (parent: string): Branch[] => {
    const within = paths.filter((path) => isBelow(path, parent));
    // Between the parent and these there is no other field that asks.
    const nearest = within.filter((path) => !within.some((other) => isBelow(path, other)));
    return nearest.map((path) => ({
      label: parent === '' ? path : path.slice(parent.length + 1),
      path,
      branches: childrenOf(path),
    }));
  };
  return childrenOf('');
}

function isBelow(path: string, parent: string): boolean {
  return parent === '' || path.startsWith(`${parent}.`);
}

/** What is to be known beside the numbers: stand-ins, and what is over the budget. */
export function showNotes(
  { operation, report, standIns, tooMuch }: Explained,
  budget: number,
  paint: Paint,
): string[] {
  const name = nameText(operation.name);
  const notes = standIns.map(
    ({ variable, type, by }) => `${name}: $${variable}: ${type} has no value; planned with ${by}`,
  );
  if (!tooMuch) return notes;
  const { costliest, suggestion } = tooMuch;
  const share = costliest ? `; ${costliest.path} costs the most, up to ${costliest.requests}` : '';
  const over = `${name}: ${requestsText(report.requests)}, over the budget of ${budget}${share}`;
  return [...notes, `${paint('red', over)}${hintText(suggestion)}`];
}

function hintText(suggestion: NonNullable<Explained['tooMuch']>['suggestion']): string {
  if (!suggestion) return '. No smaller window is enough';
  const windows = suggestion.windows.map(describeWindow);
  return `. With ${windows.join(' and ')} it needs at most ${suggestion.requests}`;
}
