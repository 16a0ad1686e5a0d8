/**
 * Owns the merging of several lists into one, fairly: in turn one row of each, until a list has no more. A place in
 * the merged list is how many rows of each list lie before it, so the lists need no common order. Pure.
 */

/** Rows of one list from some place on. */
export interface Strand<Row> {
  /** In list order; at least as many as are merged, unless the list ends. */
  readonly rows: readonly Row[];
  /** Rows of the list before `rows`. */
  readonly start: number;
}

/** A row of the merged list. */
export interface Interleaved<Row> {
  readonly row: Row;
  /** Which list it is from. */
  readonly strand: number;
  /** Rows of each list up to and including this one: the place behind it. */
  readonly counts: readonly number[];
}

/** The next `size` rows of the merged list; fewer where all lists end before. */
export function interleave<Row>(strands: readonly Strand<Row>[], size: number): Interleaved<Row>[] {
  const counts = strands.map((strand) => strand.start);
  const merged: Interleaved<Row>[] = [];
  while (merged.length < size) {
    const next = nextStrand(strands, counts);
    const strand = strands[next];
    const count = counts[next] ?? 0;
    const row = strand?.rows[count - (strand?.start ?? 0)];
    if (row === undefined) break;
    counts[next] = count + 1;
    merged.push({ row, strand: next, counts: [...counts] });
  }
  return merged;
}

/** The list that gave the fewest rows, of those that have more; of several the first. -1 where none has. */
function nextStrand(strands: readonly Strand<unknown>[], counts: readonly number[]): number {
  let next = -1;
  for (const [index, strand] of strands.entries()) {
    const count = counts[index] ?? 0;
    const hasMore = count - strand.start < strand.rows.length;
    if (hasMore && (next === -1 || count < (counts[next] ?? 0))) next = index;
  }
  return next;
}
