import { type ReactNode, useId } from 'react';
import { type FragmentRef, failureOf, partOf } from '#client/index.ts';
import {
  DatasetPictureFragmentDoc,
  MatchedAssetFragmentDoc,
  ShownPictureFragmentDoc,
} from '../generated/graphql.ts';
import { readRegions } from '../pictures/annotated-picture.tsx';
import type { Trouble } from '../ui/trouble.ts';
import { counted } from '../ui/words.ts';

/** How a trouble is shown here, with its retry. */
export type Note = (trouble: Trouble) => ReactNode;

interface MatchesProps<Owner extends object, Key extends keyof Owner> {
  readonly title: string;
  /** What the matches are a field of, and which. */
  readonly of: Owner;
  readonly field: Key;
  readonly note: Note;
  readonly children: (matches: Owner[Key]) => ReactNode;
}

/** What another backend has under the same file name. That backend may be down; the picture itself stays. */
export function Matches<Owner extends object, Key extends keyof Owner>(props: MatchesProps<Owner, Key>) {
  const { title, of, field, note, children } = props;
  const titleId = useId();
  const failure = failureOf(of, field);
  return (
    <section className="matches" aria-labelledby={titleId}>
      <h3 id={titleId}>{title}</h3>
      {failure ? note(failure) : children(of[field])}
    </section>
  );
}

interface DatasetMatchesProps {
  readonly images: readonly (FragmentRef<typeof DatasetPictureFragmentDoc> & { readonly id: string })[];
  /** Global id of the one that is shown; null for none. */
  readonly chosenId: string | null;
  readonly onChoose: (id: string) => void;
}

export function DatasetMatches({ images, chosenId, onChoose }: DatasetMatchesProps) {
  if (images.length === 0) return <p className="hint">No dataset image has this file name.</p>;
  return (
    <ul className="film">
      {images.map((ref) => {
        const image = partOf(DatasetPictureFragmentDoc, ref);
        const regions = failureOf(image, 'annotations') ? null : readRegions(image.annotations);
        return (
          <li key={ref.id}>
            <button type="button" aria-pressed={ref.id === chosenId} onClick={() => onChoose(ref.id)}>
              <Thumbnail picture={image} />
              <span>Dataset image {image.imageId}</span>
              <span className="hint">
                {regions === null ? 'regions unknown' : counted(regions.length, 'region')}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

interface AssetMatchesProps {
  readonly assets: readonly FragmentRef<typeof MatchedAssetFragmentDoc>[];
  readonly onChoose: (id: string) => void;
}

export function AssetMatches({ assets, onChoose }: AssetMatchesProps) {
  if (assets.length === 0) return <p className="hint">No upload has this file name.</p>;
  return (
    <ul className="film">
      {assets.map((ref) => {
        const asset = partOf(MatchedAssetFragmentDoc, ref);
        return (
          <li key={asset.id}>
            <button type="button" onClick={() => onChoose(asset.id)}>
              <Thumbnail picture={asset} />
              <span>Upload</span>
              <span className="hint">{asset.createdBy && `by ${asset.createdBy}`}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

export function Thumbnail({ picture }: { readonly picture: FragmentRef<typeof ShownPictureFragmentDoc> }) {
  const { url, thumbnailUrl } = partOf(ShownPictureFragmentDoc, picture);
  const source = thumbnailUrl ?? url;
  return source ? (
    <img className="thumbnail" src={source} alt="" loading="lazy" decoding="async" />
  ) : (
    <span className="thumbnail" />
  );
}
