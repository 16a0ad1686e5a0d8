/** The Yoga plugin that tells the load which operations are subscriptions, and refuses one too many. */

import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { NodeContext } from './node-context.ts';
import { type Refusal, retryAfterSeconds } from './refusal.ts';

export function useLoadShedding(): Plugin<NodeContext> {
  return {
    onSubscribe: ({ args, setResultAndStopExecution }) => {
      const { work, incoming } = args.contextValue;
      const refusal = work.becomeSubscription();
      if (!refusal) return;
      incoming.refusedBy = 'load';
      setResultAndStopExecution({ errors: [toGraphQLError(refusal)] });
    },
  };
}

/** Yoga makes `http` the status and the headers of the answer. */
function toGraphQLError({ status, code, message, retryAfterMs = 0 }: Refusal): GraphQLError {
  const headers = { 'retry-after': retryAfterSeconds(retryAfterMs) };
  return new GraphQLError(message, { extensions: { code, retryAfterMs, http: { status, headers } } });
}
