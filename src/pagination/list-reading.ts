/**
 * Owns what is known of a list while one window of it is read: rows and anchors at their positions, the pages that
 * were read, the newest total. Decides nothing about what to read next.
 */
import type { Page } from './dialect.ts';
import type { ListSource, PageAnswer } from './list-source.ts';

/** Anchors by position; null for a row that could not be read, no entry for one that was not asked for. */
export type KnownAnchors = ReadonlyMap<number, string | null>;

export type ListReading<Row> = {
  /** Rows that may be part of the answer, by position. */
  readonly rows: ReadonlyMap<number, Row>;
  readonly anchors: KnownAnchors;
  /** Pages whose rows may be part of the answer. */
  readonly pages: readonly Page[];
  /** Rows in the whole list by the newest answer; 0 before the first. */
  readonly total: number;
  /** Whether the list was seen to change between two answers: rows of different pages may not fit together. */
  readonly hasChanged: boolean;
  /** Requests that only looked for anchors. */
  readonly searches: number;
  /** Reads pages at once, for the answer. */
  readonly readRows: (pages: readonly Page[]) => Promise<void>;
  /** Reads a page to recognise its rows. */
  readonly readAnchors: (page: Page) => Promise<void>;
};

/** A reading that knows nothing yet. Its methods reject with whatever the source rejects with. */
export function startReading<Row>(source: ListSource<Row>): ListReading<Row> {
  const rows = new Map<number, Row>();
  const anchors = new Map<number, string | null>();
  const pages: Page[] = [];
  const totals: number[] = [];
  let searches = 0;
  const learn = (page: Page, answer: PageAnswer<Row>, isForAnswer: boolean): void => {
    totals.push(answer.total);
    if (isForAnswer) pages.push(page);
    for (const [index, row] of answer.rows.slice(0, page.limit).entries()) {
      anchors.set(page.offset + index, source.order.anchorOf(row));
      if (isForAnswer) rows.set(page.offset + index, row);
    }
  };
  const readRows = async (page: Page): Promise<void> => learn(page, await source.readPage(page), true);
  return {
    rows,
    anchors,
    pages,
    get total() {
      return totals.at(-1) ?? 0;
    },
    get hasChanged() {
      return new Set(totals).size > 1;
    },
    get searches() {
      return searches;
    },
    readRows: async (wanted) => {
      await Promise.all(wanted.map(readRows));
    },
    readAnchors: async (page) => {
      searches += 1;
      if (source.readAnchors === undefined) await readRows(page);
      else learn(page, await source.readAnchors(page), false);
    },
  };
}
