/** The directives by which an operation asks for its answer in parts. Answering so is the server's. */

import { GraphQLDeferDirective, GraphQLStreamDirective } from '@graphql-tools/utils';

export const incrementalDirectives = [GraphQLDeferDirective, GraphQLStreamDirective];

const names: ReadonlySet<string> = new Set(incrementalDirectives.map(({ name }) => name));

/** Whether a directive, or the definition of one, is of those. */
export function isIncrementalDirective({ name }: { readonly name: { readonly value: string } }): boolean {
  return names.has(name.value);
}
