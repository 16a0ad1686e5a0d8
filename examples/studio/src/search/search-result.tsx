import type { ReactNode } from 'react';
import { partOf } from '#client/index.ts';
import {
  FoundAssetFragmentDoc,
  FoundDatasetImageFragmentDoc,
  FoundJobFragmentDoc,
  type SearchQuery,
  ShownPictureFragmentDoc,
} from '../generated/graphql.ts';
import { Icon } from '../ui/icons.tsx';
import { counted, wordOf } from '../ui/words.ts';
import { Thumbnail } from '../viewer/matches.tsx';

interface SearchResultProps {
  readonly result: SearchQuery['search']['nodes'][number];
  readonly onJob: (jobId: string) => void;
  readonly onPicture: (id: string) => void;
}

export function SearchResult({ result, onJob, onPicture }: SearchResultProps) {
  switch (result.__typename) {
    case 'Asset': {
      const asset = partOf(FoundAssetFragmentDoc, result);
      return (
        <Result
          picture={<Thumbnail picture={asset} />}
          title={partOf(ShownPictureFragmentDoc, asset).filename || 'Without a file name'}
          kind={['Upload', ...asset.tags.map(wordOf)].join(' · ')}
          source="PiktID"
          onOpen={() => onPicture(asset.id)}
        />
      );
    }
    case 'DatasetImage': {
      const image = partOf(FoundDatasetImageFragmentDoc, result);
      return (
        <Result
          picture={<Thumbnail picture={image} />}
          title={partOf(ShownPictureFragmentDoc, image).filename || 'Without a file name'}
          kind={`Dataset image ${image.imageId}`}
          source="Acusight"
          onOpen={() => onPicture(image.id)}
        />
      );
    }
    case 'Job': {
      const job = partOf(FoundJobFragmentDoc, result);
      return (
        <Result
          picture={<Icon name="layers" />}
          title={job.projectName ?? `Job ${job.jobId.slice(0, 8)}`}
          kind={`${wordOf(job.jobStatus)} job · ${counted(job.totalImages, 'image')}`}
          source="PiktID"
          onOpen={() => onJob(job.jobId)}
        />
      );
    }
  }
}

interface ResultProps {
  readonly picture: ReactNode;
  readonly title: string;
  readonly kind: string;
  readonly source: string;
  readonly onOpen: () => void;
}

function Result({ picture, title, kind, source, onOpen }: ResultProps) {
  return (
    <li>
      <button type="button" className="result" onClick={onOpen}>
        <span className="result-picture">{picture}</span>
        <span className="result-title">{title}</span>
        <span className="result-kind">{kind}</span>
        <span className="result-source">{source}</span>
      </button>
    </li>
  );
}
