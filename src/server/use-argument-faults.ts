/** The Yoga plugin that refuses an operation with wrong arguments as a whole, before any upstream is asked. */

import { type GraphQLError, getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { findArgumentFaults } from './argument-faults.ts';
import { argumentOfNode } from './argument-location.ts';

export function useArgumentFaults(): Plugin {
  return {
    onValidate: ({ params }) => {
      return ({ result }) => {
        for (const error of result as readonly GraphQLError[]) {
          const [node] = error.nodes ?? [];
          const argument = node && argumentOfNode(params.documentAST, node);
          Object.assign(error.extensions, { code: 'BAD_USER_INPUT' }, argument ? { argument } : {});
        }
      };
    },
    onExecute: ({ args, setResultAndStopExecution }) => {
      const operation = getOperationAST(args.document, args.operationName);
      if (!operation) return;
      const { schema, document } = args;
      const errors = findArgumentFaults({
        schema,
        document,
        operation,
        variables: args.variableValues ?? {},
      });
      if (errors.length > 0) setResultAndStopExecution({ errors });
    },
  };
}
