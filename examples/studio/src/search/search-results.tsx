import { present, valueOrNull } from '#client/index.ts';
import { Panel, useConnection } from '#client/react.ts';
import { SearchDocument, type SearchQuery } from '../generated/graphql.ts';
import { useSearchQuery } from '../generated/hooks.ts';
import { MissingNote } from '../ui/missing-note.tsx';
import { MoreOfList } from '../ui/more-of-list.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import type { Trouble } from '../ui/trouble.ts';
import { TroubleNote } from '../ui/trouble-note.tsx';
import { troubleOf } from '../ui/trouble-of.ts';
import { counted } from '../ui/words.ts';
import type { Viewing } from '../viewer/viewing.ts';
import { SearchResult } from './search-result.tsx';

interface SearchResultsProps {
  readonly text: string;
  readonly onJob: (jobId: string) => void;
  readonly onPicture: (viewing: Viewing) => void;
}

export function SearchResults({ text, onJob, onPicture }: SearchResultsProps) {
  const { data, unavailable, error, fetching, refreshing, refetch } = useSearchQuery({ text });
  const note = (trouble: Trouble) => (
    <TroubleNote trouble={trouble} isRetrying={fetching || refreshing} onRetry={refetch} />
  );
  if (data === undefined) {
    if (error && !fetching) return note(troubleOf(error));
    return <Skeleton label="Searching" className="results" count={6} />;
  }
  const [missing] = unavailable;
  return (
    <Panel of={data} fallback={note}>
      {() => (
        <>
          {missing && note(missing)}
          <Found first={data.search} text={text} onJob={onJob} onPicture={onPicture} />
        </>
      )}
    </Panel>
  );
}

interface FoundProps extends SearchResultsProps {
  readonly first: SearchQuery['search'];
}

function Found({ first, text, onJob, onPicture }: FoundProps) {
  const list = useConnection({
    first,
    more: SearchDocument,
    variables: { text },
    select: ({ search }) => search,
  });
  const total = valueOrNull(first, 'totalCount');
  const pictures = present(list.nodes)
    .filter(({ __typename }) => __typename !== 'Job')
    .map(({ id }) => id);
  return (
    <>
      <p className="hint" role="status">
        {total === null ? `${counted(list.nodes.length, 'result')} so far` : counted(total, 'result')}
      </p>
      <MissingNote unavailable={list.unavailable} />
      <ul className="results">
        {list.nodes.map((result) => (
          <SearchResult
            key={result.id}
            result={result}
            onJob={onJob}
            onPicture={(id) => onPicture({ id, among: pictures })}
          />
        ))}
      </ul>
      <MoreOfList list={list} className="button more">
        More results
      </MoreOfList>
    </>
  );
}
