import { type FragmentRef, partOf, valueOrNull } from '#client/index.ts';
import {
  DatasetPictureFragmentDoc,
  ShownPictureFragmentDoc,
  ViewedDatasetImageFragmentDoc,
} from '../generated/graphql.ts';
import { readRegions } from '../pictures/annotated-picture.tsx';
import { wordOf } from '../ui/words.ts';
import { Facts } from './facts.tsx';
import { AssetMatches, Matches, type Note } from './matches.tsx';
import { Stage } from './stage.tsx';

interface ViewedDatasetImageProps {
  readonly image: FragmentRef<typeof ViewedDatasetImageFragmentDoc>;
  readonly note: Note;
  readonly onView: (id: string) => void;
}

export function ViewedDatasetImage({ image: ref, note, onView }: ViewedDatasetImageProps) {
  const image = partOf(ViewedDatasetImageFragmentDoc, ref);
  const picture = partOf(DatasetPictureFragmentDoc, image);
  const { filename } = partOf(ShownPictureFragmentDoc, picture);
  return (
    <div className="viewer-body">
      <Stage picture={picture} regions={readRegions(valueOrNull(picture, 'annotations'))} />
      <div className="viewer-side">
        <Facts
          title={filename || 'Without a file name'}
          facts={{
            'Dataset image': String(picture.imageId),
            Project: image.projectName,
            Annotation: picture.annotationStatus && wordOf(picture.annotationStatus),
            Split: picture.split,
          }}
        />
        <Matches title="Uploads of this name" of={image} field="assets" note={note}>
          {(assets) => <AssetMatches assets={assets} onChoose={onView} />}
        </Matches>
      </div>
    </div>
  );
}
