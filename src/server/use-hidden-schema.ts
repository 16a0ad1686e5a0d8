/**
 * The Yoga plugin that takes suggestions out of all error messages. Streams are left alone: what can suggest names refuses
 * an operation before its stream begins.
 */

import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { relocated } from './client-errors.ts';
import { withoutSuggestion } from './hidden-schema.ts';

export function useHiddenSchema(): Plugin {
  return {
    onExecutionResult: ({ result, setResult }) => {
      if (!result || Array.isArray(result) || Symbol.asyncIterator in result) return;
      const { errors, ...rest } = result as ExecutionResult;
      if (errors) setResult({ ...rest, errors: errors.map(hideSuggestion) });
    },
  };
}

function hideSuggestion(error: GraphQLError): GraphQLError {
  const message = withoutSuggestion(error.message);
  if (message === error.message) return error;
  return relocated(error, message, error.extensions);
}
