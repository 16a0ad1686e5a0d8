/** What the graph loads from PiktID in one operation: pages and single objects, each asked at most once. */

import { isDeepStrictEqual } from 'node:util';
import type { OperationScope } from '#src/http/exchange.ts';
import type { KnownTotals } from '../known-totals.ts';
import { findByNames } from '../name-join.ts';
import { createBatchLoader, createQueryLoader, type QueryLoader } from '../query-loader.ts';
import type { RowPage } from '../row-page.ts';
import type { ImageVersionsKey, PiktidClient } from './client.ts';
import type { AssetRow, JobRow } from './contract.ts';
import { createJobReads, type JobReads } from './job-reads.ts';
import {
  type AssetFilter,
  type AssetPageQuery,
  anyAsset,
  type JobPageQuery,
  mergeImageNeeds,
  piktidDialect,
} from './queries.ts';

export interface PiktidLoaders extends JobReads {
  readonly jobPage: QueryLoader<JobPageQuery, RowPage<JobRow>>;
  readonly assetPage: QueryLoader<AssetPageQuery, RowPage<AssetRow>>;
  /** An asset by its id; null for an unknown one. */
  readonly asset: QueryLoader<string, AssetRow | null>;
  /** The assets with exactly this file name. */
  readonly assetsByFilename: QueryLoader<string, readonly AssetRow[]>;
}

export function createPiktidLoaders(
  client: PiktidClient,
  assetTotals: KnownTotals,
  scope: OperationScope,
): PiktidLoaders {
  const assetPage = createQueryLoader<AssetPageQuery, RowPage<AssetRow>>({
    read: async (query) => {
      const page = await client.assetPage(query, scope);
      if (isDeepStrictEqual(query.filter, anyAsset)) assetTotals.note(scope.caller, page.total);
      return page;
    },
  });
  // Oldest first, so that what is uploaded meanwhile does not move the pages.
  const order = { field: 'created_at', direction: 'asc' } as const;
  const readAssets = (filter: AssetFilter, page: AssetPageQuery['page']) =>
    assetPage.load({ filter, order, page });
  const jobPage = createQueryLoader<JobPageQuery, RowPage<JobRow>>({
    read: (query) => client.jobPage(query, scope),
    keyOf: ({ filter, direction, page }) => JSON.stringify([filter, direction, page]),
    needsOf: ({ images }) => JSON.stringify([images.count, images.order]),
    merge: (left, right) => ({ ...left, images: mergeImageNeeds(left.images, right.images) }),
  });
  const jobReads = createJobReads({
    jobPage,
    jobResults: createQueryLoader({ read: (jobId: string) => client.jobResults(jobId, scope) }),
    imageVersions: createQueryLoader({ read: (key: ImageVersionsKey) => client.imageVersions(key, scope) }),
  });
  return {
    ...jobReads,
    jobPage,
    assetPage,
    asset: createQueryLoader({ read: (assetId) => client.asset(assetId, scope) }),
    assetsByFilename: createBatchLoader({
      readBatch: (names) =>
        findByNames(names, {
          pageSize: piktidDialect.cap,
          // P-09: a search finds more than the exact name, so all that it finds is read.
          readNamed: (name, page) => readAssets({ ...anyAsset, search: name }, page),
          readWhole: (page) => readAssets(anyAsset, page),
          nameOf: (asset) => asset.filename,
          knownTotal: () => assetTotals.get(scope.caller),
        }),
    }),
  };
}
