/**
 * What a panel shows. The screen's one operation brings the first window of every panel; from then on a panel asks for
 * itself: another page or filter, and another try, cost that panel's requests and no other's.
 */

import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useCallback, useMemo, useState } from 'react';
import type { OperationFailure } from '#client/index.ts';
import { type OperationState, useOperation } from '#client/react.ts';

/** A part of the screen's answer, as far as a panel needs to know it. */
export type ScreenState<Ref> = Pick<OperationState<Ref>, 'data' | 'error' | 'fetching'>;

export interface PanelState<Ref> {
  /** What the panel opens its fragment with; undefined before anything came. */
  readonly data: Ref | undefined;
  /** Why nothing came at all. */
  readonly error: OperationFailure | null;
  readonly isLoading: boolean;
  readonly isRetrying: boolean;
  readonly retry: () => void;
}

/** @param screen null where the variables are not those of the screen's operation */
export function usePanel<Ref, Variables extends object>(
  document: TypedDocumentNode<Ref, Variables>,
  variables: Variables,
  screen: ScreenState<Ref> | null,
): PanelState<Ref> {
  const [hasLeft, setLeft] = useState(false);
  const shown = hasLeft ? null : screen;
  const own = useOperation(document as TypedDocumentNode<Ref, object>, variables, { pause: shown !== null });
  const { refetch } = own;
  const retry = useCallback(() => {
    if (shown === null) refetch();
    else setLeft(true);
  }, [shown, refetch]);
  const { data, error, fetching } = shown ?? own;
  const isRetrying = shown === null && (own.fetching || own.refreshing);
  return useMemo(
    () => ({ data, error, isLoading: fetching, isRetrying, retry }),
    [data, error, fetching, isRetrying, retry],
  );
}
