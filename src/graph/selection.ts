/**
 * What an operation selects below a field, through aliases, fragments, `@skip`, `@include` and `@defer`. Pure:
 * reads the operation, never data.
 */

import { collectFields, collectSubFields, getArgumentValues } from '@graphql-tools/utils';
import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  getNamedType,
  isObjectType,
  type OperationDefinitionNode,
} from 'graphql';

/** One field of an operation, its aliases apart. */
export interface SelectedField {
  readonly name: string;
  /** Its alias, or its name where it has none. */
  readonly responseName: string;
  readonly definition: GraphQLField<unknown, unknown>;
  /** Arguments after defaults and variables. */
  readonly args: Readonly<Record<string, unknown>>;
  /**
   * The fields selected below; empty for a leaf.
   *
   * @param typeName the object type that is there, for fields of an interface or union
   */
  fields(typeName?: string): readonly SelectedField[];
}

/** The fields selected below the field that is being resolved. */
export function selectedFields(info: GraphQLResolveInfo, typeName = ''): readonly SelectedField[] {
  const { fieldNodes, variableValues } = info;
  const ofVariables = remembered.get(variableValues) ?? new WeakMap();
  remembered.set(variableValues, ofVariables);
  const ofField = ofVariables.get(fieldNodes) ?? new Map();
  ofVariables.set(fieldNodes, ofField);
  const fields =
    ofField.get(typeName) ?? fieldsBelow(info, info.returnType, fieldNodes, typeName || undefined);
  ofField.set(typeName, fields);
  return fields;
}

/**
 * By an operation's variables, a field of it and a type: every row of a list asks for the same. Gone with the variables, which
 * no two operations share.
 */
const remembered = new WeakMap<object, WeakMap<object, Map<string, readonly SelectedField[]>>>();

/** What of an operation says which fields are selected. */
export type SelectionContext = Pick<GraphQLResolveInfo, 'schema' | 'fragments' | 'variableValues'>;

/** The root fields of an operation. */
export function rootFields(
  operation: OperationDefinitionNode,
  context: SelectionContext,
): readonly SelectedField[] {
  const type = context.schema.getRootType(operation.operation);
  if (!type) return [];
  const { fragments, schema, variableValues } = context;
  const collected = collectFields(schema, fragments, variableValues, type, operation.selectionSet);
  return groupsOf(collected).flatMap((group) => selectedField(context, type, group));
}

/** What comes later (`@defer`) is selected all the same. */
function groupsOf({ fields, patches }: ReturnType<typeof collectFields>): FieldNode[][] {
  return [fields, ...patches.map((patch) => patch.fields)].flatMap((group) => [...group.values()]);
}

/** The fields at the end of any of the paths of field names, in operation order. */
export function fieldsAt(
  fields: readonly SelectedField[],
  ...paths: readonly (readonly string[])[]
): readonly SelectedField[] {
  return paths.flatMap((path) =>
    path.reduce<readonly SelectedField[]>(
      (level, name, index) =>
        (index === 0 ? level : level.flatMap((field) => field.fields())).filter(
          (field) => field.name === name,
        ),
      fields,
    ),
  );
}

function fieldsBelow(
  info: SelectionContext,
  returnType: GraphQLOutputType,
  nodes: readonly FieldNode[],
  typeName: string | undefined,
): SelectedField[] {
  const type = typeName === undefined ? getNamedType(returnType) : info.schema.getType(typeName);
  if (!isObjectType(type)) return [];
  const collected = collectSubFields(
    info.schema,
    info.fragments,
    info.variableValues,
    type,
    // The library's memo is keyed by this array's identity; it only reads it.
    nodes as FieldNode[],
  );
  return groupsOf(collected).flatMap((group) => selectedField(info, type, group));
}

function selectedField(
  info: SelectionContext,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): SelectedField[] {
  const [node] = nodes;
  const definition = node && type.getFields()[node.name.value];
  if (!definition) return [];
  return [
    {
      name: definition.name,
      responseName: node.alias?.value ?? node.name.value,
      definition,
      args: getArgumentValues(definition, node, info.variableValues),
      fields: (typeName) => fieldsBelow(info, definition.type, nodes, typeName),
    },
  ];
}
