/**
 * The text of the schema as a subgraph of Apollo Federation 2: the same types, with the directives that composition
 * reads. Pure.
 */

import { getDocumentNodeFromSchema } from '@graphql-tools/utils';
import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type GraphQLSchema,
  Kind,
  lexicographicSortSchema,
  type ObjectTypeExtensionNode,
  parse,
  print,
} from 'graphql';
import { entityTypes, keysOf } from './entity-keys.ts';
import { isIncrementalDirective } from './incremental.ts';

/**
 * Composers keep a custom directive only where it is said to be kept. `@oneOf` is part of GraphQL, but some of them ask for
 * its definition.
 */
const head = `
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@composeDirective", "@key", "@shareable"])
  @link(url: "https://specs.apollo.dev/nullability/v0.4", import: ["@semanticNonNull"])
  @composeDirective(name: "@semanticNonNull")

directive @oneOf on INPUT_OBJECT
`;

/** Every graph with Relay's connections has this type. */
const sharedTypes = ['PageInfo'];

/** @param schema the plain one */
export function printSubgraph(schema: GraphQLSchema): string {
  const { definitions } = getDocumentNodeFromSchema(lexicographicSortSchema(schema));
  const added = addedDirectives();
  const marked = definitions
    .filter((definition) => !isOfTheRouter(definition))
    .map((definition) => withDirectives(definition, added));
  return `${print({ kind: Kind.DOCUMENT, definitions: [...parse(head).definitions, ...marked] })}\n`;
}

/** A router answers in parts itself, where it can. */
function isOfTheRouter(definition: DefinitionNode): boolean {
  return definition.kind === Kind.DIRECTIVE_DEFINITION && isIncrementalDirective(definition);
}

/** By the name of the type that they are added to. */
function addedDirectives(): ReadonlyMap<string, readonly ConstDirectiveNode[]> {
  const keys = entityTypes.map((type) => {
    const directives = keysOf(type).map((fields) => `@key(fields: "${fields}")`);
    return `extend type ${type} ${directives.join(' ')}`;
  });
  const shared = sharedTypes.map((type) => `extend type ${type} @shareable`);
  const { definitions } = parse([...keys, ...shared].join('\n'));
  const extensions = definitions as readonly ObjectTypeExtensionNode[];
  return new Map(extensions.map(({ name, directives = [] }) => [name.value, directives]));
}

/** Written at the type itself: in an extension `@shareable` would say nothing of the fields. */
function withDirectives(
  definition: DefinitionNode,
  added: ReadonlyMap<string, readonly ConstDirectiveNode[]>,
): DefinitionNode {
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return definition;
  const directives = [...(definition.directives ?? []), ...(added.get(definition.name.value) ?? [])];
  return { ...definition, directives };
}
