/** Where a region lies on its picture, in fractions of the picture's width and height. Pure. */

/** What is drawn; null where the geometry is none that is known. */
export type RegionShape =
  | {
      readonly kind: 'box';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
    }
  | { readonly kind: 'polygon'; readonly points: readonly (readonly [x: number, y: number])[] };

/** @param geometry for `bbox` centre and size, for `polygon` x and y in turn */
export function regionShape(
  type: string | null | undefined,
  geometry: readonly number[] | null | undefined,
): RegionShape | null {
  if (!geometry) return null;
  if (type === 'bbox') {
    const [xCenter, yCenter, width, height] = geometry;
    if (xCenter === undefined || yCenter === undefined || width === undefined || height === undefined)
      return null;
    return { kind: 'box', x: xCenter - width / 2, y: yCenter - height / 2, width, height };
  }
  if (type !== 'polygon' || geometry.length < 6) return null;
  const points = Array.from(
    { length: Math.floor(geometry.length / 2) },
    (_, index) => [geometry[2 * index] ?? 0, geometry[2 * index + 1] ?? 0] as const,
  );
  return { kind: 'polygon', points };
}
