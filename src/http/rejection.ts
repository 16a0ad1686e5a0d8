/**
 * What an upstream says against a write: the parsed body of a 4xx that the caller can correct (400, 404, 409, 413, 422).
 * Each upstream reads it in its own words; it never reaches a client as it is.
 */

import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';

export class UpstreamRejection extends UpstreamFailure {
  readonly status: number;
  /** The parsed body; null where there was none or it was no JSON. */
  readonly body: unknown;

  constructor(upstream: UpstreamName, status: number, body: unknown) {
    if (status === 404) super('NOT_FOUND', upstream, 'has no such object', { status });
    else super('UPSTREAM_REJECTED', upstream, 'did not accept the request', { status });
    this.status = status;
    this.body = body;
  }
}
