import { expect, it } from 'vitest';
import { readPromql } from './promql.ts';

it('finds metrics with the labels that they are chosen, grouped and matched by', () => {
  expect(
    readPromql(
      'sum by (le, b) (rate(x_bucket{c="1", d=~"2|3"}[5m])) / on (le) group_left topk(3, y{e!="z"})',
    ),
  ).toEqual({
    metrics: [
      { name: 'x_bucket', labels: ['c', 'd', 'le', 'b'], values: { c: /^\x31$/, d: /^(?:2|3)$/ } },
      { name: 'y', labels: ['e', 'le'], values: {} },
    ],
    resultLabels: null,
  });
});

it.each([
  ['sum(a) without (q)', ['q']],
  ['max(a) - max(b)', []],
  ['histogram_quantile(0.9, sum by (le, route) (rate(a_bucket[1m])))', ['le', 'route']],
  ['topk(2, sum by (x) (a)) > 0', ['x']],
  ['rate(a[1m])', null],
])('tells which labels the result of %s may have', (expression, labels) => {
  expect(readPromql(expression).resultLabels).toEqual(labels);
});

it.each(['sum by (a (b)', 'rate(a[5m]', 'a{b=c}', ''])('refuses %j', (expression) => {
  expect(() => readPromql(expression)).toThrow('This is no PromQL');
});
