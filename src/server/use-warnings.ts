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
        if (Symbol.asyncIterator in result) return withEachPart(warnings);
        if (warnings.length > 0) setResult(withWarnings(result, warnings));
        return undefined;
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

interface AnswerPart {
  readonly result: ExecutionResult;
  setResult(result: ExecutionResult): void;
}

/** A part of an answer tells what came up since the one before it. */
function withEachPart(warnings: GraphContext['warnings']) {
  let told = 0;
  return {
    onNext: ({ result, setResult }: AnswerPart): void => {
      const news = warnings.slice(told);
      told = warnings.length;
      if (news.length > 0) setResult(withWarnings(result, news));
    },
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
