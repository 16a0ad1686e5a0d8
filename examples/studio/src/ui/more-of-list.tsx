/** What stands below a list of which there is more: why its next page did not come, or a button for it. */

import type { ReactNode } from 'react';
import type { ConnectionState } from '#client/react.ts';
import { TroubleNote } from './trouble-note.tsx';
import { troubleOf } from './trouble-of.ts';

type List = Pick<ConnectionState<unknown>, 'error' | 'hasMore' | 'isLoadingMore' | 'loadMore'>;

/** Nothing where the list has no trouble. */
export function ListTrouble({ list }: { readonly list: List }) {
  if (!list.error) return null;
  return (
    <TroubleNote trouble={troubleOf(list.error)} isRetrying={list.isLoadingMore} onRetry={list.loadMore} />
  );
}

interface MoreOfListProps {
  readonly list: List;
  readonly className?: string;
  /** What the button says. */
  readonly children: ReactNode;
}

export function MoreOfList({ list, className = 'button', children }: MoreOfListProps) {
  return (
    <>
      <ListTrouble list={list} />
      {list.hasMore && !list.error && (
        <button type="button" className={className} disabled={list.isLoadingMore} onClick={list.loadMore}>
          {list.isLoadingMore ? 'Loading …' : children}
        </button>
      )}
    </>
  );
}
