/** What the graph loads from Acusight in one operation: pages and single objects, each asked at most once. */

import type { OperationScope } from '#src/http/exchange.ts';
import { createQueryLoader, type QueryLoader } from '../query-loader.ts';
import type { RowPage } from '../row-page.ts';
import type { AcusightClient, DatasetImageKey } from './client.ts';
import type { DatasetImageRow } from './contract.ts';
import { type DatasetImagePageQuery, mergeDatasetImageNeeds } from './queries.ts';

export interface AcusightLoaders {
  readonly datasetImagePage: QueryLoader<DatasetImagePageQuery, RowPage<DatasetImageRow>>;
  /** An image with its annotations by its id; null for an unknown one. */
  readonly datasetImage: QueryLoader<DatasetImageKey, DatasetImageRow | null>;
}

export function createAcusightLoaders(client: AcusightClient, scope: OperationScope): AcusightLoaders {
  return {
    datasetImagePage: createQueryLoader({
      read: (query) => client.datasetImagePage(query, scope),
      keyOf: ({ filter, order, page }) => JSON.stringify([filter, order, page]),
      needsOf: ({ need }) => JSON.stringify([need.annotations, need.imageUrl]),
      merge: (left, right) => ({ ...left, need: mergeDatasetImageNeeds(left.need, right.need) }),
    }),
    datasetImage: createQueryLoader({
      read: (key) => client.datasetImage(key, scope),
      keyOf: ({ imageId }) => String(imageId),
      needsOf: ({ imageUrl }) => String(imageUrl),
      merge: (left, right) => ({ ...left, imageUrl: left.imageUrl || right.imageUrl }),
    }),
  };
}
