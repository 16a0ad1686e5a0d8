/** Writes one line about each request to `/graphql` when it is over. `docs/operations.md` says how it is read. */

import type { EndedOperation } from './ended-operation.ts';
import type { Log } from './log.ts';

export function logOperation(
  log: Log,
  { incoming, outcome, durationMs, status, complete }: EndedOperation,
): void {
  const { requestId, trace, caller, operation, codes, planned, tally, refusedBy } = incoming;
  const details = {
    requestId,
    ...(trace && { traceId: trace.traceId }),
    caller: caller?.id ?? null,
    kind: operation?.kind ?? null,
    operation: operation?.name ?? null,
    documentHash: operation?.documentHash ?? null,
    outcome,
    durationMs,
    planned,
    sent: Object.fromEntries(tally.sent),
    cacheHits: tally.kept,
    shared: tally.shared,
    codes: [...codes],
    refusedBy,
    status,
    complete,
  };
  log.info(details, 'operation');
}
