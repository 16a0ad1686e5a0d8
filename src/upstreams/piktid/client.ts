/** PiktID's routes as functions. One call is one request; what to ask together is decided by the loaders. */

import type { Decoded } from '#src/http/decode.ts';
import type { OperationScope } from '#src/http/exchange.ts';
import type { JsonClient } from '#src/http/json-client.ts';
import { routePath } from '#src/http/route.ts';
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
import { type AssetPageQuery, assetPageParameters, type JobPageQuery, jobPageParameters } from './queries.ts';

/** One image index of a job. */
export interface ImageVersionsKey {
  readonly jobId: string;
  readonly imageIndex: number;
}

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
      decodeJobPage(await json.get(routePath('/gallery/by-job'), jobPageParameters(query), scope), query),
    jobResults: async (jobId, scope) => {
      const body = await json.find(routePath('/jobs/{job_id}/results', { job_id: jobId }), {}, scope);
      return body === null ? null : decodeJobResults(body);
    },
    imageVersions: async ({ jobId, imageIndex }, scope) => {
      const path = routePath('/jobs/{job_id}/versions/{image_index}', {
        job_id: jobId,
        image_index: imageIndex,
      });
      const body = await json.find(path, {}, scope);
      return body === null ? null : decodeImageVersions(body);
    },
    assetPage: async (query, scope) =>
      decodeAssetPage(await json.get(routePath('/assets'), assetPageParameters(query), scope), query),
    asset: async (assetId, scope) => {
      const body = await json.find(routePath('/assets/{asset_id}', { asset_id: assetId }), {}, scope);
      return body === null ? null : decodeAsset(body);
    },
  };
}
