/** The Yoga plugin that gives Yoga the body that was read already, see `request-body.ts`. */

import type { Plugin } from 'graphql-yoga';
import type { NodeContext } from './node-context.ts';

/** Yoga would read the body itself, without an end to its patience. */
export function useRequestBody(): Plugin<object, NodeContext> {
  return {
    onRequest: ({ request, setRequest, fetchAPI, serverContext: { body } }) => {
      if (body === null) return;
      const { url, method, headers, signal } = request;
      setRequest(new fetchAPI.Request(url, { method, headers, signal, body }));
    },
  };
}
