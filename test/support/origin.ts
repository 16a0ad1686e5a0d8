/** An operation's marks on its requests, for tests that have no operation. */

import type { Origin } from '#src/http/exchange.ts';

export const someOrigin: Origin = {
  caller: 'x',
  requestId: 'request-1',
  reuse: 'allowed',
  endsAtMs: Number.POSITIVE_INFINITY,
  ledger: null,
};
