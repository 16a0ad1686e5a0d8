/** The Yoga plugin that puts the document in place of its name, before anything else looks at the request. */

import type { GraphQLParams, Plugin } from 'graphql-yoga';
import { readOperationId, withoutOperationId } from './operation-id.ts';
import type { PersistedOperations } from './persisted-operations.ts';

export function usePersistedOperations(operations: PersistedOperations): Plugin {
  /** Hashes of documents that are to be remembered once they are known to be valid. */
  const hashes = new WeakMap<object, string>();
  return {
    onParams: ({ params, request, setParams }) => {
      if (!isReadable(params)) return;
      const all = { ...params };
      const search = request.method === 'GET' ? new URL(request.url).searchParams : null;
      const found = operations.find(params.query ?? null, readOperationId(all, search));
      if (!found) return;
      const complete = { ...withoutOperationId(all), query: found.text } as GraphQLParams;
      if (found.rememberAs !== null) hashes.set(complete, found.rememberAs);
      setParams(complete);
    },
    onValidate: ({ context }) => {
      const { params } = context as { readonly params?: GraphQLParams };
      const hash = params && hashes.get(params);
      if (hash === undefined) return;
      return ({ valid }) => {
        if (valid && params?.query) operations.remember(hash, params.query);
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
