/**
 * Plans operations for the server: once for each document, its variables and what is known of list lengths. Owns what is
 * kept of plans; the plan itself is `graph/operation-plan.ts`.
 */

import {
  type DocumentNode,
  type ExecutionArgs,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { ListTotals } from '#src/graph/field-plan.ts';
import { type OperationPlan, planOperation } from '#src/graph/operation-plan.ts';
import { type PlanReport, reportOf } from '#src/graph/plan-report.ts';
import type { SelectionContext } from '#src/graph/selection.ts';

export interface PlannedOperation {
  readonly plan: OperationPlan;
  readonly report: PlanReport;
}

/** Plans are kept for so many different variables of a document. */
const keptPerDocument = 50;

/** Longer variables would cost more memory than planning costs time. */
const longestKey = 4_000;

/** Null where the document has no such operation, or variables that are refused anyway. */
export type Planner = (args: ExecutionArgs, totals: ListTotals) => PlannedOperation | null;

export function createPlanner(): Planner {
  const kept = new WeakMap<DocumentNode, LRUCache<string, PlannedOperation>>();
  return (args, totals) => {
    const { document, operationName, variableValues } = args;
    const plans = kept.get(document) ?? new LRUCache({ max: keptPerDocument });
    kept.set(document, plans);
    const key = JSON.stringify([operationName ?? null, variableValues ?? {}, totals]);
    if (key.length > longestKey) return plan(args, totals);
    const known = plans.get(key) ?? plan(args, totals);
    if (known) plans.set(key, known);
    return known;
  };
}

function plan(
  { schema, document, operationName, variableValues }: ExecutionArgs,
  totals: ListTotals,
): PlannedOperation | null {
  const operation = getOperationAST(document, operationName);
  if (!operation) return null;
  const context = selectionContextOf(operation, { schema, document, variableValues });
  const made = context && planOperation(operation, context, totals);
  if (!made) return null;
  return { plan: made, report: reportOf(made, operation.name?.value ?? null) };
}

/** What selections of an operation depend on; null for variables that are refused. */
export function selectionContextOf(
  operation: OperationDefinitionNode,
  { schema, document, variableValues }: Pick<ExecutionArgs, 'schema' | 'document' | 'variableValues'>,
): SelectionContext | null {
  const values = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues ?? {});
  if (!values.coerced) return null;
  const fragments = Object.fromEntries(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
  return { schema, fragments, variableValues: values.coerced };
}
