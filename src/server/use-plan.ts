/**
 * The Yoga plugin that plans every operation before it runs: refuses one that would cost too many upstream requests, holds
 * it to its plan, and shows plan, trace and cost to clients who ask. Owns the headers and the refusals; planning is
 * `planning.ts`, counting is `request-budget.ts`.
 */

import { type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { AtelierError, type UpstreamName } from '#src/errors.ts';
import { costliestField, describeWindow, suggestWindow } from '#src/graph/cheaper-window.ts';
import type { GraphContext } from '#src/graph/context.ts';
import type { Count, ListTotals } from '#src/graph/field-plan.ts';
import type { Ledger } from '#src/http/ledger.ts';
import { costOf, sentIn, traceOf } from './explain.ts';
import type { NodeContext } from './node-context.ts';
import type { PlannedOperation, Planner } from './planning.ts';
import { retryAfterSeconds } from './refusal.ts';
import type { BudgetKeys, OverBudget, RequestBudget, Reservation } from './request-budget.ts';

/** `plan` runs nothing, `trace` runs and tells. */
const explainHeader = 'x-atelier-explain';
/** Asks for `extensions.cost`, with any value. */
const costHeader = 'x-atelier-cost';

export interface PlanOptions {
  readonly planner: Planner;
  readonly budget: RequestBudget;
  /** Upstream requests of one operation at most. */
  readonly mostRequests: number;
  /** Whether clients may see plans. */
  readonly isShown: boolean;
  readonly now: () => number;
}

/** What the plugin needs of an operation's context. */
interface PlanContext extends GraphContext, NodeContext {
  readonly request: Request;
  readonly ledger: Ledger;
  readonly totals: ListTotals;
  readonly budgetKeys: BudgetKeys;
}

interface Step {
  readonly args: ExecutionArgs & { readonly contextValue: PlanContext };
  readonly setResultAndStopExecution: (result: ExecutionResult) => void;
}

export function usePlan(options: PlanOptions): Plugin<PlanContext> {
  const { budget, now } = options;
  return {
    onExecute: async (step) => {
      const begun = await begin(step, options);
      if (!begun) return;
      const { context, planned, reservation } = begun;
      const startedAtMs = now();
      return {
        onExecuteDone: async ({ result, setResult }) => {
          const { records } = context.ledger;
          const settle = () => reservation.settle((upstream) => sentIn(records, upstream));
          if (Symbol.asyncIterator in result) return { onEnd: settle };
          await settle();
          const shown = extensionsOf(planned, reservation, context, { startedAtMs, nowMs: now() });
          if (shown) setResult({ ...result, extensions: { ...result.extensions, ...shown } });
          return undefined;
        },
      };
    },
    onSubscribe: async (step) => {
      const begun = await begin(step, options);
      if (!begun) return;
      const { context, reservation } = begun;
      await reservation.settle(() => 0);
      return {
        onSubscribeResult: () => ({
          // What an event took counts, whether or not there was room for it: the next start is refused.
          onNext: () =>
            budget.charge(context.budgetKeys, (upstream) => sentIn(context.ledger.records, upstream)),
        }),
      };
    },
  };

  function extensionsOf(
    planned: PlannedOperation,
    reservation: Reservation,
    { request: { headers }, ledger: { records } }: PlanContext,
    times: { readonly startedAtMs: number; readonly nowMs: number },
  ): Record<string, unknown> | null {
    const wantsTrace = headers.get(explainHeader) === 'trace';
    if (!wantsTrace && !headers.has(costHeader)) return null;
    const cost = costOf(planned.report, records, reservation.throttleOf);
    if (!wantsTrace) return { cost };
    const plan = { ...planned.report, budget: options.mostRequests };
    return { cost, explain: { plan, trace: traceOf(planned.plan, records, times) } };
  }
}

/** An operation that may run: planned, paid for, and held to its plan. */
interface Begun {
  readonly context: PlanContext;
  readonly planned: PlannedOperation;
  readonly reservation: Reservation;
}

/** Null where the operation has its answer already: a refusal, or its plan. */
async function begin(step: Step, options: PlanOptions): Promise<Begun | null> {
  const context = step.args.contextValue;
  const planned = planUnlessAnswered(step, options);
  if (!planned) return null;
  const reservation = await options.budget.reserve(context.budgetKeys, mostOf(planned));
  if (reservation.kind === 'over') {
    context.incoming.refusedBy = 'minute';
    step.setResultAndStopExecution({ errors: [overMinute(reservation)] });
    return null;
  }
  context.incoming.planned = planned.report.requests;
  context.ledger.allow(planned.report.requests.max + planned.report.unforeseen);
  return { context, planned, reservation };
}

function planUnlessAnswered(
  { args, setResultAndStopExecution }: Step,
  { planner, mostRequests, isShown }: PlanOptions,
): PlannedOperation | null {
  const { request, totals, incoming } = args.contextValue;
  const explain = request.headers.get(explainHeader);
  const refusal = explain === null ? null : refusedExplain(explain, isShown);
  const planned = refusal ?? planOrRefusal(planner, args, totals);
  if (planned instanceof GraphQLError) setResultAndStopExecution({ errors: [planned] });
  else if (planned && explain === 'plan') {
    const plan = { ...planned.report, budget: mostRequests };
    setResultAndStopExecution({ data: null, extensions: { explain: { plan } } });
  } else if (planned && planned.plan.count.max > mostRequests) {
    incoming.refusedBy = 'cost';
    setResultAndStopExecution({ errors: [overOperation(planned, totals, mostRequests)] });
  } else return planned;
  return null;
}

function planOrRefusal(
  planner: Planner,
  args: Step['args'],
  totals: ListTotals,
): PlannedOperation | GraphQLError | null {
  try {
    return planner(args, totals);
  } catch (error) {
    if (!(error instanceof AtelierError) || error.code !== 'QUERY_TOO_EXPENSIVE') throw error;
    args.contextValue.incoming.refusedBy = 'cost';
    return refused('QUERY_TOO_EXPENSIVE', error.message, 400);
  }
}

/** The most that may be needed of each upstream. */
function mostOf({ report }: PlannedOperation): ReadonlyMap<UpstreamName, number> {
  const counts = Object.entries(report.perUpstream) as [UpstreamName, Count][];
  return new Map(counts.map(([upstream, { max }]) => [upstream, max]));
}

function refusedExplain(explain: string, isShown: boolean): GraphQLError | null {
  if (!isShown) return refused('BAD_USER_INPUT', 'Plans are not shown here', 400);
  if (explain === 'plan' || explain === 'trace') return null;
  return refused('BAD_USER_INPUT', `\`${explainHeader}\` must be \`plan\` or \`trace\``, 400);
}

/** Finding what would fit plans up to fifty times; for larger operations that would cost more than it is worth. */
const mostStepsToSuggest = 100;

/** Names the field that costs the most, and what would fit instead. */
function overOperation(
  { operation, context, plan, report }: PlannedOperation,
  totals: ListTotals,
  mostRequests: number,
): GraphQLError {
  const suggestion =
    plan.steps > mostStepsToSuggest ? null : suggestWindow(operation, context, totals, mostRequests);
  const costliest = costliestField(plan);
  const field = costliest ? `; \`${costliest.path}\` alone needs ${costliest.requests}` : '';
  const instead = suggestion
    ? `. With ${suggestion.windows.map(describeWindow).join(' and ')} it needs ${suggestion.requests}`
    : '';
  const message = `The operation may need ${plan.count.max} upstream requests, and ${mostRequests} are allowed${field}${instead}`;
  return refused('QUERY_TOO_EXPENSIVE', message, 400, {
    requests: report.requests,
    budget: mostRequests,
    field: costliest?.path ?? null,
    suggestion: suggestion?.windows ?? null,
  });
}

function overMinute({ upstream, available, perMinute, retryAfterMs }: OverBudget): GraphQLError {
  const message =
    `The operation may need more upstream requests than the ${available} that are left of ${perMinute} in a minute: ask ` +
    'for less, or wait until the time in `retryAfterMs` has passed';
  const retryAfter = { 'retry-after': retryAfterSeconds(retryAfterMs) };
  return refused('QUERY_TOO_EXPENSIVE', message, 429, { upstream, available, retryAfterMs }, retryAfter);
}

function refused(
  code: 'BAD_USER_INPUT' | 'QUERY_TOO_EXPENSIVE',
  message: string,
  status: number,
  details: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code, ...details, http: { spec: status === 400, status, headers } },
  });
}
