/**
 * Stops asking an upstream that looks down, and asks again with one request at a time until one succeeds. The states are
 * cockatiel's; what counts, and when to ask again, is decided here, by the gateway's own clock.
 */

import {
  CircuitState,
  circuitBreaker,
  type FailureReason,
  handleWhen,
  type IBackoff,
  type IBreaker,
} from 'cockatiel';
import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import { addOutcome, type BreakerThresholds, looksDown, noOutcomes } from './breaker-outcomes.ts';
import { DeadlinePassed } from './deadline.ts';
import type { BreakerState, Observe } from './events.ts';
import { NeverSent } from './never-sent.ts';

export interface BreakerOptions {
  readonly upstream: UpstreamName;
  readonly thresholds: BreakerThresholds;
  /** How long it stays open at first, and at most; twice as long after every probe that fails. */
  readonly openMs: { readonly first: number; readonly longest: number };
  readonly now: () => number;
  readonly observe: Observe;
}

/** One upstream's breaker, for all ways of asking it. */
export interface Breaker {
  guard<Request extends { readonly signal: AbortSignal }, Answer extends { readonly status: number }>(
    send: (request: Request) => Promise<Answer>,
  ): (request: Request) => Promise<Answer>;
}

/** Ten seconds are long enough to be no accident, and short enough that few clients wait for nothing. */
export const usualBreaker = {
  thresholds: { windowMs: 10_000, minRequests: 20, minInARow: 5 },
  openMs: { first: 5_000, longest: 60_000 },
} as const;

const stateNames: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
};

/** The answer says that the upstream failed inside. It is an answer all the same. */
class FailedInside<Answer> extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super();
    this.answer = answer;
  }
}

/** A probe ended without a word about the upstream, for example because its client left. */
class NoVerdict extends Error {}

/** Rejects with `NeverSent` while it is open: the upstream is not asked. */
export function createBreaker(options: BreakerOptions): Breaker {
  const { upstream, openMs, now, observe } = options;
  let probeAtMs = Number.NEGATIVE_INFINITY;
  const outcomes = createOutcomes(options);
  const openFor = (lengthMs: number, probeInMs = lengthMs): IBackoff<Opened> => {
    probeAtMs = now() + probeInMs;
    return {
      // cockatiel would count by the process's own clock.
      duration: Number.NEGATIVE_INFINITY,
      next: ({ result }) => {
        const isUnknown = 'error' in result && result.error instanceof NoVerdict;
        return isUnknown ? openFor(lengthMs, 0) : openFor(Math.min(openMs.longest, lengthMs * 2));
      },
    };
  };
  const policy = circuitBreaker(
    handleWhen((error) => error instanceof FailedInside || error instanceof NoVerdict || isFailure(error)),
    { breaker: outcomes.forState(() => policy.state), halfOpenAfter: { next: () => openFor(openMs.first) } },
  );
  policy.onStateChange((state) => observe(upstream, { kind: 'breaker', state: stateNames[state] }));
  return {
    guard: (send) => async (request) => {
      const waitMs = policy.state === CircuitState.HalfOpen ? openMs.first : probeAtMs - now();
      if (policy.state !== CircuitState.Closed && waitMs > 0) {
        throw new NeverSent(upstream, 'is not asked for now after many failures', {
          retryAfterMs: waitMs,
          heldBy: 'breaker',
        });
      }
      try {
        return await policy.execute(() => sendForVerdict(send, request, policy.state));
      } catch (error) {
        if (error instanceof FailedInside) return error.answer;
        throw error instanceof NoVerdict ? error.cause : error;
      }
    },
  };
}

interface Opened {
  readonly result: FailureReason<unknown>;
}

async function sendForVerdict<Request, Answer extends { readonly status: number }>(
  send: (request: Request) => Promise<Answer>,
  request: Request,
  stateAtStart: CircuitState,
): Promise<Answer> {
  try {
    const answer = await send(request);
    if (answer.status >= 500) throw new FailedInside(answer);
    return answer;
  } catch (cause) {
    if (cause instanceof FailedInside || isFailure(cause)) throw cause;
    // Elsewhere cockatiel counts nothing for an error that it does not know; a probe would be a success.
    throw stateAtStart === CircuitState.HalfOpen ? new NoVerdict(undefined, { cause }) : cause;
  }
}

/** Whether the upstream is to blame: it had its whole time, or its connection failed. */
function isFailure(error: unknown): boolean {
  if (error instanceof DeadlinePassed) return true;
  return (
    error instanceof UpstreamFailure && error.code === 'UPSTREAM_UNAVAILABLE' && !(error instanceof NeverSent)
  );
}

/** Counts outcomes for cockatiel. */
function createOutcomes({ thresholds, now }: BreakerOptions) {
  let outcomes = noOutcomes;
  const add = (isFailure: boolean): void => {
    outcomes = addOutcome(outcomes, { isFailure, atMs: now(), windowMs: thresholds.windowMs });
  };
  return {
    forState: (stateNow: () => CircuitState): IBreaker => ({
      state: null,
      success: (stateAtStart) => {
        if (stateAtStart === CircuitState.HalfOpen) outcomes = noOutcomes;
        add(false);
      },
      failure: (stateAtStart) => {
        // What began before the breaker opened says nothing about the time since.
        if (stateAtStart !== stateNow()) return false;
        add(true);
        return stateAtStart === CircuitState.HalfOpen || looksDown(outcomes, thresholds, now());
      },
    }),
  };
}
