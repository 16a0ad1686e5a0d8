/** PiktID's routes as functions. One call is one request; what to ask together is decided by the loaders. */

import type { Decoded } from '#src/http/decode.ts';
import type { OperationScope } from '#src/http/exchange.ts';
import type { JsonClient } from '#src/http/json-client.ts';
import type { RowPage } from '../row-page.ts';
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

export function createPiktidClient(json: JsonClient): PiktidClient {
  return {
    jobPage: async (query, scope) =>
      decodeJobPage(await json.get(jobPageRead.requestOf(query), scope), query),
    jobResults: async (jobId, scope) => {
      const body = await json.find(jobResultsRead.requestOf(jobId), scope);
      return body === null ? null : decodeJobResults(body);
    },
    imageVersions: async (key, scope) => {
      const body = await json.find(imageVersionsRead.requestOf(key), scope);
      return body === null ? null : decodeImageVersions(body);
    },
    assetPage: async (query, scope) =>
      decodeAssetPage(await json.get(assetPageRead.requestOf(query), scope), query),
    asset: async (assetId, scope) => {
      const body = await json.find(assetRead.requestOf(assetId), scope);
      return body === null ? null : decodeAsset(body);
    },
  };
}
