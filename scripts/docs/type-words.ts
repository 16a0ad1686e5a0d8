/** How the pages speak of types: their names with links, when they are null, and what they cost. Pure. */

import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
  type ListValueNode,
} from 'graphql';

/** Types of one kind that share a page, because each of them is small. */
const sharedPages = ['connections', 'enums', 'inputs', 'payloads', 'scalars', 'search'] as const;
export type SharedPage = (typeof sharedPages)[number];

/** The name of the page that a type stands on; its own unless it is one of the shared ones. */
export function pageOf(type: GraphQLNamedType): string {
  const { name } = type;
  if (isEnumType(type)) return 'enums';
  if (isInputObjectType(type)) return 'inputs';
  if (isScalarType(type)) return 'scalars';
  if (name.startsWith('SearchResult')) return 'search';
  if (name.endsWith('Payload')) return 'payloads';
  if (/Connection$|Edge$|^Page(?:Info|Cursors?)$/.test(name)) return 'connections';
  return name;
}

export function isSharedPage(page: string): page is SharedPage {
  return sharedPages.some((shared) => shared === page);
}

/** From a page of the same folder. The scalars of GraphQL itself have no page. */
export function linkOf(type: GraphQLNamedType, label = type.name): string {
  if (isSpecifiedScalarType(type)) return `\`${label}\``;
  const page = pageOf(type);
  return `[\`${label}\`](${page}.md${isSharedPage(page) ? `#${type.name.toLowerCase()}` : ''})`;
}

/** The type as the schema writes it, with a link to its page. */
export function typeLink(type: GraphQLType): string {
  return linkOf(getNamedType(type), String(type));
}

/** When a field is null, in words. */
export function nullWords({ type, astNode }: GraphQLField<unknown, unknown>): string {
  const directive = astNode?.directives?.find(({ name }) => name.value === 'semanticNonNull');
  const levels = directive
    ? (directive.arguments?.find(({ name }) => name.value === 'levels')?.value as ListValueNode | undefined)
    : null;
  const failing = new Set(
    levels === null
      ? []
      : (levels?.values.map((value) => ('value' in value ? Number(value.value) : -1)) ?? [0]),
  );
  const own = isNonNullType(type) ? 'never' : failing.has(0) ? 'only with an error' : 'yes';
  const inner = isNonNullType(type) ? type.ofType : type;
  if (!isListType(inner) || isNonNullType(inner.ofType)) return own;
  return `${own}; entries ${failing.has(1) ? 'only with an error' : 'yes'}`;
}

/** A description in two: what it means, and the sentences that say what it costs upstream. */
export function splitCost(description: string | null | undefined): {
  readonly meaning: string;
  readonly cost: string;
} {
  const sentences = (description ?? '').trim().split(/(?<=[.:]) (?=[A-Z])/);
  const isCost = (sentence: string): boolean =>
    /(?<!multipart |failed )\brequests?\b|rows are asked for|only when selected|(?:asked|read) every/.test(
      sentence,
    );
  return {
    meaning: cell(sentences.filter((sentence) => !isCost(sentence)).join(' ')),
    cost: cell(sentences.filter(isCost).join(' ')),
  };
}

/** Text in a cell of a table. */
export function cell(text: string | null | undefined): string {
  return (text ?? '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll('|', '\\|')
    .trim();
}

/** The fields that lead to a type, each as `Query.jobs`; through connections, interfaces and unions as well. */
export function reachedFrom(schema: GraphQLSchema, type: GraphQLNamedType): readonly string[] {
  const wanted = new Set([type.name]);
  for (const other of Object.values(schema.getTypeMap())) {
    if (isUnionType(other) && other.getTypes().some(({ name }) => name === type.name)) wanted.add(other.name);
    if (isObjectType(type) && isInterfaceType(other) && type.getInterfaces().includes(other))
      wanted.add(other.name);
  }
  const connections = new Set([...wanted].map((name) => `${name}Connection`));
  return Object.values(schema.getTypeMap())
    .filter((other) => isObjectType(other) && !other.name.startsWith('__'))
    .filter(({ name }) => !/Connection$|Edge$/.test(name))
    .flatMap((other) =>
      Object.values(isObjectType(other) ? other.getFields() : {})
        .filter((field) => {
          const { name } = getNamedType(field.type);
          return wanted.has(name) || connections.has(name);
        })
        .map((field) => linkOf(other, `${other.name}.${field.name}`)),
    )
    .sort();
}
