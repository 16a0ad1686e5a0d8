/** One operation over all three backends, and which of its fields each of them answers. */

import type { UpstreamName } from '#src/errors.ts';

export const upstreamNames = ['piktid', 'sartiq', 'acusight'] as const;

export const everything = `{
  jobs(first: 3) { totalCount nodes { jobId images(first: 2) { nodes { originalFilename } } } }
  assets(first: 3) { totalCount nodes { assetId filename } }
  setDesigns(first: 3) { totalCount nodes { setDesignId baseImages { id } } }
  datasetImages(first: 3) { totalCount nodes { imageId annotations { annotationId } } }
}`;

/** Each field costs its backend one request. */
export const fieldsOf: Readonly<Record<UpstreamName, readonly string[]>> = {
  piktid: ['jobs', 'assets'],
  sartiq: ['setDesigns'],
  acusight: ['datasetImages'],
};
