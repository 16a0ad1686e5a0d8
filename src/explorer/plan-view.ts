/** The plan's part of the panel: how much in all, of which backend, within which budget, and the tree. */

import { badge } from './badge.ts';
import { element } from './element.ts';
import type { Plan } from './explain.ts';
import { treeOf } from './plan-tree.ts';
import { createPlanTreeView } from './plan-tree-view.ts';
import { rangeText, requestsText, upstreamNames, upstreams } from './words.ts';

export interface PlanView {
  readonly element: HTMLElement;
  /** A plan, or why there is none. The one before stays below the reason: most operations are only unfinished. */
  show(plan: Plan | null, problem: string | null): void;
}

/** @param again asks for the plan of what is in the editor now */
export function createPlanView(again: () => void): PlanView {
  const tree = createPlanTreeView();
  const refresh = element('button', { type: 'button', class: 'atelier-button' }, 'Plan again');
  const summary = element(
    'p',
    { role: 'status', class: 'atelier-summary' },
    'No operation has been planned yet.',
  );
  const totals = element('div', { class: 'atelier-totals' });
  const heading = element('h2', { id: 'atelier-plan-title' }, 'Plan');
  const section = element(
    'section',
    { 'aria-labelledby': 'atelier-plan-title', class: 'atelier-section' },
    element('div', { class: 'atelier-heading' }, heading, refresh),
    summary,
    totals,
    tree.element,
  );
  tree.element.hidden = true;
  refresh.addEventListener('click', again);
  return {
    element: section,
    show: (plan, problem) => {
      const before = plan === null && totals.hasChildNodes() ? ' Below is the plan from before.' : '';
      summary.classList.toggle('atelier-problem', problem !== null);
      summary.textContent = problem === null ? '' : `${problem}${before}`;
      if (plan === null) return;
      heading.textContent = plan.operation.name === null ? 'Plan' : `Plan of ${plan.operation.name}`;
      if (problem === null) summary.textContent = summaryOf(plan);
      totals.replaceChildren(...upstreamTotals(plan), budgetOf(plan));
      tree.element.hidden = plan.steps.length === 0;
      tree.show(treeOf(plan));
    },
  };
}

function summaryOf({ operation, requests, unforeseen }: Plan): string {
  if (requests.max === 0) return 'Asks no backend.';
  const each = operation.kind === 'subscription' ? ' for each event' : '';
  const more = unforeseen === 0 ? '' : `; at most ${unforeseen} more where a backend has more than is usual`;
  return `Will make ${requestsText(requests)}${each}${more}.`;
}

function upstreamTotals({ perUpstream }: Plan): readonly HTMLElement[] {
  const asked = upstreamNames.flatMap((name) => {
    const count = perUpstream[name];
    return count ? [element('li', {}, badge(name), `${upstreams[name].title} ${rangeText(count)}`)] : [];
  });
  return asked.length === 0 ? [] : [element('ul', { 'aria-label': 'Requests to each backend' }, ...asked)];
}

function budgetOf({ requests, budget }: Plan): HTMLElement {
  const over = requests.max > budget;
  const text = over
    ? `Over the budget: may need ${requests.max} requests, ${budget} are allowed`
    : `Budget: at most ${requests.max} of ${budget} requests`;
  const percent = (count: number): string => `${Math.min(100, (100 * count) / Math.max(1, budget))}%`;
  const [most, least] = [element('span', { class: 'most' }), element('span', { class: 'least' })];
  most.style.width = percent(requests.max);
  least.style.width = percent(requests.min);
  const bar = element(
    'div',
    {
      role: 'meter',
      class: 'atelier-bar',
      'aria-label': 'Budget of requests',
      'aria-valuemin': 0,
      'aria-valuemax': budget,
      'aria-valuenow': Math.min(requests.max, budget),
      'aria-valuetext': text,
    },
    most,
    least,
  );
  return element(
    'div',
    { class: over ? 'atelier-budget over' : 'atelier-budget' },
    element('span', { 'aria-hidden': 'true' }, text),
    bar,
  );
}
