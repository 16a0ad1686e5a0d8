/** The Yoga plugin that refuses an operation with wrong arguments as a whole, before any upstream is asked. */

import { type ExecutionArgs, type ExecutionResult, type GraphQLError, getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { findArgumentFaults } from './argument-faults.ts';
import { argumentOfNode } from './argument-location.ts';
import { unconditionalRoot } from './unconditional-root.ts';

export function useArgumentFaults(): Plugin {
  return {
    onValidate: ({ params, addValidationRule }) => {
      addValidationRule(unconditionalRoot);
      return ({ result }) => {
        for (const error of result as readonly GraphQLError[]) {
          const [node] = error.nodes ?? [];
          const argument = node && argumentOfNode(params.documentAST, node);
          Object.assign(error.extensions, { code: 'BAD_USER_INPUT' }, argument ? { argument } : {});
        }
      };
    },
    onExecute: refuseFaults,
    onSubscribe: refuseFaults,
  };
}

function refuseFaults({
  args,
  setResultAndStopExecution,
}: {
  readonly args: ExecutionArgs;
  readonly setResultAndStopExecution: (result: ExecutionResult) => void;
}): void {
  const { schema, document, variableValues, operationName } = args;
  const operation = getOperationAST(document, operationName);
  if (!operation) return;
  const variables = variableValues ?? {};
  const errors = findArgumentFaults({ schema, document, operation, variables });
  if (errors.length > 0) setResultAndStopExecution({ errors });
}
