/**
 * Names that clients choose, as labels of metrics: of all the names that may come, only so many become labels, so that
 * nobody can make the gateway keep a series for each of a million names. Keeps the names that did.
 */

/** Has parentheses, which no name of GraphQL can have. */
export const otherName = '(other)';

export interface BoundedNames {
  /** The name where there is room for it, `(other)` where there is none. */
  label(name: string): string;
  /** The name where it has a label already, otherwise `(other)`. */
  known(name: string): string;
}

/** Every scrape reads all series of each name. */
const mostKnown = 1_000;

/**
 * @param options.known have their labels whatever comes, the first thousand of them
 * @param options.most further names that get one, in the order in which they come
 */
export function createBoundedNames(options: {
  readonly known: Iterable<string>;
  readonly most: number;
}): BoundedNames {
  const labels = new Set([...new Set(options.known)].slice(0, mostKnown));
  const most = labels.size + options.most;
  return {
    label: (name) => {
      if (labels.size < most) labels.add(name);
      return labels.has(name) ? name : otherName;
    },
    known: (name) => (labels.has(name) ? name : otherName),
  };
}
