/** Reads one image, which PiktID has only inside its job. */

import { UpstreamFailure } from '#src/errors.ts';
import type { Decoded } from '#src/http/decode.ts';
import type { ImageRow } from '#src/upstreams/piktid/contract.ts';
import { maxGalleryImages } from '#src/upstreams/piktid/queries.ts';
import type { GraphContext } from './context.ts';
import type { NodeKeys } from './global-id.ts';
import { readJob } from './read-job.ts';

/** One image by its key; null for an unknown one. Older versions than the newest cost one more request. */
export async function readImage(
  [jobId, imageIndex, groupIndex, version]: NodeKeys['Image'],
  context: GraphContext,
): Promise<ImageRow | null> {
  const job = await readJob(jobId, { count: maxGalleryImages, order: 'original_filename' }, context);
  if (!job) return null;
  const { rows, complete } = job.gallery;
  const images = complete ? rows : ((await context.piktid.jobResults.load(jobId)) ?? []);
  const newest = imageAt(images, imageIndex, groupIndex);
  if (newest === null || newest.version === version) return newest;
  const versions = (await context.piktid.imageVersions.load({ jobId, imageIndex })) ?? [];
  return imageAt(versions, imageIndex, groupIndex, version);
}

function imageAt(
  images: readonly Decoded<ImageRow>[],
  imageIndex: number,
  groupIndex: number,
  version?: number,
): ImageRow | null {
  const image = images.find(
    (row): row is ImageRow =>
      !(row instanceof UpstreamFailure) &&
      row.imageIndex === imageIndex &&
      row.groupIndex === groupIndex &&
      (version === undefined || row.version === version),
  );
  return image ?? null;
}
