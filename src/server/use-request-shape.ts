/** The Yoga plugin that refuses requests whose parameters are of the wrong kind, with the status 400. */

import type { Plugin } from 'graphql-yoga';
import { refuseRequest } from './refuse-request.ts';
import { checkRequestShape } from './request-shape.ts';

export function useRequestShape(): Plugin {
  return {
    onRequestParse: ({ requestParser, setRequestParser }) => {
      if (!requestParser) return;
      setRequestParser(async (request) => {
        try {
          return await requestParser(request);
        } catch (error) {
          // Yoga parses the JSON in addresses and forms without a look at what it throws.
          if (!(error instanceof SyntaxError)) throw error;
          throw refuseRequest('`variables` and `extensions` must be JSON');
        }
      });
    },
    onParams: ({ params }) => checkRequestShape(params),
  };
}
