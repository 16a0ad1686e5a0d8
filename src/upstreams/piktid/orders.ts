/** How PiktID orders its lists (P-03), so that rows can be found again after a list changed. Pure. */

import { compareCodePoints, compareInstants, compareNumbers } from '#src/pagination/compare.ts';
import { type ListOrder, listOrder } from '#src/pagination/list-order.ts';
import type { AssetRow, ImageRow, JobRow } from './contract.ts';
import type { AssetPageQuery, Direction, GalleryImageOrder } from './queries.ts';

/** Jobs by creation time; ties by id, always ascending. */
export function jobOrder(direction: Direction): ListOrder<JobRow> {
  return listOrder({
    valueOf: (job) => job.createdAt,
    compareValues: compareInstants,
    direction,
    keyOf: (job) => job.jobId,
    compareKeys: compareCodePoints,
    keyDirection: 'asc',
  });
}

/** Assets by file name or time of upload; ties by id, always ascending. */
export function assetOrder({ field, direction }: AssetPageQuery['order']): ListOrder<AssetRow> {
  const byName = field === 'filename';
  return listOrder({
    valueOf: (asset) => (byName ? asset.filename : asset.createdAt),
    compareValues: byName ? compareCodePoints : compareInstants,
    direction,
    keyOf: (asset) => asset.assetId,
    compareKeys: compareCodePoints,
    keyDirection: 'asc',
  });
}

/** An order of the images of a job; PiktID itself has one direction of each field. */
export interface ImageOrder {
  readonly field: GalleryImageOrder;
  readonly direction: Direction;
}

/** Images of a job by name or score, those without one last; ties by their place in the job. */
export function imageOrder({ field, direction }: ImageOrder): ListOrder<ImageRow> {
  const byName = field === 'original_filename';
  return listOrder({
    valueOf: (image) => (byName ? image.originalFilename : image.qualityScore),
    compareValues: byName ? compareCodePoints : compareNumbers,
    direction,
    keyOf: (image) => [image.imageIndex, image.groupIndex],
    compareKeys: compareNumbers,
    keyDirection: 'asc',
  });
}
