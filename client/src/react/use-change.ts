/** A mutation as a component runs it. On urql. */

import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useCallback, useMemo } from 'react';
import { type AnyVariables, useMutation } from 'urql';
import type { Result } from '../result.ts';
import { readAnswer, takeAnswer } from './read-answer.ts';
import type { OperationArguments, OperationState } from './use-operation.ts';

export type ChangeState<Data> = Pick<OperationState<Data>, 'data' | 'unavailable' | 'error' | 'fetching'>;

/**
 * Resolves to the answer; what the caller can correct is in its `userErrors`.
 *
 * @throws {OperationRefused | GatewayUnreachable} if there is none. Nothing is sent twice; whether an unreachable
 * gateway has carried it out is not known.
 */
export type RunChange<Data, Variables> = (
  ...args: OperationArguments<Variables, never>
) => Promise<Result<Data>>;

export function useChange<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
): readonly [run: RunChange<Data, Variables>, state: ChangeState<Data>] {
  const [{ data, error, fetching }, execute] = useMutation<Data, AnyVariables>(
    document as TypedDocumentNode<Data>,
  );
  const run = useCallback<RunChange<Data, Variables>>(
    async (...[variables]) => {
      const answer = await execute((variables ?? {}) as AnyVariables);
      return takeAnswer(answer.data, answer.error);
    },
    [execute],
  );
  const answer = useMemo(() => readAnswer(data, error), [data, error]);
  return [run, { ...answer, fetching }];
}
