import type { ReactNode } from 'react';
import { Panel } from '#client/react.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import type { Trouble } from '../ui/trouble.ts';
import { TroubleNote } from '../ui/trouble-note.tsx';
import { troubleOf } from '../ui/trouble-of.ts';
import type { PanelState } from './use-panel.ts';

interface PanelBodyProps<Ref> {
  readonly state: PanelState<Ref>;
  /** For example `the gallery`. */
  readonly what: string;
  readonly skeleton: { readonly className: string; readonly count: number };
  readonly children: (data: Ref) => ReactNode;
}

/** A panel's own skeleton, then its rows, or its own words on why there are none; never anything of another panel. */
export function PanelBody<Ref>({ state, what, skeleton, children }: PanelBodyProps<Ref>) {
  const { data, error, isRetrying, retry } = state;
  const note = (trouble: Trouble) => (
    <TroubleNote trouble={trouble} isRetrying={isRetrying} onRetry={retry} />
  );
  if (data !== undefined) {
    return (
      <Panel of={data} fallback={note}>
        {() => children(data)}
      </Panel>
    );
  }
  if (error !== null && !state.isLoading) return note(troubleOf(error));
  return <Skeleton label={`Loading ${what}`} {...skeleton} />;
}
