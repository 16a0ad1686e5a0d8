/** A query as a component reads it: typed data that throws where it is missing, and what is missing. On urql. */

import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useCallback, useState } from 'react';
import { type AnyVariables, createRequest, type RequestPolicy } from 'urql';
import type { OperationFailure, Unavailable } from '../failures.ts';
import { useResults } from './use-results.ts';

export interface OperationOptions {
  /** Asks for nothing while it is true. */
  readonly pause?: boolean;
  /** Default: what the client is configured with, `cache-first` in urql. */
  readonly requestPolicy?: RequestPolicy;
}

/** The arguments after the document: variables are required exactly where the operation requires one. */
export type OperationArguments<Variables, Options> =
  Record<string, never> extends Variables
    ? [variables?: Variables, options?: Options]
    : [variables: Variables, options?: Options];

export interface OperationState<Data> {
  /**
   * What has come so far; undefined before anything has. Stays while it is asked for again, and if that fails as a
   * whole. Reading a field of it that failed throws `FieldUnavailable`.
   */
  readonly data: Data | undefined;
  /** What is missing in `data`. */
  readonly unavailable: readonly Unavailable[];
  /** Why the operation failed as a whole the last time. */
  readonly error: OperationFailure | null;
  /** Nothing has come yet for these variables: neither data nor an error. */
  readonly fetching: boolean;
  /** It is asked for again, or deferred parts are still to come. */
  readonly refreshing: boolean;
  /** Asks the gateway again, past every cache of the client. */
  readonly refetch: () => void;
}

export function useOperation<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  ...[variables, { pause = false, requestPolicy } = {}]: OperationArguments<Variables, OperationOptions>
): OperationState<Data> {
  const request = createRequest<Data, AnyVariables>(document, (variables ?? {}) as AnyVariables);
  const [again, setAgain] = useState({ key: request.key, turn: 0 });
  const isAgain = again.key === request.key && again.turn > 0;
  const context = isAgain ? { requestPolicy: 'network-only' as const } : requestPolicy && { requestPolicy };
  const { data, unavailable, error, isWaiting } = useResults({
    request,
    pause,
    turn: again.turn,
    ask: (client) => client.executeQuery(request, context),
  });
  const refetch = useCallback(
    () => setAgain(({ turn }) => ({ key: request.key, turn: turn + 1 })),
    [request.key],
  );
  const hasAnswer = data !== undefined || error !== null;
  return {
    data,
    unavailable,
    error,
    fetching: isWaiting && !hasAnswer,
    refreshing: isWaiting && hasAnswer,
    refetch,
  };
}
