/** The bridge from decoded rows to GraphQL: an `Error` among values becomes an error at its place, and null there. */

import { UpstreamFailure } from '#src/errors.ts';
import type { Decoded } from '#src/http/decode.ts';

/** A row or its failure, as a resolver may return it for a field of the row's type. */
export function rowOrFailure<Row>(row: Decoded<Row>): Row {
  return row as Row;
}

/** Rows and failures, as a resolver may return them for a list of the row's type. */
export function rowsOrFailures<Row>(rows: readonly Decoded<Row>[]): readonly Row[] {
  return rows as readonly Row[];
}

export function isFailure<Row>(row: Decoded<Row>): row is UpstreamFailure {
  return row instanceof UpstreamFailure;
}
