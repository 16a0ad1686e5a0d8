import { useState } from 'react';
import { type FragmentRef, partOf, valueOrNull } from '#client/index.ts';
import {
  DatasetPictureFragmentDoc,
  ShownPictureFragmentDoc,
  ViewedImageFragmentDoc,
} from '../generated/graphql.ts';
import { readRegions } from '../pictures/annotated-picture.tsx';
import { dateText, wordOf } from '../ui/words.ts';
import { Facts } from './facts.tsx';
import { AssetMatches, DatasetMatches, Matches, type Note } from './matches.tsx';
import { Stage } from './stage.tsx';

interface ViewedImageProps {
  readonly image: FragmentRef<typeof ViewedImageFragmentDoc>;
  readonly note: Note;
  readonly onView: (id: string) => void;
}

/** A generated image with the regions of all dataset images of its file name, or one of these with its own. */
export function ViewedImage({ image: ref, note, onView }: ViewedImageProps) {
  const image = partOf(ViewedImageFragmentDoc, ref);
  const { filename } = partOf(ShownPictureFragmentDoc, image);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const chosen = (valueOrNull(image, 'datasetImages') ?? []).find(({ id }) => id === chosenId);
  const shown = chosen ? partOf(DatasetPictureFragmentDoc, chosen) : image;
  return (
    <div className="viewer-body">
      <Stage key={chosenId} picture={shown} regions={readRegions(valueOrNull(shown, 'annotations'))} />
      <div className="viewer-side">
        <Facts
          title={filename || 'Without a file name'}
          facts={{
            State: wordOf(image.status),
            Quality: image.qualityScore === null ? null : `${Math.round(image.qualityScore * 100)} of 100`,
            Verdict: image.feedback && wordOf(image.feedback),
            Made: dateText(image.createdAt),
          }}
        />
        <Matches title="Marked in the dataset" of={image} field="datasetImages" note={note}>
          {(datasetImages) => (
            <DatasetMatches
              images={datasetImages}
              chosenId={chosenId}
              onChoose={(id) => setChosenId(id === chosenId ? null : id)}
            />
          )}
        </Matches>
        <Matches title="Made from" of={image} field="assets" note={note}>
          {(assets) => <AssetMatches assets={assets} onChoose={onView} />}
        </Matches>
        <p className="hint">Matched by file name: names repeat, so look before you trust.</p>
      </div>
    </div>
  );
}
