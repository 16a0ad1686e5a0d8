/**
 * Plugin of GraphQL Code Generator: the table by which `parseScalars` finds custom scalars in answers. It holds only the
 * types that lead to one of them.
 */

import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
} from 'graphql';

export interface ScalarsConfig {
  /** The scalars that are parsed. */
  readonly parsed: readonly string[];
  /** Where the table's type is imported from. */
  readonly core: string;
}

/** Called by the code generator with the schema. */
export function plugin(
  schema: GraphQLSchema,
  _documents: readonly unknown[],
  { parsed, core }: ScalarsConfig,
): string {
  const leading = typesLeadingTo(schema, new Set(parsed));
  const fields = Object.fromEntries(
    Object.values(schema.getTypeMap()).flatMap((type) => {
      if (!isObjectType(type) || !leading.has(type.name)) return [];
      const entries = Object.values(type.getFields())
        .map((field) => [field.name, getNamedType(field.type).name] as const)
        .filter(([, name]) => leading.has(name));
      return [[type.name, Object.fromEntries(entries)]];
    }),
  );
  const roots = {
    query: schema.getQueryType()?.name,
    mutation: schema.getMutationType()?.name,
    subscription: schema.getSubscriptionType()?.name,
  };
  return `/* eslint-disable */
import type { ScalarTable } from '${core}';

export const scalarTable: ScalarTable = ${JSON.stringify({ roots, fields }, null, 2)};
`;
}

/** The scalars themselves, and every type with a field of such a type, until there is no further one. */
function typesLeadingTo(schema: GraphQLSchema, scalars: ReadonlySet<string>): ReadonlySet<string> {
  const leading = new Set(scalars);
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  let before: number;
  do {
    before = leading.size;
    for (const type of types) if (leads(schema, type, leading)) leading.add(type.name);
  } while (leading.size > before);
  return leading;
}

function leads(schema: GraphQLSchema, type: GraphQLNamedType, leading: ReadonlySet<string>): boolean {
  if (isAbstractType(type)) return schema.getPossibleTypes(type).some(({ name }) => leading.has(name));
  return (
    isObjectType(type) &&
    Object.values(type.getFields()).some((field) => leading.has(getNamedType(field.type).name))
  );
}
