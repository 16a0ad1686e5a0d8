/** A plan as a tree of fields with the requests that each causes. Says what each item is called; draws nothing. Pure. */

import type { Count, Plan, PlanStep } from './explain.ts';
import { parameterTexts, requestsText, upstreams } from './words.ts';

export type TreeItem = FieldItem | RequestItem;

/** A field, or several on the way to one, where those between ask nothing. */
export interface FieldItem {
  readonly kind: 'field';
  readonly id: string;
  readonly name: string;
  /** Of it and of all fields below, each kind of request once. */
  readonly requests: Count;
  readonly label: string;
  readonly children: readonly TreeItem[];
}

export interface RequestItem {
  readonly kind: 'request';
  readonly id: string;
  readonly step: PlanStep;
  /** The field under which the same requests stand already; null for the first time. */
  readonly sameAs: string | null;
  readonly label: string;
  readonly children: readonly [];
}

interface Branch {
  readonly requests: RequestItem[];
  readonly fields: Map<string, Branch>;
}

/** The root fields, in the order in which their requests can begin. */
export function treeOf({ steps }: Pick<Plan, 'steps'>): readonly FieldItem[] {
  const root: Branch = { requests: [], fields: new Map() };
  for (const step of steps) {
    for (const [index, path] of step.fields.entries()) {
      const sameAs = index === 0 ? null : (step.fields[0] ?? null);
      branchAt(root, path).requests.push(requestItem(step, path, sameAs));
    }
  }
  return fieldItems(root, '');
}

function branchAt(root: Branch, path: string): Branch {
  return path.split('.').reduce((branch, name) => {
    const below = branch.fields.get(name) ?? { requests: [], fields: new Map() };
    branch.fields.set(name, below);
    return below;
  }, root);
}

function fieldItems(branch: Branch, path: string): readonly FieldItem[] {
  return [...branch.fields].map(([name, below]) => fieldItem([name], below, path));
}

function fieldItem(names: readonly string[], branch: Branch, parent: string): FieldItem {
  const only = branch.requests.length === 0 && branch.fields.size === 1 ? [...branch.fields][0] : undefined;
  if (only) return fieldItem([...names, only[0]], only[1], parent);
  const name = names.join('.');
  const id = parent === '' ? name : `${parent}.${name}`;
  const children = [...branch.requests, ...fieldItems(branch, id)];
  const requests = sumOf(children);
  return { kind: 'field', id, name, requests, label: `${name}, ${requestsText(requests)}`, children };
}

function requestItem(step: PlanStep, path: string, sameAs: string | null): RequestItem {
  return {
    kind: 'request',
    id: `${path} ${step.step}`,
    step,
    sameAs,
    label: sameAs === null ? stepLabel(step) : `Step ${step.step}: the same requests as for ${sameAs}`,
    children: [],
  };
}

/** Everything about a step in one sentence. */
function stepLabel(step: PlanStep): string {
  const parts = [
    `${requestsText(step.requests)} to ${upstreams[step.upstream].title}`,
    `${step.method} ${step.path ?? step.route}`,
    ...(parameterTexts(step.parameters).length > 0
      ? [`with ${parameterTexts(step.parameters).join(', ')}`]
      : []),
    ...(step.open.length > 0 ? [`rows decide ${step.open.join(', ')}`] : []),
    step.waitsFor === null ? 'begins at once' : `waits for step ${step.waitsFor}`,
    ...(step.mayGrow ? ['may grow'] : []),
  ];
  return `Step ${step.step}: ${parts.join('; ')}`;
}

function sumOf(items: readonly TreeItem[]): Count {
  const counts = items.map((item) => {
    if (item.kind === 'field') return item.requests;
    return item.sameAs === null ? item.step.requests : { min: 0, max: 0 };
  });
  return {
    min: counts.reduce((sum, { min }) => sum + min, 0),
    max: counts.reduce((sum, { max }) => sum + max, 0),
  };
}
