import { partOf, unavailableInPart, valueOrNull } from '#client/index.ts';
import { useConnection } from '#client/react.ts';
import { GalleryFragmentDoc, GalleryPageDocument, type GalleryPageQuery } from '../generated/graphql.ts';
import { PanelBody } from '../screen/panel-body.tsx';
import { type ScreenState, usePanel } from '../screen/use-panel.ts';
import { Board } from '../ui/board.tsx';
import { MissingNote } from '../ui/missing-note.tsx';
import { More } from '../ui/more.tsx';
import { ListTrouble } from '../ui/more-of-list.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { counted } from '../ui/words.ts';
import type { Viewing } from '../viewer/viewing.ts';
import { firstGallery, type GalleryChoices, galleryVariables } from './gallery-choices.ts';
import { GalleryTools } from './gallery-tools.tsx';
import { JobCard } from './job-card.tsx';

interface GalleryPanelProps {
  readonly screen: ScreenState<GalleryPageQuery>;
  readonly choices: GalleryChoices;
  readonly onChoices: (choices: GalleryChoices) => void;
  readonly onView: (viewing: Viewing) => void;
}

/** The jobs with their images, for ever downwards. */
export function GalleryPanel({ screen, choices, onChoices, onView }: GalleryPanelProps) {
  const isFirst = JSON.stringify(choices) === JSON.stringify(firstGallery);
  const state = usePanel(GalleryPageDocument, galleryVariables(choices), isFirst ? screen : null);
  const jobs = state.data && valueOrNull(partOf(GalleryFragmentDoc, state.data), 'jobs');
  return (
    <Board
      name="gallery"
      title="Gallery"
      count={jobs ? counted(jobs.totalCount, 'job') : null}
      isBusy={state.isLoading}
      tools={<GalleryTools choices={choices} onChange={onChoices} />}
    >
      <PanelBody state={state} what="the gallery" skeleton={{ className: 'image-grid', count: 12 }}>
        {(data) => <Jobs key={JSON.stringify(choices)} first={data} choices={choices} onView={onView} />}
      </PanelBody>
    </Board>
  );
}

interface JobsProps extends Pick<GalleryPanelProps, 'choices' | 'onView'> {
  readonly first: GalleryPageQuery;
}

function Jobs({ first, choices, onView }: JobsProps) {
  const variables = galleryVariables(choices);
  const list = useConnection({
    first: partOf(GalleryFragmentDoc, first).jobs,
    more: GalleryPageDocument,
    variables,
    select: (data) => partOf(GalleryFragmentDoc, data).jobs,
  });
  const unavailable = [...unavailableInPart(GalleryFragmentDoc, first), ...list.unavailable];
  if (list.nodes.length === 0 && !list.hasMore) return <p className="nothing">Nothing here matches that.</p>;
  return (
    <>
      <MissingNote unavailable={unavailable} />
      {list.nodes.map((job) => (
        <JobCard key={job.id} job={job} variables={variables} onView={onView} />
      ))}
      <ListTrouble list={list} />
      {list.isLoadingMore && <Skeleton label="Loading more jobs" className="image-grid" count={8} />}
      {list.hasMore && !list.isLoadingMore && !list.error && (
        <More key={list.nodes.length} onMore={list.loadMore} label="More jobs" />
      )}
      {!list.hasMore && <p className="the-end">That is everything.</p>}
    </>
  );
}
