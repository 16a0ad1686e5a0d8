/** Writes one line about each request to `/graphql` when it is over, refused or not. A subscription is one request. */

import type { ServerResponse } from 'node:http';
import type { Incoming } from './incoming.ts';
import type { Log } from './log.ts';

export function logOperation(
  response: ServerResponse,
  incoming: Incoming,
  { log, now }: { readonly log: Log; readonly now: () => number },
): void {
  response.once('close', () => {
    const { requestId, caller, operation, codes, arrivedAtMs, trace } = incoming;
    const details = {
      requestId,
      caller: caller?.id ?? null,
      kind: operation?.kind ?? null,
      operation: operation?.name ?? null,
      durationMs: now() - arrivedAtMs,
      codes: [...codes],
      // A client that leaves before the answer gets none.
      status: response.headersSent ? response.statusCode : null,
      complete: response.writableFinished,
      ...(trace && { traceId: trace.traceId }),
    };
    log.info(details, 'operation');
  });
}
