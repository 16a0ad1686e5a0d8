/** What the graph loads from PiktID in one operation: pages and single objects, each asked at most once. */

import { isDeepStrictEqual } from 'node:util';
import type { OperationScope } from '#src/http/exchange.ts';
import type { KnownTotals } from '../known-totals.ts';
import { findByNames } from '../name-join.ts';
import { createBatchLoader, createQueryLoader, type QueryLoader } from '../query-loader.ts';
import type { RowPage } from '../row-page.ts';
import type { PiktidClient } from './client.ts';
import type { AssetRow, JobRow } from './contract.ts';
import { createJobReads, type JobReads } from './job-reads.ts';
import {
  type AssetFilter,
  type AssetPageQuery,
  anyAsset,
  byUpload,
  type JobPageQuery,
  piktidDialect,
} from './queries.ts';
import { type ImageVersionsKey, jobPageRead } from './reads.ts';

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
  const readAssets = (filter: AssetFilter, page: AssetPageQuery['page']) =>
    assetPage.load({ filter, order: byUpload, page });
  const jobPage = createQueryLoader<JobPageQuery, RowPage<JobRow>>({
    ...jobPageRead,
    read: (query) => client.jobPage(query, scope),
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
