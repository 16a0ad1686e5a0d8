/** Plugin of GraphQL Code Generator: a typed hook for each operation, on the hooks of `atelier-client/react`. */

import { type DocumentNode, type GraphQLSchema, Kind, OperationTypeNode } from 'graphql';

export interface HooksConfig {
  /** Where the hooks of this package are imported from. */
  readonly runtime: string;
  /** Where the client preset's documents are, seen from the file of the hooks. */
  readonly documents: string;
}

/** How an operation of each kind becomes a hook: what it imports, and its text. */
const kinds = {
  [OperationTypeNode.QUERY]: {
    imports: ['useOperation', 'type OperationArguments', 'type OperationOptions', 'type OperationState'],
    hook: (name: string) => `export function use${name}Query(
  ...args: OperationArguments<VariablesOf<typeof ${name}Document>, OperationOptions>
): OperationState<ResultOf<typeof ${name}Document>> {
  return useOperation(${name}Document, ...args);
}`,
  },
  [OperationTypeNode.MUTATION]: {
    imports: ['useChange', 'type ChangeState', 'type RunChange'],
    hook: (name: string) => `export function use${name}Mutation(): readonly [
  run: RunChange<ResultOf<typeof ${name}Document>, VariablesOf<typeof ${name}Document>>,
  state: ChangeState<ResultOf<typeof ${name}Document>>,
] {
  return useChange(${name}Document);
}`,
  },
  [OperationTypeNode.SUBSCRIPTION]: {
    imports: ['useLive', 'type LiveOptions', 'type LiveState', 'type OperationArguments'],
    hook: (name: string) => `export function use${name}Subscription(
  ...args: OperationArguments<
    VariablesOf<typeof ${name}Document>,
    LiveOptions<ResultOf<typeof ${name}Document>>
  >
): LiveState<ResultOf<typeof ${name}Document>> {
  return useLive(${name}Document, ...args);
}`,
  },
};

/** Called by the code generator with the documents of one target. */
export function plugin(
  _schema: GraphQLSchema,
  documents: readonly { readonly document?: DocumentNode }[],
  config: HooksConfig,
): { readonly prepend: string[]; readonly content: string } {
  const operations = documents
    .flatMap(({ document }) => document?.definitions ?? [])
    .filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  const imports = new Set<string>();
  const names = operations.map(({ name, operation, loc }) => {
    if (!name) throw new Error(`An operation without a name gets no hook: ${loc?.source.name}`);
    for (const each of kinds[operation].imports) imports.add(each);
    return name.value;
  });
  if (names.length === 0) return { prepend: ['/* eslint-disable */'], content: 'export {};\n' };
  return {
    prepend: [
      '/* eslint-disable */',
      "import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';",
      `import { ${[...imports].sort(byName).join(', ')} } from '${config.runtime}';`,
      `import { ${names.map((name) => `${name}Document`).join(', ')} } from '${config.documents}';`,
    ],
    content: `${operations.map(({ name, operation }) => `\n${kinds[operation].hook(name?.value ?? '')}`).join('\n')}\n`,
  };
}

function byName(left: string, right: string): number {
  return left.replace('type ', '').localeCompare(right.replace('type ', ''));
}
