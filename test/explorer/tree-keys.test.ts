import { describe, expect, it } from 'vitest';
import { treeOf } from '#src/explorer/plan-tree.ts';
import { afterKey, type TreeState } from '#src/explorer/tree-keys.ts';
import { matches } from './plans.ts';

/** `assets` with `assets 1` and `nodes.datasetImages`, which has `… 2`. */
const items = treeOf(matches);
const below = 'assets.nodes.datasetImages';
const last = `${below} 2`;

/** What is focused and closed after these keys. */
function press(start: string, ...keys: readonly string[]): readonly string[] {
  const open: TreeState = { focused: start, collapsed: new Set() };
  const { focused, collapsed } = keys.reduce((state, key) => afterKey(items, state, key) ?? state, open);
  return [focused, ...collapsed];
}

describe('the keys of a tree', () => {
  it('go down and up through what is shown, and stay at the ends', () => {
    expect(press('assets', 'ArrowDown', 'ArrowDown')).toEqual([below]);
    expect(press(below, 'ArrowUp')).toEqual(['assets 1']);
    expect(press('assets', 'ArrowUp')).toEqual(['assets']);
    expect(press(last, 'ArrowDown')).toEqual([last]);
  });

  it('go to the first and the last item that is shown', () => {
    expect(press(below, 'Home')).toEqual(['assets']);
    expect(press('assets', 'End')).toEqual([last]);
    expect(press(below, 'ArrowLeft', 'Home', 'End')).toEqual([below, below]);
  });

  it('close with the left arrow, then go to the parent', () => {
    expect(press(below, 'ArrowLeft')).toEqual([below, below]);
    expect(press(below, 'ArrowLeft', 'ArrowLeft')).toEqual(['assets', below]);
    expect(press(last, 'ArrowLeft')).toEqual([below]);
    expect(press('assets', 'ArrowLeft', 'ArrowLeft')).toEqual(['assets', 'assets']);
  });

  it('open with the right arrow, then go to the first child', () => {
    expect(press(below, 'ArrowLeft', 'ArrowRight')).toEqual([below]);
    expect(press(below, 'ArrowRight')).toEqual([last]);
    expect(press(last, 'ArrowRight')).toEqual([last]);
  });

  it('open and close with Enter and the space bar, and open everything with an asterisk', () => {
    expect(press('assets', 'Enter')).toEqual(['assets', 'assets']);
    expect(press('assets', 'Enter', ' ')).toEqual(['assets']);
    expect(press(below, 'Enter', 'Home', 'Enter', '*')).toEqual(['assets']);
  });

  it('leave all other keys to the browser', () => {
    const state: TreeState = { focused: 'assets', collapsed: new Set() };
    expect(['Tab', 'Escape', 'F5', 'a'].map((key) => afterKey(items, state, key))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
