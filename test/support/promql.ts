/** Reads which metrics and labels a PromQL expression names, by Prometheus's own grammar. Evaluates nothing. For tests. */

import { parser } from '@prometheus-io/lezer-promql';

/** A metric as an expression asks for it. */
export interface NamedMetric {
  /** With the ending of a histogram's series: `…_bucket`. */
  readonly name: string;
  /** Labels that it is chosen, grouped or matched by. */
  readonly labels: readonly string[];
  /** Which values of its labels it must have. */
  readonly values: Readonly<Record<string, RegExp>>;
}

export interface NamedInExpression {
  readonly metrics: readonly NamedMetric[];
  /** Labels that the result may have: those of the outermost grouping, or of all metrics (`null`) where nothing groups. */
  readonly resultLabels: readonly string[] | null;
}

type Node = ReturnType<typeof parser.parse>['topNode'];

/** Aggregations that hand on series whole, with all their labels. */
const choosing = ['Topk', 'Bottomk', 'LimitK', 'LimitRatio'];

/** @throws for a text that is no PromQL */
export function readPromql(expression: string): NamedInExpression {
  const { topNode } = parser.parse(expression);
  const textOf = ({ from, to }: Node): string => expression.slice(from, to);
  const labelsIn = (node: Node | null | undefined): string[] =>
    descendants(node, 'GroupingLabels').flatMap((group) => childrenOf(group, 'LabelName').map(textOf));
  const valuesOf = (matcher: Node): [string, RegExp][] => {
    const [label = '', operator, quoted = '""'] = childrenOf(matcher).map(textOf);
    const value = quoted.slice(1, -1);
    if (operator === '=~') return [[label, new RegExp(`^(?:${value})$`)]];
    return operator === '=' ? [[label, new RegExp(`^${RegExp.escape(value)}$`)]] : [];
  };
  const metrics: NamedMetric[] = [];
  const visit = (node: Node, grouping: readonly string[]): void => {
    if (node.type.isError) throw new Error(`This is no PromQL at ${node.from}: ${expression}`);
    if (node.name === 'VectorSelector') {
      const [name] = childrenOf(node, 'Identifier').map(textOf);
      if (name === undefined) throw new Error(`A selector names no metric: ${expression}`);
      const matched = descendants(node, 'LabelName').map(textOf);
      const values = Object.fromEntries(descendants(node, 'UnquotedLabelMatcher').flatMap(valuesOf));
      metrics.push({ name, labels: [...new Set([...matched, ...grouping])], values });
    }
    const own = childrenOf(node, 'AggregateModifier', 'MatchingModifierClause').flatMap(labelsIn);
    for (const child of childrenOf(node)) visit(child, [...grouping, ...own]);
  };
  visit(topNode, []);
  const resultLabels = (node: Node): string[] | null => {
    if (node.name === 'VectorSelector') return null;
    const modifier = childrenOf(node, 'AggregateModifier')[0];
    if (node.name === 'AggregateExpr' && modifier) return labelsIn(modifier);
    const operator = childrenOf(node, 'AggregateOp')[0]?.firstChild?.name ?? '';
    if (node.name === 'AggregateExpr' && !choosing.includes(operator)) return [];
    const parts = childrenOf(node).flatMap((child) => (holdsSeries(child) ? [resultLabels(child)] : []));
    return parts.includes(null) ? null : parts.flatMap((part) => part ?? []);
  };
  return { metrics, resultLabels: resultLabels(topNode) };
}

function holdsSeries(node: Node): boolean {
  return node.name === 'VectorSelector' || descendants(node, 'VectorSelector').length > 0;
}

function childrenOf(node: Node, ...names: readonly string[]): Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (names.length === 0 || names.includes(child.name)) children.push(child);
  }
  return children;
}

function descendants(node: Node | null | undefined, name: string): Node[] {
  if (!node) return [];
  return childrenOf(node).flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...descendants(child, name),
  ]);
}
