/** What can be said of a request to `/graphql` when it is over, refused or not. A subscription is one request. Pure. */

import type { ServerResponse } from 'node:http';
import type { Incoming } from './incoming.ts';

export type Outcome =
  /** It was answered whole and without an error. */
  | 'ok'
  /** It ran, and its answer has errors beside what could be answered. */
  | 'partial'
  /** It did not run: it was wrong, or not let in. */
  | 'refused'
  /** A bug of the gateway. */
  | 'failed'
  /** The connection ended before the answer did; the usual end of a subscription. */
  | 'left';

export interface EndedOperation {
  readonly incoming: Incoming;
  readonly outcome: Outcome;
  readonly durationMs: number;
  /** Null where there was no answer. */
  readonly status: number | null;
  /** Whether the answer was sent to its end. */
  readonly complete: boolean;
}

export function endedOperation(
  response: Pick<ServerResponse, 'headersSent' | 'statusCode' | 'writableFinished'>,
  incoming: Incoming,
  nowMs: number,
): EndedOperation {
  const complete = response.writableFinished;
  return {
    incoming,
    outcome: outcomeOf(incoming, complete),
    durationMs: nowMs - incoming.arrivedAtMs,
    // A client that leaves before the answer gets none.
    status: response.headersSent ? response.statusCode : null,
    complete,
  };
}

function outcomeOf({ codes, planned, refusedBy }: Incoming, complete: boolean): Outcome {
  if (codes.has('INTERNAL')) return 'failed';
  if (!complete) return 'left';
  if (refusedBy !== null) return 'refused';
  if (codes.size === 0) return 'ok';
  return planned === null ? 'refused' : 'partial';
}
