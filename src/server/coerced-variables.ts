/**
 * The variables of an operation as its fields see them, coerced once however many plugins ask. Owns no refusal: whoever asks
 * first says what is wrong, see `argument-faults.ts`.
 */

import {
  type GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql';

export type CoercedVariables =
  | { readonly coerced: Readonly<Record<string, unknown>>; readonly errors?: never }
  | { readonly errors: readonly GraphQLError[]; readonly coerced?: never };

/** Whoever sends more wrong values than these learns nothing from the rest, and each takes time to describe. */
export const maxFaults = 50;

/** What was sent with a request, and what came of it; the schema never changes. */
const known = new WeakMap<
  object,
  { readonly operation: OperationDefinitionNode; readonly values: CoercedVariables }
>();

/** @param given as they came with the request, which nobody changes; absent where there are none */
export function coercedVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>> | null | undefined,
): CoercedVariables {
  const before = given && known.get(given);
  if (before && before.operation === operation) return before.values;
  const definitions = operation.variableDefinitions ?? [];
  const values = getVariableValues(schema, definitions, given ?? {}, { maxErrors: maxFaults });
  if (given) known.set(given, { operation, values });
  return values;
}
