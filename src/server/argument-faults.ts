/**
 * Finds every wrong argument of an operation before any of it runs: values of the wrong type in variables, and what
 * fields refuse of their arguments. Pure; uses the fields' own readings, see `graph/argument-check.ts`.
 */

import { getArgumentValues, shouldIncludeNode } from '@graphql-tools/utils';
import {
  coerceInputValue,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInputType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type TypeNode,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import { BadUserInput } from '#src/errors.ts';
import { argumentCheckOf } from '#src/graph/argument-check.ts';
import { type ArgumentPath, argumentOfVariable } from './argument-location.ts';
import { coercedVariables, maxFaults } from './coerced-variables.ts';

/** An operation as it is about to be executed. */
export interface OperationToCheck {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** One error for each wrong argument, with `extensions.argument` as its path; the first 50; none if the operation may run. */
export function findArgumentFaults(operation: OperationToCheck): GraphQLError[] {
  const { schema, document, variables } = operation;
  const values = coercedVariables(schema, operation.operation, variables);
  if (values.errors) return variableFaults(values.errors, operation);
  const root = schema.getRootType(operation.operation.operation);
  if (!root) return [];
  const fragments = new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((definition) => [definition.name.value, definition]),
  );
  const faults: GraphQLError[] = [];
  checkSelections(operation.operation.selectionSet, root, [], {
    schema,
    fragments,
    values: values.coerced,
    faults,
    visited: new Map(),
  });
  return faults;
}

interface Walk {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly values: Readonly<Record<string, unknown>>;
  readonly faults: GraphQLError[];
  /** Selections that were checked, by their type: a fragment that is spread a thousand times is checked once. */
  readonly visited: Map<SelectionSetNode, Set<GraphQLNamedType>>;
}

function checkSelections(
  selectionSet: SelectionSetNode,
  type: GraphQLNamedType,
  path: readonly string[],
  walk: Walk,
): void {
  const types = walk.visited.get(selectionSet) ?? new Set();
  if (types.has(type)) return;
  walk.visited.set(selectionSet, types.add(type));
  for (const selection of selectionSet.selections) {
    if (walk.faults.length >= maxFaults) return;
    if (!shouldIncludeNode(walk.values, selection)) continue;
    if (selection.kind === Kind.FIELD) {
      checkField(selection, type, path, walk);
      continue;
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : walk.fragments.get(selection.name.value);
    if (!fragment) continue;
    const condition = fragment.typeCondition && typeFromAST(walk.schema, fragment.typeCondition);
    checkSelections(fragment.selectionSet, condition ?? type, path, walk);
  }
}

function checkField(node: FieldNode, type: GraphQLNamedType, path: readonly string[], walk: Walk): void {
  const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
  if (!field) return;
  const fieldPath = [...path, node.alias?.value ?? node.name.value];
  try {
    argumentCheckOf(field)(getArgumentValues(field, node, walk.values));
  } catch (error) {
    if (!(error instanceof BadUserInput || error instanceof GraphQLError)) throw error;
    const details = error instanceof BadUserInput ? error.details : {};
    walk.faults.push(refusal(error.message, [node], details, fieldPath));
  }
  if (node.selectionSet) checkSelections(node.selectionSet, getNamedType(field.type), fieldPath, walk);
}

/**
 * graphql-js says in which variable a value is wrong; which argument that is used in, and where inside it, is added
 * here. It reports the faults of a variable in the order in which they are found again.
 */
function variableFaults(errors: readonly GraphQLError[], operation: OperationToCheck): GraphQLError[] {
  const insides = new Map<string, ArgumentPath[]>();
  return errors.map((error) => {
    const definition = error.nodes?.find((node) => node.kind === Kind.VARIABLE_DEFINITION);
    if (!definition) return refusal(error.message, error.nodes ?? [], {});
    const name = definition.variable.name.value;
    const paths = insides.get(name) ?? faultPaths(definition, operation);
    insides.set(name, paths);
    const inside = paths.shift() ?? [];
    const argument = [...(argumentOfVariable(operation.document, name) ?? [`$${name}`]), ...inside];
    return refusal(error.message, [definition], { argument });
  });
}

/** Where inside a variable's value its first faults are, in order. */
function faultPaths(
  { variable, type: node }: VariableDefinitionNode,
  { schema, variables }: OperationToCheck,
): ArgumentPath[] {
  const paths: ArgumentPath[] = [];
  const type = inputTypeOf(schema, node);
  const name = variable.name.value;
  if (!type || !Object.hasOwn(variables, name)) return paths;
  const enough = new Error('More faults are not told');
  try {
    coerceInputValue(variables[name], type, (path) => {
      paths.push(path);
      if (paths.length >= maxFaults) throw enough;
    });
  } catch (error) {
    if (error !== enough) throw error;
  }
  return paths;
}

function inputTypeOf(schema: GraphQLSchema, node: TypeNode): GraphQLInputType | null {
  // biome-ignore lint/suspicious/noExplicitAny: the overloads for kinds of type nodes do not accept their union
  const type = typeFromAST(schema, node as any);
  return isInputType(type) ? type : null;
}

/** The whole operation is refused, so the answer has no data and, where the client can read it, the status 400. */
function refusal(
  message: string,
  nodes: GraphQLError['nodes'] & object,
  details: Readonly<Record<string, unknown>>,
  path?: readonly string[],
): GraphQLError {
  return new GraphQLError(message, {
    nodes,
    ...(path ? { path } : {}),
    extensions: { code: 'BAD_USER_INPUT', ...details, http: { spec: true, status: 400 } },
  });
}
