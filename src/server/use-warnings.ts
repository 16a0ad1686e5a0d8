/**
 * The Yoga plugin that tells clients what they should know although the answer is complete, in
 * `extensions.warnings`: a list of `{ code, message, path }`.
 */

import { type ExecutionResult, responsePathAsArray } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { GraphContext } from '#src/graph/context.ts';

export function useWarnings(): Plugin<GraphContext> {
  return {
    onExecute: ({ args }) => ({
      onExecuteDone: ({ result, setResult }) => {
        const { warnings } = args.contextValue;
        if (warnings.length === 0 || Symbol.asyncIterator in result) return;
        setResult(withWarnings(result, warnings));
      },
    }),
    onSubscribe: ({ args }) => ({
      onSubscribeResult: () => ({
        onNext: ({ result, setResult }) => {
          const { warnings } = args.contextValue;
          if (warnings.length > 0) setResult(withWarnings(result, warnings));
        },
      }),
    }),
  };
}

function withWarnings(result: ExecutionResult, warnings: GraphContext['warnings']): ExecutionResult {
  const shown = warnings.map(({ code, message, path }) => ({
    code,
    message,
    path: responsePathAsArray(path),
  }));
  return { ...result, extensions: { ...result.extensions, warnings: shown } };
}
