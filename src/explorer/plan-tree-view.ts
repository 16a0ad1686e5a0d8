/** The tree of a plan on the page, with its keys. What the items are is `plan-tree.ts`; what keys do is `tree-keys.ts`. */

import { badge } from './badge.ts';
import { element } from './element.ts';
import type { PlanStep } from './explain.ts';
import type { FieldItem, RequestItem, TreeItem } from './plan-tree.ts';
import { afterKey, shownItems, type TreeState, toggled } from './tree-keys.ts';
import { parameterTexts, rangeText } from './words.ts';

export interface PlanTreeView {
  readonly element: HTMLElement;
  /** Draws another plan. Fields that were closed stay closed, and who was in the tree stays there. */
  show(items: readonly FieldItem[]): void;
}

export function createPlanTreeView(): PlanTreeView {
  const tree = element('ul', {
    role: 'tree',
    class: 'atelier-tree',
    'aria-label': 'Planned upstream requests',
  });
  let items: readonly FieldItem[] = [];
  let state: TreeState = { focused: '', collapsed: new Set() };

  function draw(): void {
    const hadFocus = tree.contains(document.activeElement);
    const shown = shownItems(items, state.collapsed);
    if (!shown.some(({ item }) => item.id === state.focused)) {
      state = { ...state, focused: shown[0]?.item.id ?? '' };
    }
    tree.replaceChildren(...listItems(items, state, 1));
    if (hadFocus) focusedElement()?.focus();
  }

  function focusedElement(): HTMLElement | null {
    return tree.querySelector<HTMLElement>('[role=treeitem][tabindex="0"]');
  }

  tree.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const next = afterKey(items, state, event.key);
    if (!next) return;
    event.preventDefault();
    state = next;
    draw();
  });
  tree.addEventListener('click', ({ target }) => {
    const item = target instanceof Element ? target.closest<HTMLElement>('[role=treeitem]') : null;
    if (!item) return;
    state = { ...state, focused: item.dataset['item'] ?? '' };
    if (item.ariaExpanded !== null) state = toggled(state);
    draw();
    focusedElement()?.focus();
  });
  return {
    element: tree,
    show: (next) => {
      items = next;
      draw();
    },
  };
}

function listItems(items: readonly TreeItem[], state: TreeState, level: number): readonly HTMLElement[] {
  return items.map((item, index) => {
    const expanded = item.children.length > 0 ? !state.collapsed.has(item.id) : null;
    return element(
      'li',
      {
        role: 'treeitem',
        'data-item': item.id,
        'aria-label': item.label,
        'aria-level': level,
        'aria-setsize': items.length,
        'aria-posinset': index + 1,
        'aria-expanded': expanded === null ? null : String(expanded),
        tabindex: item.id === state.focused ? 0 : -1,
      },
      item.kind === 'field' ? fieldRow(item) : requestRow(item),
      ...(expanded ? [element('ul', { role: 'group' }, ...listItems(item.children, state, level + 1))] : []),
    );
  });
}

function fieldRow({ name, requests }: FieldItem): HTMLElement {
  return element(
    'div',
    { class: 'atelier-row atelier-field' },
    element('span', { class: 'atelier-twisty', 'aria-hidden': 'true' }),
    element('code', {}, name),
    element('span', { class: 'atelier-count' }, `× ${rangeText(requests)}`),
  );
}

function requestRow({ step, sameAs }: RequestItem): HTMLElement {
  const head = element(
    'div',
    { class: 'atelier-line' },
    badge(step.upstream),
    element('code', {}, `${step.method} ${step.path ?? step.route}`),
    element('span', { class: 'atelier-count' }, `× ${rangeText(step.requests)}`),
  );
  const details = sameAs === null ? detailsOf(step) : [chip(`same requests as for ${sameAs}`)];
  return element(
    'div',
    { class: 'atelier-row atelier-request' },
    element('span', { class: 'atelier-step', 'aria-hidden': 'true' }, String(step.step)),
    element('div', {}, head, element('div', { class: 'atelier-details' }, ...details)),
  );
}

function detailsOf({ parameters, open, waitsFor, mayGrow }: PlanStep): readonly HTMLElement[] {
  return [
    ...(waitsFor === null ? [] : [chip(`waits for step ${waitsFor}`, 'waits')]),
    ...(mayGrow ? [chip('may grow', 'grows')] : []),
    ...parameterTexts(parameters).map((text) => element('code', { class: 'atelier-parameter' }, text)),
    ...open.map((name) =>
      element('code', { class: 'atelier-parameter open', title: 'Rows decide' }, `${name}=…`),
    ),
  ];
}

function chip(text: string, kind = ''): HTMLElement {
  return element('span', { class: `atelier-chip ${kind}` }, text);
}
