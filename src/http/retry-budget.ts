/**
 * How many repetitions one upstream can be given, so that they never multiply the load of one that is in trouble: a tenth
 * of the traffic, and a small reserve for times without traffic. Pure.
 */

export interface RetryBudget {
  /** A request earns one, a repetition costs ten. */
  readonly tokens: number;
  readonly atMs: number;
}

const tokensPerRepetition = 10;
/** Ten repetitions are there without any traffic. */
const reserve = 10 * tokensPerRepetition;
/** One repetition a second. */
const regainedPerMs = tokensPerRepetition / 1000;
/** Good times are not saved up for ever. */
const mostTokens = 100 * tokensPerRepetition;

export function fullReserve(nowMs: number): RetryBudget {
  return { tokens: reserve, atMs: nowMs };
}

/** The budget after one more request. */
export function earn(budget: RetryBudget, nowMs: number): RetryBudget {
  const { tokens, atMs } = regain(budget, nowMs);
  return { tokens: Math.min(mostTokens, tokens + 1), atMs };
}

/** The budget after one more repetition; null where there is none left for it. */
export function spend(budget: RetryBudget, nowMs: number): RetryBudget | null {
  const { tokens, atMs } = regain(budget, nowMs);
  return tokens < tokensPerRepetition ? null : { tokens: tokens - tokensPerRepetition, atMs };
}

/** Time refills the reserve only. */
function regain({ tokens, atMs }: RetryBudget, nowMs: number): RetryBudget {
  const gained = Math.max(0, nowMs - atMs) * regainedPerMs;
  return { tokens: Math.max(tokens, Math.min(reserve, tokens + gained)), atMs: nowMs };
}
