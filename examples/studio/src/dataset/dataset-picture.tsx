import { type FragmentRef, partOf, valueOrNull } from '#client/index.ts';
import { DatasetPictureFragmentDoc, ShownPictureFragmentDoc } from '../generated/graphql.ts';
import { AnnotatedPicture, readRegions } from '../pictures/annotated-picture.tsx';
import { counted } from '../ui/words.ts';

interface DatasetPictureProps {
  readonly image: FragmentRef<typeof DatasetPictureFragmentDoc>;
  readonly hidden: ReadonlySet<string>;
  readonly onOpen: () => void;
}

export function DatasetPicture({ image: ref, hidden, onOpen }: DatasetPictureProps) {
  const image = partOf(DatasetPictureFragmentDoc, ref);
  const { filename } = partOf(ShownPictureFragmentDoc, image);
  const regions = readRegions(valueOrNull(image, 'annotations'));
  return (
    <li className="dataset-picture" data-image={image.imageId}>
      <button type="button" aria-label={`Open ${filename || 'an image'}`} onClick={onOpen}>
        <AnnotatedPicture picture={image} regions={regions} hidden={hidden} size="small" />
      </button>
      <p className="caption">
        <span className="caption-name">{filename}</span>
        <span>{counted(regions.length, 'region')}</span>
      </p>
    </li>
  );
}
