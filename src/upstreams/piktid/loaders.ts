/** What the graph loads from PiktID in one operation: pages and single objects, each asked at most once. */

import type { OperationScope } from '#src/http/exchange.ts';
import type { KnownTotals } from '../known-totals.ts';
import { findByNames } from '../name-join.ts';
import { createPageLoader } from '../page-loader.ts';
import { createBatchLoader, createQueryLoader, type QueryLoader } from '../query-loader.ts';
import type { RowPage } from '../row-page.ts';
import type { PiktidClient } from './client.ts';
import type { AssetRow, JobRow } from './contract.ts';
import { createJobReads, type JobReads } from './job-reads.ts';
import {
  type AssetFilter,
  type AssetPageQuery,
  anyAsset,
  assetList,
  byUpload,
  type JobPageQuery,
  piktidDialect,
} from './queries.ts';
import { assetPageRead, type ImageVersionsKey, jobPageRead } from './reads.ts';

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
  known: KnownTotals,
  scope: OperationScope,
): PiktidLoaders {
  const totals = known.of(scope.caller);
  const assetPage = createPageLoader(assetPageRead, (query) => client.assetPage(query, scope), totals);
  const assetQuery = (filter: AssetFilter, page: AssetPageQuery['page']) => ({
    filter,
    order: byUpload,
    page,
  });
  const jobPage = createPageLoader(jobPageRead, (query) => client.jobPage(query, scope), totals);
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
          readNamed: (name, page) => assetPage.load(assetQuery({ ...anyAsset, search: name }, page)),
          readWhole: (page) => assetPage.load(assetQuery(anyAsset, page)),
          nameOf: (asset) => asset.filename,
          knownTotal: () => totals.get(assetList(anyAsset)),
        }),
    }),
  };
}
