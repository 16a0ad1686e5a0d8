/* eslint-disable */
import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';
import { type OperationArguments, type OperationOptions, type OperationState, useOperation } from '#client/react.ts';
import { DatesDocument } from './graphql.ts';

export function useDatesQuery(
  ...args: OperationArguments<VariablesOf<typeof DatesDocument>, OperationOptions>
): OperationState<ResultOf<typeof DatesDocument>> {
  return useOperation(DatesDocument, ...args);
}
