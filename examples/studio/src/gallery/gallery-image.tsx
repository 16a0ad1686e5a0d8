import type { GalleryImageFragment } from '../generated/graphql.ts';
import { Icon } from '../ui/icons.tsx';

interface GalleryImageProps {
  readonly image: GalleryImageFragment;
  readonly source: string;
  readonly name: string;
  readonly onOpen: () => void;
}

/** A finished image with its score and verdict; opens in the viewer. */
export function GalleryImage({ image, source, name, onOpen }: GalleryImageProps) {
  const { feedback, qualityScore } = image;
  return (
    <li className="tile" data-image={image.id}>
      <button type="button" aria-label={labelOf(name, image)} onClick={onOpen}>
        <img
          className="tile-image"
          src={source}
          alt=""
          loading="lazy"
          decoding="async"
          width={240}
          height={320}
        />
        {feedback === 'like' && (
          <span className="tile-like">
            <Icon name="heart" />
          </span>
        )}
        {qualityScore !== null && (
          <span className="tile-score" title="Quality, of 100">
            {Math.round(qualityScore * 100)}
          </span>
        )}
      </button>
    </li>
  );
}

/** Says everything that is seen on it. */
function labelOf(name: string, { feedback, qualityScore }: GalleryImageFragment): string {
  const facts = [`Open ${name}`];
  if (feedback === 'like') facts.push('liked');
  if (qualityScore !== null) facts.push(`quality ${Math.round(qualityScore * 100)}`);
  return facts.join(', ');
}
