import { type FragmentRef, partOf } from '#client/index.ts';
import { GalleryImageFragmentDoc, ShownPictureFragmentDoc } from '../generated/graphql.ts';
import { wordOf } from '../ui/words.ts';
import type { Viewing } from '../viewer/viewing.ts';
import { GalleryImage } from './gallery-image.tsx';

interface JobImagesProps {
  readonly images: readonly FragmentRef<typeof GalleryImageFragmentDoc>[];
  readonly onView: (viewing: Viewing) => void;
}

/** What can be looked at, and in one line what cannot yet or never will. */
export function JobImages({ images: refs, onView }: JobImagesProps) {
  const images = refs.map(readImage);
  const pictured = images.filter(({ source }) => source !== null);
  const others = images.filter(({ source }) => source === null);
  const among = pictured.map(({ image }) => image.id);
  return (
    <>
      {pictured.length > 0 && (
        <ul className="image-grid">
          {pictured.map(({ image, source, name }) => (
            <GalleryImage
              key={image.id}
              image={image}
              source={source ?? ''}
              name={name}
              onOpen={() => onView({ id: image.id, among })}
            />
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <details className="unpictured">
          <summary>{summaryOf(others.map(({ image }) => image.status))}</summary>
          <ul>
            {others.map(({ image, name }) => (
              <li key={image.id} data-image={image.id}>
                {name}
                <span className="hint">{image.errorMessage ?? wordOf(image.status)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function readImage(ref: FragmentRef<typeof GalleryImageFragmentDoc>) {
  const image = partOf(GalleryImageFragmentDoc, ref);
  const { url, thumbnailUrl, filename } = partOf(ShownPictureFragmentDoc, image);
  return { image, source: thumbnailUrl ?? url, name: filename || 'an image without a file name' };
}

/** `5 failed, 3 pending`. */
function summaryOf(statuses: readonly string[]): string {
  const counts = Map.groupBy(statuses, (status) => status);
  return [...counts].map(([status, { length }]) => `${length} ${wordOf(status).toLowerCase()}`).join(', ');
}
