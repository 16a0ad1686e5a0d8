/** A colour for each class of regions, the same on the whole page. Owns which class got which. */

/** Told apart by eye and, mostly, without seeing red or green; each is drawn over a white line and under a dark one. */
const colors = [
  '#e4572e',
  '#2f9be0',
  '#f2b705',
  '#17a673',
  '#a45ee5',
  '#ef5da8',
  '#00b8c4',
  '#9bc53d',
  '#ff8a3d',
  '#5b7cfa',
  '#c98b5b',
  '#e0485e',
] as const;

const known = new Map<string, string>();

/** The class of a region without one. */
export const nameless = 'without a class';

export function classColor(name: string): string {
  const color = known.get(name) ?? colors[known.size % colors.length] ?? colors[0];
  known.set(name, color);
  return color;
}
