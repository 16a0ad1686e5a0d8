/**
 * Tells how the answers of upstreams keep their contracts: how many rows were read, which columns were broken, and which
 * words nobody has written down. Looks at rows that are decoded already; refuses nothing and changes nothing.
 */

import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import { type ColumnFault, ContractBreach, wholes } from '#src/http/contract-breach.ts';
import type { Decoded } from '#src/http/decode.ts';

export type ContractFault =
  | ColumnFault
  /** A text that is none of the words which the contract shows. */
  | 'unknown-word';

/** Something in an answer that is not as the contract says. */
export interface ContractFinding {
  readonly upstream: UpstreamName;
  /** As the contract writes it: `/jobs/{job_id}/results`. */
  readonly route: string;
  /** The way to the column in the words of the wire, without positions in lists: `images.status`. */
  readonly field: string;
  readonly fault: ContractFault;
  /** The row, by its own id; null where it has none or no row is to blame. Too many different ones to count by. */
  readonly row: string | null;
}

/** Hears of every answer that a client reads, at once; must not throw. */
export interface ContractWatch {
  /** So many rows were read, good and broken. Rows within rows are not counted. */
  rows(upstream: UpstreamName, route: string, count: number): void;
  /** Told once for a row, a field and a fault, however often the fault is within the row. */
  broken(finding: ContractFinding): void;
}

/** Where nobody wants to know. */
export const noContractWatch: ContractWatch = { rows: () => {}, broken: () => {} };

/** Notes a fault of the row that is looked at. */
export type Note = (field: string, fault: ContractFault) => void;

/** Looks at one part of a row that was read well. */
export type RowCheck<Row> = (row: Row, note: Note) => void;

/** What is looked at in the rows of one kind. */
export interface RowShape<Row> {
  readonly keyOf: (row: Row) => string;
  readonly checks: readonly RowCheck<Row>[];
  /** Whether a column of the row may have had a number whose digits a double does not hold; absent where none can. */
  keepsDigits?(row: Row): boolean;
}

/**
 * Notes texts that are none of the known ones. Null is no word.
 *
 * @param field the column's name on the wire
 */
export function knownWords<Row>(
  field: string,
  known: readonly string[],
  wordsOf: (row: Row) => string | null | readonly string[],
): RowCheck<Row> {
  const words = new Set(known);
  return (row, note) => {
    const found = wordsOf(row);
    if (found === null) return;
    const isKnown = typeof found === 'string' ? words.has(found) : found.every((word) => words.has(word));
    if (!isKnown) note(field, 'unknown-word');
  };
}

/**
 * Looks at the rows within a row, the broken ones included.
 *
 * @param field the column's name on the wire
 */
export function rowsWithin<Row, Part>(
  field: string,
  rowsOf: (row: Row) => readonly Decoded<Part>[] | null,
  checks: readonly RowCheck<Part>[],
): RowCheck<Row> {
  return (row, note) => {
    const noteWithin: Note = (column, fault) =>
      note(column === wholes.row ? field : `${field}.${column}`, fault);
    for (const part of rowsOf(row) ?? []) look(part, checks, noteWithin);
  };
}

/** Where rows came from. */
export interface AnswerOrigin {
  readonly upstream: UpstreamName;
  readonly route: string;
}

/** Tells the watch of the rows of one answer. */
export function tellRows<Row>(
  watch: ContractWatch,
  { upstream, route }: AnswerOrigin,
  rows: readonly Decoded<Row>[],
  { keyOf, checks }: RowShape<Row>,
): void {
  watch.rows(upstream, route, rows.length);
  for (const row of rows) {
    // Nearly no row has any.
    let told: Set<string> | null = null;
    look(row, checks, (field, fault) => {
      const finding = `${field} ${fault}`;
      told ??= new Set();
      if (told.has(finding)) return;
      told.add(finding);
      const key = row instanceof UpstreamFailure ? (row.row ?? null) : keyOf(row);
      watch.broken({ upstream, route, field, fault, row: key });
    });
  }
}

/** Tells the watch of an answer that could not be read at all, if the contract is what it broke. */
export function tellFailure(watch: ContractWatch, origin: AnswerOrigin, error: unknown): void {
  for (const { field, fault } of brokenColumns(error)) watch.broken({ ...origin, field, fault, row: null });
}

function look<Row>(row: Decoded<Row>, checks: readonly RowCheck<Row>[], note: Note): void {
  if (row instanceof UpstreamFailure) {
    for (const { field, fault } of brokenColumns(row)) note(field, fault);
  } else {
    for (const check of checks) check(row, note);
  }
}

function brokenColumns(error: unknown): ContractBreach['columns'] {
  return error instanceof UpstreamFailure && error.cause instanceof ContractBreach ? error.cause.columns : [];
}
