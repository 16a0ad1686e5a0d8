/** An operation with its plan, and what to change where it is over the budget. Asks nobody. */

import { type GraphQLSchema, getVariableValues, Kind } from 'graphql';
import {
  type CostliestField,
  costliestField,
  suggestWindow,
  type WindowSuggestion,
} from '#src/graph/cheaper-window.ts';
import type { ListTotals } from '#src/graph/field-plan.ts';
import { planOperation } from '#src/graph/operation-plan.ts';
import { type PlanReport, reportOf } from '#src/graph/plan-report.ts';
import type { SelectionContext } from '#src/graph/selection.ts';
import { findArgumentFaults } from '#src/server/argument-faults.ts';
import { Mistake } from './mistake.ts';
import { type Fault, faultOf, type Operation, type OperationSet } from './operations.ts';
import { likelyNodeTypes } from './stand-ins.ts';
import { type PlanningValues, planningValues, type StoodIn, type Values } from './variables.ts';

export interface Explained {
  readonly operation: Operation;
  readonly report: PlanReport;
  readonly standIns: readonly StoodIn[];
  /** Null where the operation is within the budget. */
  readonly tooMuch: TooMuch | null;
}

/** What costs too much, and what would not. */
export interface TooMuch {
  readonly costliest: CostliestField | null;
  /** Null where no window is the reason. */
  readonly suggestion: WindowSuggestion | null;
}

export interface ExplainedSet {
  readonly explained: readonly Explained[];
  readonly faults: readonly Fault[];
}

/** How operations are planned. */
export interface Planning {
  readonly schema: GraphQLSchema;
  readonly given: Values;
  readonly totals: ListTotals;
  /** The most upstream requests that one may need. */
  readonly budget: number;
}

/** Plans what can be planned; the others are faults. */
export function explainAll({ operations, faults }: OperationSet, planning: Planning): ExplainedSet {
  const found = operations.map((operation) => explainedOrFaults(operation, planning));
  return {
    explained: found.filter(isExplained),
    faults: [...faults, ...faultsOf(found)],
  };
}

type Outcome = Explained | readonly Fault[];

function isExplained(outcome: Outcome): outcome is Explained {
  return 'report' in outcome;
}

function faultsOf(outcomes: readonly Outcome[]): Fault[] {
  return outcomes.flatMap((outcome) => (isExplained(outcome) ? [] : outcome));
}

function explainedOrFaults(operation: Operation, planning: Planning): Outcome {
  try {
    return explainedOperation(operation, planning);
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return error.lines.map((line) => ({ file: operation.file.name, operation, line }));
  }
}

/** An id without a value may be of any type: it is planned as the one that costs the most. */
function explainedOperation(operation: Operation, planning: Planning): Outcome {
  const candidates = likelyNodeTypes(operation.document).map((nodeType) =>
    planningValues(operation, planning.schema, planning.given, nodeType),
  );
  const [first] = candidates;
  const hasId = first?.standIns.some(({ type }) => /\bID\b/.test(type));
  const outcomes = (hasId ? candidates : candidates.slice(0, 1)).map((values) =>
    explainedWith(operation, values, planning),
  );
  const [costliest] = outcomes
    .filter(isExplained)
    .sort((left, right) => right.report.requests.max - left.report.requests.max);
  return costliest ?? faultsOf(outcomes.slice(0, 1));
}

function explainedWith(
  operation: Operation,
  { values, standIns }: PlanningValues,
  { schema, totals, budget }: Planning,
): Outcome {
  const { definition, document, name } = operation;
  const errors = findArgumentFaults({ schema, document, operation: definition, variables: values });
  if (errors.length > 0) {
    const hint = standIns.map(({ variable }) => `$${variable}`).join(', ');
    const faults = errors.map((error) => faultOf(operation, error));
    return hint === ''
      ? faults
      : faults.map((fault) => ({ ...fault, line: `${fault.line} (no stand-in fits: give ${hint})` }));
  }
  const { coerced = {} } = getVariableValues(schema, definition.variableDefinitions ?? [], values);
  const fragments: SelectionContext['fragments'] = Object.fromEntries(
    document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [],
    ),
  );
  const context: SelectionContext = { schema, fragments, variableValues: coerced };
  const plan = planOperation(definition, context, totals);
  const tooMuch =
    plan.count.max <= budget
      ? null
      : {
          costliest: costliestField(plan),
          suggestion: suggestWindow(definition, context, totals, budget),
        };
  return { operation, report: reportOf(plan, name), standIns, tooMuch };
}
