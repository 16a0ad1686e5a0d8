/**
 * The Yoga plugin that ends a subscription when the right of its caller to be here ends: the gate is asked at its start
 * only, and it may last for days. The last event says why.
 */

import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { GatewayUnauthenticated } from '#src/errors.ts';
import type { Clock } from '#src/http/clock.ts';
import type { NodeContext } from './node-context.ts';

/** What a timer of Node can hold. */
const longestMs = 2 ** 31 - 1;

export function useExpiry({ now, schedule }: Pick<Clock, 'now' | 'schedule'>): Plugin<NodeContext> {
  return {
    onSubscribe: ({ args: { contextValue } }) => ({
      onSubscribeResult: ({ result, setResult }) => {
        const endsAtMs = contextValue.incoming.caller?.expiresAtMs ?? Number.POSITIVE_INFINITY;
        if (!(Symbol.asyncIterator in result) || endsAtMs === Number.POSITIVE_INFINITY) return;
        const expired = Promise.withResolvers<'expired'>();
        const delayMs = Math.min(longestMs, Math.max(0, endsAtMs - now()));
        const cancel = schedule(delayMs, () => expired.resolve('expired'));
        setResult(untilExpired(result[Symbol.asyncIterator](), expired.promise, cancel));
      },
    }),
  };
}

/** Hand-written, because a generator that waits for its next value cannot be told to return. */
function untilExpired(
  events: AsyncIterator<ExecutionResult>,
  expired: Promise<'expired'>,
  cancel: () => void,
): AsyncIterableIterator<ExecutionResult> {
  let isOver = false;
  const end = async (): Promise<IteratorResult<ExecutionResult, undefined>> => {
    isOver = true;
    cancel();
    await events.return?.();
    return { done: true, value: undefined };
  };
  return {
    next: async () => {
      if (isOver) return { done: true, value: undefined };
      const event = await Promise.race([events.next(), expired]);
      if (event !== 'expired') return event.done ? end() : event;
      await end();
      const originalError = new GatewayUnauthenticated(
        'The token has expired: subscribe again with a new one',
      );
      return { value: { errors: [new GraphQLError(originalError.message, { originalError })] } };
    },
    return: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
