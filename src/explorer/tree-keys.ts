/** What the keys of a tree do, as the ARIA practices for trees have it. Knows no element. Pure. */

import type { TreeItem } from './plan-tree.ts';

/** An item that is not below a collapsed one. */
export interface ShownItem {
  readonly item: TreeItem;
  readonly parent: string | null;
}

export interface TreeState {
  readonly focused: string;
  readonly collapsed: ReadonlySet<string>;
}

/** In the order in which they stand below each other. */
export function shownItems(
  items: readonly TreeItem[],
  collapsed: ReadonlySet<string>,
  parent: string | null = null,
): readonly ShownItem[] {
  return items.flatMap((item) => [
    { item, parent },
    ...(collapsed.has(item.id) ? [] : shownItems(item.children, collapsed, item.id)),
  ]);
}

/** @returns null for a key that means nothing here */
export function afterKey(items: readonly TreeItem[], state: TreeState, key: string): TreeState | null {
  const shown = shownItems(items, state.collapsed);
  const index = shown.findIndex(({ item }) => item.id === state.focused);
  const current = shown[index];
  const focus = (to: number): TreeState => ({ ...state, focused: shown[to]?.item.id ?? state.focused });
  if (!current) return null;
  const expandable = current.item.children.length > 0;
  const collapsed = state.collapsed.has(current.item.id);
  switch (key) {
    case 'ArrowDown':
      return focus(index + 1);
    case 'ArrowUp':
      return focus(index - 1);
    case 'Home':
      return focus(0);
    case 'End':
      return focus(shown.length - 1);
    case 'ArrowRight':
      if (!expandable) return state;
      return collapsed ? toggled(state) : focus(index + 1);
    case 'ArrowLeft':
      if (expandable && !collapsed) return toggled(state);
      return { ...state, focused: current.parent ?? state.focused };
    case 'Enter':
    case ' ':
      return expandable ? toggled(state) : state;
    case '*':
      return { ...state, collapsed: new Set() };
    default:
      return null;
  }
}

/** The focused item opened or closed. */
export function toggled({ focused, collapsed }: TreeState): TreeState {
  const next = new Set(collapsed);
  if (!next.delete(focused)) next.add(focused);
  return { focused, collapsed: next };
}
