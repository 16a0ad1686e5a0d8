/**
 * Writes the fragments that a Relay app may have on a schema: pagination on connections, refetching on nodes. Does
 * no I/O.
 */

import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isObjectType,
} from 'graphql';
import { moduleName } from './relay-compiler.ts';

/** A fragment and the query that the compiler makes for it. */
export interface RelayDocument {
  readonly fragment: string;
  readonly query: string;
  readonly text: string;
}

/** A connection field, as `Query.assets`, and the ways in which its arguments allow to go through it. */
export interface ConnectionField {
  readonly name: string;
  readonly directions: readonly Direction[];
  readonly typeName: string;
  readonly field: GraphQLField<unknown, unknown>;
}

export type Direction = 'forward' | 'backward' | 'bidirectional';

const windowArguments = {
  forward: ['first', 'after'],
  backward: ['last', 'before'],
  bidirectional: ['first', 'after', 'last', 'before'],
} as const satisfies Record<Direction, readonly string[]>;

const directions = ['forward', 'backward', 'bidirectional'] as const;
const allWindowArguments: readonly string[] = windowArguments.bidirectional;

/** Every field whose type is called a connection. */
export function connectionFields(schema: GraphQLSchema): ConnectionField[] {
  return objectTypes(schema).flatMap((type) =>
    Object.values(type.getFields())
      .filter((field) => getNamedType(field.type).name.endsWith('Connection'))
      .map((field) => ({
        name: `${type.name}.${field.name}`,
        directions: directions.filter((direction) =>
          windowArguments[direction].every((name) => field.args.some((argument) => argument.name === name)),
        ),
        typeName: type.name,
        field,
      })),
  );
}

/** Names of the types of which an object can be read again by its id. */
export function nodeTypeNames(schema: GraphQLSchema): string[] {
  return objectTypes(schema)
    .filter((type) => type.getInterfaces().some((one) => one.name === 'Node'))
    .map((type) => type.name);
}

/** A pagination fragment with every argument of the field as a variable, selecting `nodeFields` of each node. */
export function paginationDocument(
  { typeName, field }: ConnectionField,
  direction: Direction,
  nodeFields = '__typename',
): RelayDocument {
  const window: readonly string[] = windowArguments[direction];
  const args = field.args.filter(
    (argument) => window.includes(argument.name) || !allWindowArguments.includes(argument.name),
  );
  const definitions = args.map((argument) => `${argument.name}: { type: "${argument.type}" }`);
  const values = args.map((argument) => `${argument.name}: $${argument.name}`);
  return refetchable(
    typeName,
    `${typeName}_${field.name}_${direction}`,
    `@argumentDefinitions(${definitions.join(', ')})`,
    `${field.name}(${values.join(', ')})
      @connection(key: "${moduleName}_${typeName}_${direction}_${field.name}") { edges { node { ${nodeFields} } } }`,
  );
}

/** A refetchable fragment with every plain field of the type. */
export function nodeDocument(schema: GraphQLSchema, typeName: string): RelayDocument {
  const type = schema.getType(typeName);
  const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
  const plain = fields.filter((field) => isLeafType(getNamedType(field.type)));
  return refetchable(typeName, typeName, '', plain.map((field) => field.name).join(' '));
}

/** A fragment on `typeName` with `@refetchable` and further directives. */
export function refetchable(
  typeName: string,
  name: string,
  directivesText: string,
  selection: string,
): RelayDocument {
  const fragment = `${moduleName}_${name}`;
  const query = `${moduleName}_${name}_Query`;
  const head = `fragment ${fragment} on ${typeName} @refetchable(queryName: "${query}") ${directivesText}`;
  return { fragment, query, text: `${head} {\n    ${selection}\n  }` };
}

function objectTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => !type.name.startsWith('__'));
}
