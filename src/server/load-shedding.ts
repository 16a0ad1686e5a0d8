/**
 * Says no to new work at once while there is too much of it, so that what runs is finished. Owns the counts of what
 * runs; refuses nothing that has begun.
 */

import type { Config } from '#src/config/config.ts';
import type { Refusal } from './refusal.ts';

/** How much is under way. */
export interface Running {
  /** Without subscriptions; an operation counts from its first byte to its last. */
  readonly operations: number;
  readonly subscriptions: number;
}

/** One piece of work that has begun. */
export interface Work {
  /** It turns out to be a subscription. The refusal where there are too many of these. */
  becomeSubscription(): Refusal | null;
  /** It is over; may be said more than once. */
  end(): void;
}

export interface LoadShedding {
  /** Begins a piece of work where there is room for it. */
  begin(): Work | Refusal;
  running(): Running;
}

export type LoadLimits = Pick<Config['edge'], 'maxOperations' | 'maxSubscriptions'>;

/** From this delay of the event loop on nobody who comes new would be answered in a useful time. */
const maxLagMs = 500;

/** What there is too much of for one more piece of work; null where there is room. Pure. */
export function shortage(
  of: keyof Running,
  load: Running & { readonly lagMs: number },
  limits: LoadLimits,
): 'time' | keyof Running | null {
  if (load.lagMs > maxLagMs) return 'time';
  const most = of === 'operations' ? limits.maxOperations : limits.maxSubscriptions;
  return load[of] >= most ? of : null;
}

/** @param lagMs how late the event loop is, in milliseconds */
export function createLoadShedding(limits: LoadLimits, lagMs: () => number): LoadShedding {
  const counts = { operations: 0, subscriptions: 0 };
  const refusalOf = (of: keyof Running): Refusal | null => {
    const what = shortage(of, { ...counts, lagMs: lagMs() }, limits);
    return what === null ? null : overloaded(what);
  };
  return {
    running: () => ({ ...counts }),
    begin: () => {
      const refusal = refusalOf('operations');
      if (refusal) return refusal;
      let counted: keyof Running | null = 'operations';
      counts.operations += 1;
      const move = (to: keyof Running | null): void => {
        if (counted) counts[counted] -= 1;
        if (to) counts[to] += 1;
        counted = to;
      };
      return {
        becomeSubscription: () => {
          if (counted !== 'operations') return null;
          const refused = refusalOf('subscriptions');
          if (!refused) move('subscriptions');
          return refused;
        },
        end: () => move(null),
      };
    },
  };
}

function overloaded(what: 'time' | keyof Running): Refusal {
  return {
    status: 503,
    code: 'OVERLOADED',
    message: `The gateway has too ${what === 'time' ? 'much to do' : `many ${what}`} right now: try again in a second`,
    retryAfterMs: 1_000,
  };
}
