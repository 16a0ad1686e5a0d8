/** What a list of any upstream answers for one page. Owns the shape and the check that it is the page asked for. */

import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import type { Decoded } from '#src/http/decode.ts';
import type { Page } from '#src/pagination/dialect.ts';

/** Rows in the list's order, each read by itself, and how many rows the whole filtered list has. */
export interface RowPage<Row> {
  readonly rows: readonly Decoded<Row>[];
  readonly total: number;
}

/**
 * Refuses an answer to another page than the one asked for: its rows would be put at wrong positions.
 *
 * @param answered the page that the answer says it is, in rows
 * @throws UpstreamFailure `UPSTREAM_CONTRACT`
 */
export function assertSamePage(upstream: UpstreamName, asked: Page, answered: Page): void {
  if (asked.offset === answered.offset && asked.limit === answered.limit) return;
  throw new UpstreamFailure('UPSTREAM_CONTRACT', upstream, 'answered another page than the one asked for');
}
