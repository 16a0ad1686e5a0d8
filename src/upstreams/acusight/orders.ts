/** How Acusight orders images, so that rows can be found again after the list changed. Pure. */

import { compareCodePoints, compareInstants, compareNumbers } from '#src/pagination/compare.ts';
import { type ListOrder, listOrder } from '#src/pagination/list-order.ts';
import type { DatasetImageRow } from './contract.ts';
import type { DatasetImageOrder } from './queries.ts';

/** Images by a time or by file name; ties by id, in the same direction. */
export function datasetImageOrder({ field, direction }: DatasetImageOrder): ListOrder<DatasetImageRow> {
  const columns = { created_at: 'createdAt', updated_at: 'updatedAt', filename: 'filename' } as const;
  return listOrder({
    valueOf: (image) => image[columns[field]],
    compareValues: field === 'filename' ? compareCodePoints : compareInstants,
    direction,
    keyOf: (image) => image.imageId,
    compareKeys: compareNumbers,
    keyDirection: direction,
  });
}
