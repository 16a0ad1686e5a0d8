/**
 * Writes into the log what an operator should know of the upstreams: every request that failed, once, and every change of
 * a breaker. What was not sent is not written, it would be as much as is asked; metrics count it.
 */

import type { Observe } from '#src/http/events.ts';
import { failureCodeOf } from '#src/http/status.ts';
import type { Log } from './log.ts';

/** Answers that are the upstream's trouble, not that of whoever asked. */
const troubles = new Set(['UPSTREAM_TIMEOUT', 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_RATE_LIMITED']);

export function createUpstreamLog(log: Log): Observe {
  return (upstream, event) => {
    if (event.kind === 'breaker') {
      const { state } = event;
      if (state === 'open') log.warn({ upstream }, 'an upstream is not asked for now after many failures');
      if (state === 'closed') log.info({ upstream }, 'an upstream is asked again');
    } else if (event.kind === 'answered' || event.kind === 'failed') {
      const code = event.kind === 'failed' ? event.code : failureCodeOf(event.status);
      const isNews = event.kind === 'failed' ? event.sent && code !== 'ABORTED' : troubles.has(code ?? '');
      const { route, requestId, durationMs } = event;
      if (isNews) log.warn({ upstream, route, code, requestId, durationMs }, 'an upstream request failed');
    }
  };
}
