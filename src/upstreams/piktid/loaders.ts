/** What the graph loads from PiktID in one operation: pages and single objects, each asked at most once. */

import type { Decoded } from '#src/http/decode.ts';
import type { OperationScope } from '#src/http/exchange.ts';
import { createQueryLoader, type QueryLoader } from '../query-loader.ts';
import type { RowPage } from '../row-page.ts';
import type { PiktidClient } from './client.ts';
import type { AssetRow, ImageRow, JobRow } from './contract.ts';
import { type AssetPageQuery, type JobPageQuery, mergeImageNeeds } from './queries.ts';

export interface PiktidLoaders {
  readonly jobPage: QueryLoader<JobPageQuery, RowPage<JobRow>>;
  /** All images of a job by its id, newest versions, in no promised order; null for an unknown job. */
  readonly jobResults: QueryLoader<string, readonly Decoded<ImageRow>[] | null>;
  readonly assetPage: QueryLoader<AssetPageQuery, RowPage<AssetRow>>;
  /** An asset by its id; null for an unknown one. */
  readonly asset: QueryLoader<string, AssetRow | null>;
}

export function createPiktidLoaders(client: PiktidClient, scope: OperationScope): PiktidLoaders {
  return {
    jobPage: createQueryLoader({
      read: (query) => client.jobPage(query, scope),
      keyOf: ({ filter, direction, page }) => JSON.stringify([filter, direction, page]),
      needsOf: ({ images }) => JSON.stringify([images.count, images.order]),
      merge: (left, right) => ({ ...left, images: mergeImageNeeds(left.images, right.images) }),
    }),
    jobResults: createQueryLoader({ read: (jobId) => client.jobResults(jobId, scope) }),
    assetPage: createQueryLoader({ read: (query) => client.assetPage(query, scope) }),
    asset: createQueryLoader({ read: (assetId) => client.asset(assetId, scope) }),
  };
}
