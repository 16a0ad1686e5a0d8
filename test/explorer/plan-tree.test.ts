import { describe, expect, it } from 'vitest';
import { type TreeItem, treeOf } from '#src/explorer/plan-tree.ts';
import { matches, planOf, stepOf } from './plans.ts';

/** One line an item, indented by its level. */
function outline(items: readonly TreeItem[], indent = ''): string[] {
  return items.flatMap((item) => [
    indent + (item.kind === 'field' ? item.label : `#${item.step.step} ${item.sameAs ?? ''}`.trim()),
    ...outline(item.children, `${indent}  `),
  ]);
}

describe('the tree of a plan', () => {
  it('puts requests under their fields, and fields under fields', () => {
    expect(outline(treeOf(matches))).toEqual([
      'assets, 1 to 11 requests',
      '  #1',
      '  nodes.datasetImages, 0 to 10 requests',
      '    #2',
    ]);
  });

  it('joins fields that ask nothing with the one below, unless there are several below', () => {
    const steps = [
      stepOf({ step: 1, fields: ['node.images.nodes.assets'] }),
      stepOf({ step: 2, fields: ['node.images.nodes.datasetImages'] }),
    ];
    expect(outline(treeOf(planOf({ steps })))).toEqual([
      'node.images.nodes, 2 requests',
      '  assets, 1 request',
      '    #1',
      '  datasetImages, 1 request',
      '    #2',
    ]);
  });

  it('counts requests that serve several fields once, and says where they stand', () => {
    const steps = [stepOf({ step: 1, fields: ['first', 'second.nodes'] })];
    expect(outline(treeOf(planOf({ steps })))).toEqual([
      'first, 1 request',
      '  #1',
      'second.nodes, 0 requests',
      '  #1 first',
    ]);
  });

  it('gives every item an id of its own', () => {
    const steps = [
      stepOf({ step: 1, fields: ['first', 'second'] }),
      stepOf({ step: 2, fields: ['first', 'first.nodes'] }),
    ];
    const ids = (items: readonly TreeItem[]): string[] =>
      items.flatMap((item) => [item.id, ...ids(item.children)]);
    const all = ids(treeOf(planOf({ steps })));
    expect(new Set(all).size).toBe(all.length);
    expect(all).toHaveLength(7);
  });

  it('says everything of a request in one sentence', () => {
    const [assets] = treeOf(matches);
    const labels = [assets?.children[0]?.label, assets?.children[1]?.children[0]?.label];
    expect(labels).toEqual([
      'Step 1: 1 request to PiktID; GET /assets; with page=1, per_page=10; begins at once',
      'Step 2: 0 to 10 requests to Acusight; GET /data/images; with limit=100; rows decide filename, offset; waits for step 1; may grow',
    ]);
  });

  it('shows the route where rows decide the path', () => {
    const steps = [stepOf({ step: 1, fields: ['jobs'], route: '/jobs/{job_id}/results', path: null })];
    expect(treeOf(planOf({ steps }))[0]?.children[0]?.label).toContain('GET /jobs/{job_id}/results');
  });
});
