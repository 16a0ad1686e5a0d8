/** What a list of any upstream answers for one page. Owns the shape and the check that it is the page asked for. */

import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import { ContractBreach, wholes } from '#src/http/contract-breach.ts';
import { type Decoded, wireInteger } from '#src/http/decode.ts';
import type { Page } from '#src/pagination/dialect.ts';

/** Rows in the list's order, each read by itself, and how many rows the whole filtered list has. */
export interface RowPage<Row> {
  readonly rows: readonly Decoded<Row>[];
  readonly total: number;
}

/** How many rows a list has, as the contract counts: never fewer than none. */
export const wireTotal = wireInteger.refine((total) => total >= 0);

/**
 * Refuses an answer to another page than the one asked for, whose rows would be put at wrong positions, and one that
 * leaves out all rows that its total promises, on which a client would turn round for ever.
 *
 * @param answered the page that the answer says it is, in rows; null where answers do not say
 * @throws UpstreamFailure `UPSTREAM_CONTRACT`
 */
export function checkedPage<Row>(
  upstream: UpstreamName,
  asked: Page,
  answered: Page | null,
  page: RowPage<Row>,
): RowPage<Row> {
  if (answered && (asked.offset !== answered.offset || asked.limit !== answered.limit)) {
    throw pageFailure(upstream, 'answered another page than the one asked for');
  }
  if (page.rows.length === 0 && asked.offset < page.total) {
    throw pageFailure(upstream, 'left out the rows of a page that has some');
  }
  return page;
}

function pageFailure(upstream: UpstreamName, what: string): UpstreamFailure {
  const cause = new ContractBreach([{ field: wholes.page, fault: 'out-of-range' }]);
  return new UpstreamFailure('UPSTREAM_CONTRACT', upstream, what, {}, { cause });
}
