/**
 * A subscription as a component follows it, to its last state: one that ends before is begun again, because a gateway
 * that stops ends all of them. Over server-sent events, by urql's fetch exchange with `fetchSubscriptions: true`.
 */

import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useEffect, useReducer, useRef } from 'react';
import { type AnyVariables, createRequest } from 'urql';
import type { OperationArguments, OperationState } from './use-operation.ts';
import { useResults } from './use-results.ts';

export interface LiveOptions<Data> {
  /** Follows nothing while it is true. */
  readonly pause?: boolean;
  /** Whether this state is the last one. Without it, the end of the subscription is the end. */
  readonly isLast?: (data: Data) => boolean;
  /** So long it waits before it begins again, in milliseconds; each time in a row twice as long, up to 16 times. Default 1000. */
  readonly restartAfterMs?: number;
}

export interface LiveState<Data> extends Pick<OperationState<Data>, 'data' | 'unavailable' | 'error'> {
  /** The last state has come, or it is refused, and nothing more will come. */
  readonly isOver: boolean;
  /** Begins again, for example after it was refused. */
  readonly restart: () => void;
}

export function useLive<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  ...[variables, options = {}]: OperationArguments<Variables, LiveOptions<Data>>
): LiveState<Data> {
  const { pause = false, isLast, restartAfterMs = 1000 } = options;
  const request = createRequest<Data, AnyVariables>(document, (variables ?? {}) as AnyVariables);
  const [turn, begin] = useReducer((count: number) => count + 1, 0);
  const { data, unavailable, error, isWaiting } = useResults({
    request,
    pause,
    turn,
    ask: (client) => client.executeSubscription(request),
  });
  const hasEnded = !isWaiting && !pause;
  // A failure that will not pass is the last event; an answer without data is no event of its own.
  const isLastEvent = unavailable.length > 0 || !isLast || (data !== undefined && isLast(data));
  const isOver = hasEnded && (error === null ? isLastEvent : error.name === 'OperationRefused');
  useRestart(hasEnded && !isOver, data, restartAfterMs, begin);
  return { data, unavailable, error, isOver, restart: begin };
}

/** Begins again after a while, as long as it is needed; the waits grow until something comes. */
function useRestart(isNeeded: boolean, data: unknown, restartAfterMs: number, begin: () => void): void {
  const waits = useRef({ data, count: 0 });
  useEffect(() => {
    if (!isNeeded) return;
    if (waits.current.data !== data) waits.current = { data, count: 0 };
    const timer = setTimeout(begin, restartAfterMs * 2 ** Math.min(waits.current.count, 4));
    waits.current.count += 1;
    return () => clearTimeout(timer);
  }, [isNeeded, data, restartAfterMs, begin]);
}
