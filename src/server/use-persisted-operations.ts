/** The Yoga plugin that puts the document in place of its name, before anything else looks at the request. */

import type { GraphQLParams, Plugin } from 'graphql-yoga';
import { readOperationId, withoutOperationId } from './operation-id.ts';
import type { PersistedOperations } from './persisted-operations.ts';
import type { SharedDocuments } from './shared-documents.ts';

/** @param shared what other replicas know; null where there are none */
export function usePersistedOperations(
  operations: PersistedOperations,
  shared: SharedDocuments | null,
): Plugin {
  /** Hashes of documents that are to be remembered once they are known to be valid. */
  const hashes = new WeakMap<object, string>();
  return {
    onParams: ({ params, request, setParams }) => {
      if (!isReadable(params)) return;
      const all = { ...params };
      const query = params.query ?? null;
      const id = readOperationId(all, request.method === 'GET' ? new URL(request.url).searchParams : null);
      const complete = (): void => {
        const found = operations.find(query, id);
        if (!found) return;
        const completed = { ...withoutOperationId(all), query: found.text } as GraphQLParams;
        if (found.rememberAs !== null) hashes.set(completed, found.rememberAs);
        setParams(completed);
      };
      const missing = shared && operations.missing(query, id);
      if (!missing) return complete();
      return shared.find(missing).then((text) => {
        if (text !== null) operations.remember(missing, text);
        complete();
      });
    },
    onValidate: ({ context }) => {
      const { params } = context as { readonly params?: GraphQLParams };
      const hash = params && hashes.get(params);
      if (hash === undefined) return;
      return ({ valid }) => {
        if (!valid || !params?.query) return;
        operations.remember(hash, params.query);
        shared?.remember(hash, params.query);
      };
    },
  };
}

/** What has another shape is refused by Yoga, in words that say so. */
function isReadable(params: unknown): params is GraphQLParams {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return false;
  const { query } = params as GraphQLParams;
  return query == null || typeof query === 'string';
}
