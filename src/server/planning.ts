/**
 * Plans operations for the server: once for each document, its variables and what is known of list lengths. Owns what is
 * kept of plans; the plan itself is `graph/operation-plan.ts`.
 */

import {
  type DocumentNode,
  type ExecutionArgs,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { UpstreamName } from '#src/errors.ts';
import type { ListTotals } from '#src/graph/field-plan.ts';
import { type OperationPlan, planOperation } from '#src/graph/operation-plan.ts';
import { type PlanReport, reportOf } from '#src/graph/plan-report.ts';
import type { SelectionContext } from '#src/graph/selection.ts';
import { coercedVariables } from './coerced-variables.ts';

export interface PlannedOperation extends KeptPlan {
  readonly operation: OperationDefinitionNode;
  readonly context: SelectionContext;
}

/** Holds nothing of the document, which would stay with it. */
interface KeptPlan {
  readonly plan: OperationPlan;
  readonly report: PlanReport;
  /** What was known of the lengths of lists, as far as the plan depends on it. */
  readonly lengths: readonly KnownLength[];
}

interface KnownLength {
  readonly upstream: UpstreamName;
  readonly list: string;
  readonly total: number | null;
}

/**
 * Null where the document has no such operation, or variables that are refused anyway.
 *
 * @throws AtelierError for an operation that is too large to be planned, or has arguments that are wrong by themselves
 */
export type Planner = (args: ExecutionArgs, totals: ListTotals) => PlannedOperation | null;

/** All plans together, in bytes. */
const maxKeptBytes = 16 * 1024 ** 2;
/** Longer ones, and plans with more requests, are made anew: they would push out many others. */
const longestKey = 4_000;
const mostKeptRequests = 100;
/** Plans of one operation for callers whose lists have other lengths. */
const mostKeptLengths = 8;

export function createPlanner(): Planner {
  const kept = new LRUCache<string, readonly KeptPlan[]>({
    maxSize: maxKeptBytes,
    sizeCalculation: (plans, key) => plans.reduce((sum, plan) => sum + bytesOf(plan), 2 * key.length),
  });
  const idOf = createDocumentIds();
  return (args, totals) => {
    const { schema, document, operationName, variableValues } = args;
    const operation = getOperationAST(document, operationName);
    const context = operation && selectionContextOf(operation, { schema, document, variableValues });
    if (!context) return null;
    // Only variables that the operation declares: others change nothing.
    const key = JSON.stringify([idOf(document), operationName ?? null, context.variableValues]);
    const others = (key.length > longestKey ? undefined : kept.get(key)) ?? [];
    const known = others.find(({ lengths }) => lengths.every(isStill(totals)));
    if (known) return { operation, context, ...known };
    const lengths: KnownLength[] = [];
    const plan = planOperation(operation, context, noting(lengths, totals));
    const planned = { plan, report: reportOf(plan, operation.name?.value ?? null), lengths };
    if (key.length <= longestKey && plan.requests.length <= mostKeptRequests) {
      kept.set(key, [planned, ...others].slice(0, mostKeptLengths));
    }
    return { operation, context, ...planned };
  };
}

function isStill(totals: ListTotals) {
  return ({ upstream, list, total }: KnownLength): boolean => totals(upstream, list) === total;
}

/** The same totals; what is asked for is added to `lengths`. */
function noting(lengths: KnownLength[], totals: ListTotals): ListTotals {
  return (upstream, list) => {
    const total = totals(upstream, list);
    lengths.push({ upstream, list, total });
    return total;
  };
}

/** Numbers for documents, so that keys are short; a document that is gone takes its number with it. */
function createDocumentIds(): (document: DocumentNode) => number {
  const ids = new WeakMap<DocumentNode, number>();
  let last = 0;
  return (document) => {
    const known = ids.get(document);
    if (known !== undefined) return known;
    last += 1;
    ids.set(document, last);
    return last;
  };
}

/** What selections of an operation depend on; null for variables that are refused. */
function selectionContextOf(
  operation: OperationDefinitionNode,
  { schema, document, variableValues }: Pick<ExecutionArgs, 'schema' | 'document' | 'variableValues'>,
): SelectionContext | null {
  const values = coercedVariables(schema, operation, variableValues);
  if (!values.coerced) return null;
  const fragments = Object.fromEntries(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
  return { schema, fragments, variableValues: values.coerced };
}

/** Roughly, and rather too many: two bytes a letter of the report twice, since the plan says the same. */
function bytesOf({ report, lengths }: KeptPlan): number {
  return 4 * JSON.stringify(report).length + 2 * JSON.stringify(lengths).length + 1_000;
}
