/** The kinds of reads that the gateway makes at Acusight. */

import { routePath } from '#src/http/route.ts';
import type { PageRead, QueryComparison, Read } from '../read.ts';
import {
  type DatasetImageNeed,
  type DatasetImagePageQuery,
  datasetImageList,
  datasetImagePageParameters,
  mergeDatasetImageNeeds,
} from './queries.ts';

/** An image, and whether its signed URL is needed; its annotations always come along. */
export interface DatasetImageKey {
  readonly imageId: number;
  readonly imageUrl: boolean;
}

/** GET /data/images */
export const datasetImagePageRead: Required<PageRead<DatasetImagePageQuery>> = {
  name: 'datasetImagePage',
  upstream: 'acusight',
  requestOf: (query) => ({
    ...routePath('/data/images'),
    query: datasetImagePageParameters(query),
  }),
  keyOf: ({ filter, order, page }) => JSON.stringify([filter, order, page]),
  ...byDatasetImageNeed(),
  listOf: ({ filter }) => datasetImageList(filter),
};

/** GET /data/images/{id} */
export const datasetImageRead: Required<Read<DatasetImageKey>> = {
  name: 'datasetImage',
  upstream: 'acusight',
  requestOf: ({ imageId, imageUrl }) => ({
    ...routePath('/data/images/{id}', { id: imageId }),
    query: { include_image_url: imageUrl || null },
  }),
  keyOf: ({ imageId }) => String(imageId),
  needsOf: ({ imageUrl }) => String(imageUrl),
  merge: (left, right) => ({ ...left, imageUrl: left.imageUrl || right.imageUrl }),
};

/** How queries with a need compare, whatever else is in them. */
export function byDatasetImageNeed<Query extends { readonly need: DatasetImageNeed }>(): Pick<
  Required<QueryComparison<Query>>,
  'needsOf' | 'merge'
> {
  return {
    needsOf: ({ need }) => JSON.stringify([need.annotations, need.imageUrl]),
    merge: (left, right) => ({ ...left, need: mergeDatasetImageNeeds(left.need, right.need) }),
  };
}
