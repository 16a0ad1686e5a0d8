/**
 * Sends a read once more where the failure may pass: at most twice, within its time and the upstream's budget. Never a
 * write, and nothing that was not sent, was given up, or came back broken.
 */

import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import { type Clock, rest } from './clock.ts';
import type { Observe } from './events.ts';
import type { Send, UpstreamRequest, UpstreamResponse } from './exchange.ts';
import { NeverSent } from './never-sent.ts';
import { earn, fullReserve, spend } from './retry-budget.ts';
import { isPassing, maxRetries, retryDelayMs } from './retry-timing.ts';

/** How one attempt ended; a failure that will not pass is not among these, it is thrown. */
type Attempt =
  | { readonly kind: 'answered'; readonly answer: UpstreamResponse }
  | { readonly kind: 'unreachable'; readonly failure: UpstreamFailure };

export function withRetry(
  send: Send,
  options: { readonly upstream: UpstreamName; readonly clock: Clock; readonly observe: Observe },
): Send {
  const { upstream, clock, observe } = options;
  let budget = fullReserve(clock.now());
  const mayRetry = (request: UpstreamRequest): boolean => {
    const left = spend(budget, clock.now());
    if (left === null) observe(upstream, { kind: 'retry-refused', route: request.route }, request);
    budget = left ?? budget;
    return left !== null;
  };
  return async (request) => {
    if (request.method !== 'GET') return send(request);
    const { route, signal, origin } = request;
    budget = earn(budget, clock.now());
    for (let retry = 0; ; retry += 1) {
      const attempt = await tryOnce(send, retry === 0 ? request : { ...request, retry });
      const answer = attempt.kind === 'answered' ? attempt.answer : null;
      if ((answer && !isPassing(answer.status)) || retry === maxRetries) return outcomeOf(attempt);
      const nowMs = clock.now();
      const delayMs = retryDelayMs({ retry, random: clock.random(), answer, nowMs });
      if (nowMs + delayMs >= origin.endsAtMs || !mayRetry(request)) return outcomeOf(attempt);
      observe(upstream, { kind: 'retried', route, delayMs }, request);
      if (delayMs > 0) await rest(clock, delayMs, signal);
      signal.throwIfAborted();
    }
  };
}

async function tryOnce(send: Send, request: UpstreamRequest): Promise<Attempt> {
  try {
    return { kind: 'answered', answer: await send(request) };
  } catch (failure) {
    const isLost = failure instanceof UpstreamFailure && failure.code === 'UPSTREAM_UNAVAILABLE';
    if (!isLost || failure instanceof NeverSent || request.signal.aborted) throw failure;
    return { kind: 'unreachable', failure };
  }
}

function outcomeOf(attempt: Attempt): UpstreamResponse {
  if (attempt.kind === 'unreachable') throw attempt.failure;
  return attempt.answer;
}
