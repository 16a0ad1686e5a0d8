/** Tables for terminals: columns as wide as what stands in them. Pure. */

import { displayWidth, padded } from './display-width.ts';

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** The lines of a table, the first of them the titles; no line ends with a space. */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const titles = columns.map(({ title }) => title);
  const widths = columns.map((_, index) =>
    Math.max(...[titles, ...rows].map((row) => displayWidth(row[index] ?? ''))),
  );
  return [titles, ...rows].map((row) =>
    columns
      .map(({ align }, index) => padded(row[index] ?? '', widths[index] ?? 0, align))
      .join('  ')
      .trimEnd(),
  );
}
