import { type FragmentRef, partOf, present } from '#client/index.ts';
import { type RegionFragment, RegionFragmentDoc, ShownPictureFragmentDoc } from '../generated/graphql.ts';
import { classColor, nameless } from './class-colors.ts';
import { regionShape } from './region-shape.ts';

export type RegionRef = FragmentRef<typeof RegionFragmentDoc>;

interface AnnotatedPictureProps {
  readonly picture: FragmentRef<typeof ShownPictureFragmentDoc>;
  readonly regions: readonly RegionFragment[];
  readonly hidden: ReadonlySet<string>;
  /** The picture itself where it is looked at alone, its small version in lists. */
  readonly size: 'full' | 'small';
}

/** Those that broke their contract are left out, never guessed. */
export function readRegions(refs: readonly RegionRef[] | null): RegionFragment[] {
  return present(refs ?? []).map((ref) => partOf(RegionFragmentDoc, ref));
}

/** A picture with what is marked on it, drawn to its scale. */
export function AnnotatedPicture({ picture, regions, hidden, size }: AnnotatedPictureProps) {
  const { url, thumbnailUrl, filename, width, height } = partOf(ShownPictureFragmentDoc, picture);
  const source = size === 'small' ? (thumbnailUrl ?? url) : url;
  if (!source) return <div className="picture picture-none">No picture yet</div>;
  return (
    <div className="picture" style={width && height ? { aspectRatio: `${width} / ${height}` } : undefined}>
      <img
        className="picture-image"
        src={source}
        alt={filename ?? ''}
        loading={size === 'small' ? 'lazy' : 'eager'}
        decoding="async"
        width={width ?? undefined}
        height={height ?? undefined}
      />
      <svg className="regions" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
        {regions
          .filter(({ classValue }) => !hidden.has(classValue ?? nameless))
          .map((region) => (
            <Region key={region.id} region={region} />
          ))}
      </svg>
    </div>
  );
}

function Region({ region }: { readonly region: RegionFragment }) {
  const { annotationId, classValue, type, geometry } = region;
  const shape = regionShape(type, geometry);
  const color = classColor(classValue ?? nameless);
  if (shape === null) return null;
  return (
    <g style={{ color }} data-annotation={annotationId}>
      {shape.kind === 'box' ? (
        <rect className="region" x={shape.x} y={shape.y} width={shape.width} height={shape.height} />
      ) : (
        <polygon className="region" points={shape.points.map((point) => point.join(',')).join(' ')} />
      )}
    </g>
  );
}
