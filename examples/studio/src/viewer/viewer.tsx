import { useEffect } from 'react';
import { Panel } from '#client/react.ts';
import type { ViewerQuery } from '../generated/graphql.ts';
import { useViewerQuery } from '../generated/hooks.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icons.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { TroubleNote } from '../ui/trouble-note.tsx';
import { troubleOf } from '../ui/trouble-of.ts';
import type { Note } from './matches.tsx';
import { ViewedAsset } from './viewed-asset.tsx';
import { ViewedDatasetImage } from './viewed-dataset-image.tsx';
import { ViewedImage } from './viewed-image.tsx';
import { neighbour, type Viewing } from './viewing.ts';

interface ViewerProps {
  readonly viewing: Viewing;
  readonly onView: (viewing: Viewing) => void;
  readonly onClose: () => void;
}

/** One picture large, whichever backend has it, with what the others know of the same file name. */
export function Viewer({ viewing, onView, onClose }: ViewerProps) {
  const [before, after] = [neighbour(viewing, -1), neighbour(viewing, 1)];
  useEffect(() => {
    const step = ({ key, target }: KeyboardEvent) => {
      if (target instanceof HTMLInputElement) return;
      const next = key === 'ArrowLeft' ? before : key === 'ArrowRight' ? after : null;
      if (next) onView(next);
    };
    addEventListener('keydown', step);
    return () => removeEventListener('keydown', step);
  }, [before, after, onView]);
  return (
    <Dialog title="Picture" className="viewer" onClose={onClose}>
      <div className="viewer-steps">
        <button
          type="button"
          className="icon-button"
          aria-label="Previous picture"
          disabled={!before}
          onClick={() => before && onView(before)}
        >
          <Icon name="back" />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label="Next picture"
          disabled={!after}
          onClick={() => after && onView(after)}
        >
          <Icon name="forward" />
        </button>
      </div>
      <Viewed key={viewing.id} id={viewing.id} onView={(id) => onView({ id, among: [] })} />
    </Dialog>
  );
}

interface ViewedProps {
  readonly id: string;
  readonly onView: (id: string) => void;
}

function Viewed({ id, onView }: ViewedProps) {
  const { data, error, fetching, refreshing, refetch } = useViewerQuery({ id });
  const note: Note = (trouble) => (
    <TroubleNote trouble={trouble} isRetrying={fetching || refreshing} onRetry={refetch} />
  );
  if (data) {
    return (
      <Panel of={data} fallback={note}>
        {() => picture(data.node, note, onView)}
      </Panel>
    );
  }
  if (error && !fetching) return note(troubleOf(error));
  return <Skeleton label="Loading the picture" className="viewer-body" count={1} />;
}

function picture(node: ViewerQuery['node'], note: Note, onView: ViewedProps['onView']) {
  switch (node?.__typename) {
    case 'Image':
      return <ViewedImage image={node} note={note} onView={onView} />;
    case 'DatasetImage':
      return <ViewedDatasetImage image={node} note={note} onView={onView} />;
    case 'Asset':
      return <ViewedAsset asset={node} note={note} onView={onView} />;
    default:
      return <p className="nothing">This picture is no longer there.</p>;
  }
}
