/**
 * What is wrong with an answer or a row, column by column, in few words: enough to count by, nothing of its content. Reads
 * only what broke; asks and decides nothing.
 */

import type { z } from 'zod';

/** How a column breaks the contract. */
export type ColumnFault =
  /** It is not there. */
  | 'missing'
  /** It is null where there must be a value. */
  | 'null'
  | 'wrong-type'
  /** Of the right type, but no value that the contract allows. */
  | 'out-of-range';

export interface BrokenColumn {
  /** The way to it in the words of the wire, without positions in lists: `images.status`. One of `wholes` for no column. */
  readonly field: string;
  readonly fault: ColumnFault;
}

/** What is broken where it is no single column. */
export const wholes = { answer: '(answer)', page: '(page)', row: '(row)' } as const;

/** The cause of a failure by which an answer or a row broke the contract. */
export class ContractBreach extends Error {
  override readonly name = 'ContractBreach';
  /** Each field once. */
  readonly columns: readonly BrokenColumn[];

  constructor(columns: readonly BrokenColumn[], options?: ErrorOptions) {
    super(columns.map(({ field, fault }) => `${field}: ${fault}`).join(', '), options);
    this.columns = columns;
  }
}

/**
 * Says what a schema refused.
 *
 * @param raw what was read with the schema
 * @param whole what it is as a whole
 */
export function breachOf(
  error: z.ZodError,
  raw: unknown,
  whole: (typeof wholes)[keyof typeof wholes],
): ContractBreach {
  const columns = new Map<string, BrokenColumn>();
  for (const issue of error.issues) {
    const field = issue.path.filter((step) => typeof step === 'string').join('.') || whole;
    if (!columns.has(field)) columns.set(field, { field, fault: faultOf(issue, raw) });
  }
  return new ContractBreach([...columns.values()], { cause: error });
}

function faultOf({ code, path }: z.core.$ZodIssue, raw: unknown): ColumnFault {
  const value = path.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined),
    raw,
  );
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return code === 'invalid_type' || code === 'invalid_union' ? 'wrong-type' : 'out-of-range';
}
