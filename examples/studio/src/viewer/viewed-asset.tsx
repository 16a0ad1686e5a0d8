import { type FragmentRef, partOf } from '#client/index.ts';
import { ShownPictureFragmentDoc, ViewedAssetFragmentDoc } from '../generated/graphql.ts';
import { dateText, wordOf } from '../ui/words.ts';
import { Facts } from './facts.tsx';
import { DatasetMatches, Matches, type Note } from './matches.tsx';
import { Stage } from './stage.tsx';

interface ViewedAssetProps {
  readonly asset: FragmentRef<typeof ViewedAssetFragmentDoc>;
  readonly note: Note;
  readonly onView: (id: string) => void;
}

export function ViewedAsset({ asset: ref, note, onView }: ViewedAssetProps) {
  const asset = partOf(ViewedAssetFragmentDoc, ref);
  const { filename } = partOf(ShownPictureFragmentDoc, asset);
  return (
    <div className="viewer-body">
      <Stage picture={asset} regions={[]} />
      <div className="viewer-side">
        <Facts
          title={filename || 'Without a file name'}
          facts={{
            Tags: asset.tags.map(wordOf).join(', '),
            Uploaded: dateText(asset.createdAt),
            By: asset.createdBy,
          }}
        />
        <Matches title="Dataset images of this name" of={asset} field="datasetImages" note={note}>
          {(images) => <DatasetMatches images={images} chosenId={null} onChoose={onView} />}
        </Matches>
      </div>
    </div>
  );
}
