/**
 * The pages of `docs/schema`: one for each type, made of the schema's descriptions, with operations that really ran. Pure;
 * the small types of one kind share a page.
 */

import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
  print,
} from 'graphql';
import type { RunExample } from './examples.ts';
import type { GeneratedFile } from './generated-file.ts';
import {
  cell,
  isSharedPage,
  linkOf,
  nullWords,
  pageOf,
  reachedFrom,
  type SharedPage,
  splitCost,
  typeLink,
} from './type-words.ts';

const folder = 'docs/schema';
const madeBy = '<!-- Made by `npm run generate` from the schema and `examples/types`. Change those. -->';

const introductions: Readonly<Record<SharedPage, readonly [title: string, text: string]>> = {
  connections: [
    'Connections',
    "Lists that are read in windows: `first` with `after`, or `last` with `before`; 20 rows by default, 200 at most. Any window becomes the fewest pages of the backend's own kind.",
  ],
  enums: [
    'Enums',
    'Closed sets of words. Sets that a backend may add to are texts, whose descriptions list the known words.',
  ],
  inputs: ['Inputs', 'What arguments are made of. A wrong one is refused before any backend is asked.'],
  payloads: [
    'Payloads',
    'What mutations answer. What the caller can correct is in `userErrors`; everything else that goes wrong is in `errors`.',
  ],
  scalars: [
    'Scalars',
    'Values without parts. They arrive as the backend sent them: timestamps with all their digits, numbers with their precision.',
  ],
  search: ['Search', 'One text in three lists of two backends.'],
};

/** @throws Error for an example that belongs to no page, and for a page that has none */
export function schemaPages(schema: GraphQLSchema, examples: readonly RunExample[]): GeneratedFile[] {
  const pages = Object.groupBy(documentedTypes(schema), pageOf);
  const lost = examples.filter(({ name }) => !Object.hasOwn(pages, pageOfExample(name)));
  if (lost.length > 0) throw new Error(`${lost.map(({ path }) => path).join(', ')}: no type has that name`);
  const files = Object.entries(pages).map(([page, types = []]) => {
    const own = examples.filter(({ name }) => pageOfExample(name) === page);
    if (own.length === 0) throw new Error(`${page} has no example: add examples/types/${page}.graphql`);
    const head = isSharedPage(page) ? sharedHead(page) : [];
    const level = isSharedPage(page) ? 2 : 1;
    const parts = [madeBy, ...head, ...types.flatMap((type) => describeType(schema, type, level))];
    return { path: `${folder}/${page}.md`, content: text([...parts, ...exampleParts(own)]) };
  });
  return [...files, { path: `${folder}/README.md`, content: index(Object.keys(pages), schema) }];
}

/** Every type that the project wrote, and the scalars of GraphQL that have no description are left out. */
export function documentedTypes(schema: GraphQLSchema): GraphQLNamedType[] {
  return Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
}

function pageOfExample(name: string): string {
  return name.split('-', 1)[0] ?? name;
}

function text(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function sharedHead(page: SharedPage): string[] {
  const [title, introduction] = introductions[page];
  return [`# ${title}`, introduction];
}

function describeType(schema: GraphQLSchema, type: GraphQLNamedType, level: number): string[] {
  const head = [`${'#'.repeat(level)} ${type.name}`, type.description ?? ''];
  if (isScalarType(type)) {
    const { specifiedByURL } = type;
    return [...head, specifiedByURL ? `Specified by ${specifiedByURL}.` : ''];
  }
  if (isEnumType(type)) {
    const rows = type.getValues().map(({ name, description }) => `| \`${name}\` | ${cell(description)} |`);
    return [...head, ['| value | meaning |', '| --- | --- |', ...rows].join('\n')];
  }
  if (isUnionType(type))
    return [
      ...head,
      `One of ${type
        .getTypes()
        .map((one) => linkOf(one))
        .join(', ')}.`,
      reached(schema, type),
    ];
  if (isInputObjectType(type)) return [...head, inputTable(type)];
  if (!isObjectType(type) && !isInterfaceType(type)) return head;
  return [...head, ...relations(schema, type), fieldTable(type), ...argumentTables(type, level)];
}

function relations(schema: GraphQLSchema, type: GraphQLObjectType | GraphQLInterfaceType): string[] {
  const interfaces = type.getInterfaces();
  const possible = isInterfaceType(type) ? schema.getPossibleTypes(type) : [];
  return [
    interfaces.length > 0 ? `Implements ${interfaces.map((one) => linkOf(one)).join(' and ')}.` : '',
    possible.length > 0 ? `Implemented by ${possible.map((one) => linkOf(one)).join(', ')}.` : '',
    reached(schema, type),
  ];
}

function reached(schema: GraphQLSchema, type: GraphQLNamedType): string {
  const from = reachedFrom(schema, type);
  return from.length > 0 ? `Reached from ${from.join(', ')}.` : '';
}

/** A column of costs only where a field says one. */
function fieldTable(type: GraphQLObjectType | GraphQLInterfaceType): string {
  const fields = Object.values(type.getFields()).map((field) => ({ field, ...splitCost(field.description) }));
  const hasCosts = fields.some(({ cost }) => cost !== '');
  const head = hasCosts
    ? ['| field | type | null | meaning | upstream |', '| --- | --- | --- | --- | --- |']
    : ['| field | type | null | meaning |', '| --- | --- | --- | --- |'];
  const rows = fields.map(({ field, meaning, cost }) => {
    const cells = [`\`${signature(field)}\``, typeLink(field.type), nullWords(field), meaning];
    return `| ${[...cells, ...(hasCosts ? [cost] : [])].join(' | ')} |`;
  });
  return [...head, ...rows].join('\n');
}

function signature({ name, args }: GraphQLField<unknown, unknown>): string {
  return args.length === 0 ? name : `${name}(${args.map((one) => one.name).join(', ')})`;
}

function argumentTables(type: GraphQLObjectType | GraphQLInterfaceType, level: number): string[] {
  return Object.values(type.getFields())
    .filter(({ args }) => args.length > 0)
    .flatMap(({ name, args }) => [
      `${'#'.repeat(level + 1)} Arguments of ${name}`,
      valueTable('argument', args),
    ]);
}

function inputTable(type: GraphQLInputObjectType): string {
  const table = valueTable('field', Object.values(type.getFields()));
  return type.isOneOf ? `Exactly one of the fields is given.\n\n${table}` : table;
}

function valueTable(
  kind: string,
  values: readonly Pick<GraphQLArgument, 'name' | 'type' | 'defaultValue' | 'description' | 'astNode'>[],
): string {
  const rows = values.map(({ name, type, description, astNode, defaultValue }) => {
    const fallback = astNode?.defaultValue ? `, default \`${print(astNode.defaultValue)}\`` : '';
    const need = isNonNullType(type) && defaultValue === undefined ? 'yes' : 'no';
    return `| \`${name}\` | ${typeLink(type)}${fallback} | ${need} | ${cell(description)} |`;
  });
  return [`| ${kind} | type | required | meaning |`, '| --- | --- | --- | --- |', ...rows].join('\n');
}

function exampleParts(examples: readonly RunExample[]): string[] {
  return [
    `## ${examples.length === 1 ? 'Example' : 'Examples'}`,
    ...examples.flatMap(({ path, text: operation, requests, shown, isCut }) => [
      `[${path}](../../${path}):`,
      fence('graphql', operation.trimEnd()),
      ...(requests === null
        ? [
            "What it asks the backends for, [subscriptions.md](../subscriptions.md) says. An event of the demo's data is:",
          ]
        : [
            'It asks the backends for:',
            fence('', requests.join('\n')),
            `and the answer of the demo's data is${isCut ? ', with lists of objects cut to two entries' : ''}:`,
          ]),
      fence('json', shown),
    ]),
  ];
}

function fence(language: string, content: string): string {
  return `\`\`\`${language}\n${content}\n\`\`\``;
}

function index(pages: readonly string[], schema: GraphQLSchema): string {
  const own = pages.filter((page) => !isSharedPage(page)).sort();
  const rows = own.map((page) => {
    const description = schema.getType(page)?.description ?? '';
    return `| [${page}](${page}.md) | ${cell(description.split(/(?<=\.) /, 1)[0])} |`;
  });
  const shared = Object.entries(introductions).map(
    ([page, [title, introduction]]) =>
      `| [${title}](${page}.md) | ${cell(introduction.split(/(?<=\.) /, 1)[0])} |`,
  );
  return text([
    madeBy,
    '# The schema, type by type',
    'Made of the descriptions in [schema.graphql](../../schema.graphql). Each page has an operation that ran on the simulated backends, with what it asked them for and what came back; `npm run demo` has the same data, so that it can be pasted into GraphiQL there. [first-query.md](../first-query.md) is the way in.',
    '“Null: only with an error” is what the schema marks with `@semanticNonNull`: generated types of a client that throws on errors may take such a field as never null.',
    ['| type | what it is |', '| --- | --- |', ...rows].join('\n'),
    ['| page | what it has |', '| --- | --- |', ...shared].join('\n'),
  ]);
}
