/** Several operations, and what became of them, as tables. Pure. */

import { upstreamNames } from '#src/errors.ts';
import type { PlanReport } from '#src/graph/plan-report.ts';
import type { ChangeKind } from './comparison.ts';
import { visible } from './display-width.ts';
import type { Explained } from './explained.ts';
import type { ComparedWith } from './show-json.ts';
import { type Column, textTable } from './text-table.ts';
import { countText, nameText, type Paint, placeText } from './words.ts';

export function showTable(explained: readonly Explained[], paint: Paint): string {
  const asked = upstreamNames.filter((name) => explained.some(({ report }) => report.perUpstream[name]));
  const columns: Column[] = [
    { title: 'operation', align: 'left' },
    { title: 'file', align: 'left' },
    { title: 'requests', align: 'right' },
    ...asked.map((title) => ({ title, align: 'right' as const })),
    { title: 'deepest wait', align: 'left' },
  ];
  const rows = explained.map(({ operation, report }) => [
    nameText(operation.name),
    placeText(operation),
    countText(report.requests),
    ...asked.map((name) => countText(report.perUpstream[name] ?? { min: 0, max: 0 })),
    deepestWait(report).join(' → '),
  ]);
  const [titles = '', ...lines] = textTable(columns, rows);
  const shown = lines.map((line, index) => (explained[index]?.tooMuch ? paint('red', line) : line));
  return [paint('bold', titles), ...shown, ''].join('\n');
}

/** The fields of the longest chain of requests in which each waits for the one before, each from the one before. */
function deepestWait({ steps }: PlanReport): string[] {
  const chains: string[][] = [];
  for (const { fields, waitsFor } of steps) {
    const before = waitsFor === null ? [] : (chains[waitsFor - 1] ?? []);
    chains.push([...before, fields[0] ?? '']);
  }
  const deepest = chains.reduce((found, chain) => (chain.length > found.length ? chain : found), []);
  return deepest.map((path, index) => {
    const before = `${deepest[index - 1]}.`;
    return path.startsWith(before) ? path.slice(before.length) : path;
  });
}

const styles: Readonly<Partial<Record<ChangeKind, 'red' | 'green' | 'yellow'>>> = {
  'more expensive': 'red',
  cheaper: 'green',
  'not comparable': 'yellow',
};

export function showComparison({ revision, commit, changes, unchanged }: ComparedWith, paint: Paint): string {
  const head = `Compared with ${visible(revision)} (${commit}); both are planned by the code as it is now.`;
  const rest = `${unchanged} unchanged`;
  if (changes.length === 0) return [head, rest, ''].join('\n');
  const columns: Column[] = [
    { title: 'change', align: 'left' },
    { title: 'operation', align: 'left' },
    { title: 'file', align: 'left' },
    { title: 'before', align: 'right' },
    { title: 'after', align: 'right' },
  ];
  const rows = changes.map(({ kind, name, file, before, after }) => [
    kind,
    nameText(name),
    visible(file),
    before ? countText(before) : '',
    after ? countText(after) : '',
  ]);
  const [titles = '', ...lines] = textTable(columns, rows);
  const shown = lines.map((line, index) => {
    const style = styles[changes[index]?.kind ?? 'new'];
    return style ? paint(style, line) : line;
  });
  return [head, '', paint('bold', titles), ...shown, rest, ''].join('\n');
}
