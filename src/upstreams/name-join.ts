/**
 * Finds the rows of a list by their exact names, with the fewest requests: one search for each name, or, where the
 * whole list has fewer pages than there are names, all its pages. Knows no routes; rows are matched by name.
 */

import pLimit from 'p-limit';
import { UpstreamFailure } from '#src/errors.ts';
import type { Page } from '#src/pagination/dialect.ts';
import type { RowPage } from './row-page.ts';

/** A list whose rows have names. */
export interface NamedList<Row> {
  /** The most rows of one page. */
  readonly pageSize: number;
  /** A page of the rows that a search for the name finds: at least those with exactly this name. */
  readonly readNamed: (name: string, page: Page) => Promise<RowPage<Row>>;
  /** A page of the whole list, in an order that new rows join at the end. */
  readonly readWhole: (page: Page) => Promise<RowPage<Row>>;
  readonly nameOf: (row: Row) => string | null;
  /** Rows of the whole list, if an earlier answer told. */
  readonly knownTotal: () => number | null;
}

/** Requests of one join that are under way at the same time, at most. */
const maxConcurrency = 8;

/** Whether reading the whole list costs fewer requests than a search for each name. */
function scanIsCheaper(names: number, total: number | null, pageSize: number): boolean {
  return total !== null && Math.ceil(total / pageSize) < names;
}

/** For each of the distinct names the rows that have exactly this name, in the same order. */
export function findByNames<Row>(names: readonly string[], list: NamedList<Row>): Promise<Row[]>[] {
  const limit = pLimit(maxConcurrency);
  const limited: NamedList<Row> = {
    ...list,
    readNamed: (name, page) => limit(() => list.readNamed(name, page)),
    readWhole: (page) => limit(() => list.readWhole(page)),
  };
  const total = list.knownTotal();
  if (total === null || !scanIsCheaper(names.length, total, list.pageSize)) {
    return names.map((name) => searchFor(name, limited));
  }
  const scan = scanFor(new Set(names), total, limited);
  return names.map(async (name) => {
    const found = await scan;
    return found === null ? searchFor(name, limited) : (found.get(name) ?? []);
  });
}

async function searchFor<Row>(name: string, list: NamedList<Row>): Promise<Row[]> {
  const { rows } = await readWhole(list.pageSize, 0, (page) => list.readNamed(name, page));
  return rows.filter((row) => list.nameOf(row) === name);
}

/** Null where the list changed while it was read: a row may have slipped from one page to another. */
async function scanFor<Row>(
  names: ReadonlySet<string>,
  expectedTotal: number,
  list: NamedList<Row>,
): Promise<Map<string, Row[]> | null> {
  const { rows, steady } = await readWhole(list.pageSize, expectedTotal, list.readWhole);
  if (!steady) return null;
  const wanted = rows.filter((row) => names.has(list.nameOf(row) ?? ''));
  return Map.groupBy(wanted, (row) => list.nameOf(row) ?? '');
}

/**
 * Reads a list to its end in the largest pages, several at once, until the total is reached or a page is not full.
 * Rows that could not be read are left out: whether they have a wanted name cannot be known.
 *
 * @param expectedTotal rows that the list probably has: so many pages are asked for at once
 */
async function readWhole<Row>(
  pageSize: number,
  expectedTotal: number,
  readPage: (page: Page) => Promise<RowPage<Row>>,
): Promise<{ readonly rows: Row[]; readonly steady: boolean }> {
  const answers: RowPage<Row>[] = [];
  let wave = Math.max(1, Math.ceil(expectedTotal / pageSize));
  while (wave > 0 && answers.every((answer) => answer.rows.length === pageSize)) {
    const pages = Array.from({ length: wave }, (_, index) => ({
      offset: (answers.length + index) * pageSize,
      limit: pageSize,
    }));
    answers.push(...(await Promise.all(pages.map(readPage))));
    const total = Math.max(...answers.map((answer) => answer.total));
    wave = Math.min(Math.ceil(total / pageSize) - answers.length, maxConcurrency);
  }
  const rows = answers.flatMap((answer) =>
    answer.rows.filter((row): row is Row => !(row instanceof UpstreamFailure)),
  );
  return { rows, steady: new Set(answers.map((answer) => answer.total)).size === 1 };
}
