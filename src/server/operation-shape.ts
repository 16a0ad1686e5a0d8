/**
 * What an operation selects, worked out once for each document: which fields of which types, how each is resolved, and
 * which arguments it has. Holds nothing of a request. How a shape is read is `shape-reader.ts` and `execute-shape.ts`.
 */

import { collectFields, collectSubFields, getArgumentValues } from '@graphql-tools/utils';
import {
  BREAK,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  TypeNameMetaFieldDef,
  visit,
} from 'graphql';
import { isIncrementalDirective } from '#src/graph/incremental.ts';

export type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/** The fields that are selected of one type at one place. */
export interface Shape {
  readonly type: GraphQLObjectType;
  readonly fields: readonly ShapeField[];
}

/** One field of a shape; selected more than once, it is one all the same. */
export interface ShapeField {
  readonly responseName: string;
  readonly parentType: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly nodes: readonly FieldNode[];
  /** Its arguments, where no variable changes them. */
  readonly constantArgs: Readonly<Record<string, unknown>> | null;
  /** What is selected of the objects that it gives, which are of this type. */
  below(type: GraphQLObjectType): Shape;
}

/** An operation of a document, for one choice of what `@skip` and `@include` leave. */
export interface OperationShape {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Fragments;
  readonly root: Shape;
}

export function fragmentsOf({ definitions }: DocumentNode): Fragments {
  const fragments = definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  return Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment]));
}

/** The variables that `@skip` and `@include` of a document read: they decide what is selected. */
export function decidingVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: args = [] }) => {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of args) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

/** Whether anything of a document may come later: `@defer`, `@stream`. */
export function isIncremental(document: DocumentNode): boolean {
  let isFound = false;
  visit(document, {
    Directive: (directive) => {
      if (!isIncrementalDirective(directive)) return undefined;
      isFound = true;
      return BREAK;
    },
  });
  return isFound;
}

/** @param variables coerced; only those that `decidingVariables` names are read. Null for a selection of another kind. */
export function shapeOfOperation(
  parts: Omit<OperationShape, 'root'>,
  type: GraphQLObjectType,
  variables: Readonly<Record<string, unknown>>,
): OperationShape | null {
  const { schema, operation, fragments } = parts;
  const { fields, patches } = collectFields(schema, fragments, variables, type, operation.selectionSet);
  const root = shapeOf(type, fields, { ...parts, variables });
  // Introspection reads the schema, not rows, and none of its fields is a field of the type.
  return patches.length === 0 && root.fields.length === fields.size ? { ...parts, root } : null;
}

type ShapeParts = Omit<OperationShape, 'root'> & { readonly variables: Readonly<Record<string, unknown>> };

function shapeOf(
  type: GraphQLObjectType,
  fields: ReadonlyMap<string, readonly FieldNode[]>,
  parts: ShapeParts,
): Shape {
  return { type, fields: [...fields].flatMap(([name, nodes]) => fieldOf(type, name, nodes, parts) ?? []) };
}

function fieldOf(
  parentType: GraphQLObjectType,
  responseName: string,
  nodes: readonly FieldNode[],
  parts: ShapeParts,
): ShapeField | null {
  const [node] = nodes;
  const name = node?.name.value ?? '';
  const definition = name === '__typename' ? TypeNameMetaFieldDef : parentType.getFields()[name];
  if (!node || !definition) return null;
  const shapes = new Map<GraphQLObjectType, Shape>();
  return {
    responseName,
    parentType,
    definition,
    nodes,
    constantArgs: constantArgsOf(definition, node),
    below: (type) => {
      const known = shapes.get(type);
      if (known) return known;
      // The library's memo is keyed by the array's identity; it only reads it.
      const { fields } = collectSubFields(
        parts.schema,
        parts.fragments,
        parts.variables,
        type,
        nodes as FieldNode[],
      );
      const shape = shapeOf(type, fields, parts);
      shapes.set(type, shape);
      return shape;
    },
  };
}

function constantArgsOf(
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
): ShapeField['constantArgs'] {
  let isConstant = true;
  for (const argument of node.arguments ?? []) {
    visit(argument, {
      Variable: () => {
        isConstant = false;
      },
    });
  }
  return isConstant ? getArgumentValues(definition, node) : null;
}
