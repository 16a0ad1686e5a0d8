import { FieldUnavailable, type OperationFailure } from '#client/index.ts';
import type { Trouble } from './trouble.ts';

/** What a failure of the client is on this page. */
export function troubleOf(failure: OperationFailure | FieldUnavailable): Trouble {
  if (failure instanceof FieldUnavailable) return failure;
  if (failure.name === 'GatewayUnreachable') return { upstream: null, code: 'NETWORK', retryAfterMs: null };
  return { upstream: null, code: failure.code, retryAfterMs: failure.retryAfterMs };
}
