/** The kinds of reads that the gateway makes at PiktID. */

import { routePath } from '#src/http/route.ts';
import type { PageRead, Read } from '../read.ts';
import {
  type AssetPageQuery,
  assetList,
  assetPageParameters,
  type JobPageQuery,
  jobPageParameters,
  mergeImageNeeds,
} from './queries.ts';

/** One image index of a job. */
export interface ImageVersionsKey {
  readonly jobId: string;
  readonly imageIndex: number;
}

/** GET /gallery/by-job */
export const jobPageRead: Required<PageRead<JobPageQuery>> = {
  name: 'jobPage',
  upstream: 'piktid',
  requestOf: (query) => ({ ...routePath('/gallery/by-job'), query: jobPageParameters(query) }),
  keyOf: ({ filter, direction, page }) => JSON.stringify([filter, direction, page]),
  needsOf: ({ images }) => JSON.stringify([images.count, images.order]),
  merge: (left, right) => ({ ...left, images: mergeImageNeeds(left.images, right.images) }),
  listOf: ({ filter }) => `jobs ${JSON.stringify(filter)}`,
};

/** GET /jobs/{job_id}/results: every image of the job, newest versions. */
export const jobResultsRead: Read<string> = {
  name: 'jobResults',
  upstream: 'piktid',
  requestOf: (jobId) => ({ ...routePath('/jobs/{job_id}/results', { job_id: jobId }), query: {} }),
};

/** GET /jobs/{job_id}/versions/{image_index} */
export const imageVersionsRead: Read<ImageVersionsKey> = {
  name: 'imageVersions',
  upstream: 'piktid',
  requestOf: ({ jobId, imageIndex }) => ({
    ...routePath('/jobs/{job_id}/versions/{image_index}', { job_id: jobId, image_index: imageIndex }),
    query: {},
  }),
};

/** GET /assets */
export const assetPageRead: PageRead<AssetPageQuery> = {
  name: 'assetPage',
  upstream: 'piktid',
  requestOf: (query) => ({ ...routePath('/assets'), query: assetPageParameters(query) }),
  listOf: ({ filter }) => assetList(filter),
};

/** GET /assets/{asset_id} */
export const assetRead: Read<string> = {
  name: 'asset',
  upstream: 'piktid',
  requestOf: (assetId) => ({ ...routePath('/assets/{asset_id}', { asset_id: assetId }), query: {} }),
};
