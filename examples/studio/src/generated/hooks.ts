/* eslint-disable */
import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';
import { type ChangeState, type LiveOptions, type LiveState, type OperationArguments, type OperationOptions, type OperationState, type RunChange, useChange, useLive, useOperation } from '#client/react.ts';
import { DatasetPageDocument, GalleryPageDocument, JobImagesDocument, StudioDocument, SearchDocument, SetDesignAgainDocument, RequestCompletionDocument, SetDesignsPageDocument, UploadBaseImagesDocument, WatchUploadDocument, ViewerDocument } from './graphql.ts';

export function useDatasetPageQuery(
  ...args: OperationArguments<VariablesOf<typeof DatasetPageDocument>, OperationOptions>
): OperationState<ResultOf<typeof DatasetPageDocument>> {
  return useOperation(DatasetPageDocument, ...args);
}

export function useGalleryPageQuery(
  ...args: OperationArguments<VariablesOf<typeof GalleryPageDocument>, OperationOptions>
): OperationState<ResultOf<typeof GalleryPageDocument>> {
  return useOperation(GalleryPageDocument, ...args);
}

export function useJobImagesQuery(
  ...args: OperationArguments<VariablesOf<typeof JobImagesDocument>, OperationOptions>
): OperationState<ResultOf<typeof JobImagesDocument>> {
  return useOperation(JobImagesDocument, ...args);
}

export function useStudioQuery(
  ...args: OperationArguments<VariablesOf<typeof StudioDocument>, OperationOptions>
): OperationState<ResultOf<typeof StudioDocument>> {
  return useOperation(StudioDocument, ...args);
}

export function useSearchQuery(
  ...args: OperationArguments<VariablesOf<typeof SearchDocument>, OperationOptions>
): OperationState<ResultOf<typeof SearchDocument>> {
  return useOperation(SearchDocument, ...args);
}

export function useSetDesignAgainQuery(
  ...args: OperationArguments<VariablesOf<typeof SetDesignAgainDocument>, OperationOptions>
): OperationState<ResultOf<typeof SetDesignAgainDocument>> {
  return useOperation(SetDesignAgainDocument, ...args);
}

export function useRequestCompletionMutation(): readonly [
  run: RunChange<ResultOf<typeof RequestCompletionDocument>, VariablesOf<typeof RequestCompletionDocument>>,
  state: ChangeState<ResultOf<typeof RequestCompletionDocument>>,
] {
  return useChange(RequestCompletionDocument);
}

export function useSetDesignsPageQuery(
  ...args: OperationArguments<VariablesOf<typeof SetDesignsPageDocument>, OperationOptions>
): OperationState<ResultOf<typeof SetDesignsPageDocument>> {
  return useOperation(SetDesignsPageDocument, ...args);
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

export function useViewerQuery(
  ...args: OperationArguments<VariablesOf<typeof ViewerDocument>, OperationOptions>
): OperationState<ResultOf<typeof ViewerDocument>> {
  return useOperation(ViewerDocument, ...args);
}
