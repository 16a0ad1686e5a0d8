/** One panel's part of the screen, which comes when its backend has answered; until then the panel is loading. */

import { type DeferredRef, deferredPartOf, type Fragment, type FragmentRef } from '#client/index.ts';
import type { OperationState } from '#client/react.ts';
import type { ScreenState } from './use-panel.ts';

type Screen<Data> = Pick<
  OperationState<DeferredRef<Fragment<Data>>>,
  'data' | 'error' | 'fetching' | 'refreshing'
>;

type PartOfQuery<Data> = FragmentRef<Fragment<Data>> & { __typename: 'Query' };

export function panelOf<Data>(
  fragment: Fragment<Data>,
  { data, error, fetching, refreshing }: Screen<Data>,
): ScreenState<PartOfQuery<Data>> {
  const hasCome = data !== undefined && deferredPartOf(fragment, data) !== null;
  return {
    // What has come is what a fragment that is not deferred would be.
    data: hasCome ? (data as PartOfQuery<Data>) : undefined,
    error,
    fetching: fetching || (!hasCome && refreshing),
  };
}
