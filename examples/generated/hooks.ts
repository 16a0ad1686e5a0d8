/* eslint-disable */
import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';
import { type ChangeState, type LiveOptions, type LiveState, type OperationArguments, type OperationOptions, type OperationState, type RunChange, useChange, useLive, useOperation } from '#client/react.ts';
import { StudioDocument, GalleryDocument, BlazersDocument, MatchesDocument, GalleryScreenDocument, MoreJobsDocument, UploadBaseImagesDocument, WatchUploadDocument } from './graphql.ts';

export function useStudioQuery(
  ...args: OperationArguments<VariablesOf<typeof StudioDocument>, OperationOptions>
): OperationState<ResultOf<typeof StudioDocument>> {
  return useOperation(StudioDocument, ...args);
}

export function useGalleryQuery(
  ...args: OperationArguments<VariablesOf<typeof GalleryDocument>, OperationOptions>
): OperationState<ResultOf<typeof GalleryDocument>> {
  return useOperation(GalleryDocument, ...args);
}

export function useBlazersQuery(
  ...args: OperationArguments<VariablesOf<typeof BlazersDocument>, OperationOptions>
): OperationState<ResultOf<typeof BlazersDocument>> {
  return useOperation(BlazersDocument, ...args);
}

export function useMatchesQuery(
  ...args: OperationArguments<VariablesOf<typeof MatchesDocument>, OperationOptions>
): OperationState<ResultOf<typeof MatchesDocument>> {
  return useOperation(MatchesDocument, ...args);
}

export function useGalleryScreenQuery(
  ...args: OperationArguments<VariablesOf<typeof GalleryScreenDocument>, OperationOptions>
): OperationState<ResultOf<typeof GalleryScreenDocument>> {
  return useOperation(GalleryScreenDocument, ...args);
}

export function useMoreJobsQuery(
  ...args: OperationArguments<VariablesOf<typeof MoreJobsDocument>, OperationOptions>
): OperationState<ResultOf<typeof MoreJobsDocument>> {
  return useOperation(MoreJobsDocument, ...args);
}

export function useUploadBaseImagesMutation(): readonly [
  run: RunChange<ResultOf<typeof UploadBaseImagesDocument>, VariablesOf<typeof UploadBaseImagesDocument>>,
  state: ChangeState<ResultOf<typeof UploadBaseImagesDocument>>,
] {
  return useChange(UploadBaseImagesDocument);
}

export function useWatchUploadSubscription(
  ...args: OperationArguments<
    VariablesOf<typeof WatchUploadDocument>,
    LiveOptions<ResultOf<typeof WatchUploadDocument>>
  >
): LiveState<ResultOf<typeof WatchUploadDocument>> {
  return useLive(WatchUploadDocument, ...args);
}
