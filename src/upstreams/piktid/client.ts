/** PiktID's routes as functions. One call is one request; what to ask together is decided by the loaders. */

import type { Decoded } from '#src/http/decode.ts';
import type { OperationScope } from '#src/http/exchange.ts';
import type { JsonClient } from '#src/http/json-client.ts';
import { type ContractWatch, noContractWatch } from '../contract-watch.ts';
import type { RowPage } from '../row-page.ts';
import { createWatchedReads } from '../watched-reads.ts';
import {
  type AssetRow,
  decodeAsset,
  decodeAssetPage,
  decodeImageVersions,
  decodeJobPage,
  decodeJobResults,
  type ImageRow,
  type JobRow,
} from './contract.ts';
import { assetShape, imageShape, jobShape } from './known-words.ts';
import type { AssetPageQuery, JobPageQuery } from './queries.ts';
import {
  assetPageRead,
  assetRead,
  type ImageVersionsKey,
  imageVersionsRead,
  jobPageRead,
  jobResultsRead,
} from './reads.ts';

export interface PiktidClient {
  /** GET /gallery/by-job */
  jobPage(query: JobPageQuery, scope: OperationScope): Promise<RowPage<JobRow>>;
  /** GET /jobs/{job_id}/results: every image of the job, newest versions; null for an unknown job. */
  jobResults(jobId: string, scope: OperationScope): Promise<Decoded<ImageRow>[] | null>;
  /** GET /jobs/{job_id}/versions/{image_index}; null for an unknown job. */
  imageVersions(key: ImageVersionsKey, scope: OperationScope): Promise<Decoded<ImageRow>[] | null>;
  /** GET /assets */
  assetPage(query: AssetPageQuery, scope: OperationScope): Promise<RowPage<AssetRow>>;
  /** GET /assets/{asset_id}; null for an unknown asset. */
  asset(assetId: string, scope: OperationScope): Promise<Decoded<AssetRow> | null>;
}

/** @param watch is told how the answers keep the contract */
export function createPiktidClient(json: JsonClient, watch: ContractWatch = noContractWatch): PiktidClient {
  const reads = createWatchedReads(json, watch);
  return {
    jobPage: (query, scope) => {
      const decode = (body: unknown) => decodeJobPage(body, query);
      return reads.page(jobPageRead.requestOf(query), scope, { decode, shape: jobShape });
    },
    jobResults: (jobId, scope) =>
      reads.rows(jobResultsRead.requestOf(jobId), scope, { decode: decodeJobResults, shape: imageShape }),
    imageVersions: (key, scope) =>
      reads.rows(imageVersionsRead.requestOf(key), scope, { decode: decodeImageVersions, shape: imageShape }),
    assetPage: (query, scope) => {
      const decode = (body: unknown) => decodeAssetPage(body, query);
      return reads.page(assetPageRead.requestOf(query), scope, { decode, shape: assetShape });
    },
    asset: (assetId, scope) =>
      reads.row(assetRead.requestOf(assetId), scope, { decode: decodeAsset, shape: assetShape }),
  };
}
