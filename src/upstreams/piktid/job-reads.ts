/**
 * Reads that take more than one kind of request at PiktID: a job by its id, the images of a job wherever they are to be
 * had, one image. Decides which route serves what; asks through the loaders it is given.
 */

import { UpstreamFailure } from '#src/errors.ts';
import type { Decoded } from '#src/http/decode.ts';
import type { ListWindowRows } from '#src/pagination/window-rows.ts';
import type { QueryLoader } from '../query-loader.ts';
import type { RowPage } from '../row-page.ts';
import type { ImageRow, JobRow } from './contract.ts';
import { type ImageSelection, imagesOfGallery, imagesOfList } from './job-images.ts';
import { anyJob, type ImageNeed, type JobPageQuery, maxGalleryImages } from './queries.ts';
import type { ImageVersionsKey } from './reads.ts';

/** The key of an image. */
export interface ImageKey {
  readonly jobId: string;
  readonly imageIndex: number;
  readonly groupIndex: number;
  readonly version: number;
}

type Images = readonly Decoded<ImageRow>[];

export interface JobReads {
  /** One job by its id, with the images that are needed; null for an unknown one. One request. */
  job(jobId: string, images: ImageNeed): Promise<JobRow | null>;
  /** Images of a job that was read: from what came along with it, otherwise from its results. */
  imagesOf(job: JobRow, selection: ImageSelection): Promise<ListWindowRows<Decoded<ImageRow>>>;
  /** One image; null for an unknown one. An older version than the newest costs one more request. */
  image(key: ImageKey): Promise<ImageRow | null>;
}

/** What is asked for one job. */
export function jobQuery(jobId: string, images: ImageNeed): JobPageQuery {
  return { filter: { ...anyJob, jobId }, direction: 'desc', page: { offset: 0, limit: 1 }, images };
}

/** What a job must bring along so that any of its images may be found among them. */
export const anyImage: ImageNeed = { count: maxGalleryImages, order: 'original_filename' };

export function createJobReads(loaders: {
  readonly jobPage: QueryLoader<JobPageQuery, RowPage<JobRow>>;
  readonly jobResults: QueryLoader<string, Images | null>;
  readonly imageVersions: QueryLoader<ImageVersionsKey, Images | null>;
}): JobReads {
  const job: JobReads['job'] = async (jobId, images) => {
    const { rows } = await loaders.jobPage.load(jobQuery(jobId, images));
    const [row] = rows;
    if (row instanceof UpstreamFailure) throw row;
    return row?.jobId === jobId ? row : null;
  };
  const allImages = async (jobId: string): Promise<Images> => {
    const images = await loaders.jobResults.load(jobId);
    // A young job can be in the gallery before its results are: that is no job without images.
    if (images === null) throw new UpstreamFailure('NOT_FOUND', 'piktid', 'has no results of this job yet');
    return images;
  };
  return {
    job,
    imagesOf: async (row, selection) =>
      imagesOfGallery(row, selection) ?? imagesOfList(await allImages(row.jobId), selection),
    image: async (key) => {
      const { jobId, imageIndex, version } = key;
      const row = await job(jobId, anyImage);
      if (!row) return null;
      const newest = imageAt(row.gallery.complete ? row.gallery.rows : await allImages(jobId), key);
      if (newest === null || newest.version === version) return newest;
      const versions = (await loaders.imageVersions.load({ jobId, imageIndex })) ?? [];
      return imageAt(
        versions.filter((image) => image instanceof UpstreamFailure || image.version === version),
        key,
      );
    },
  };
}

/** Throws the failure of the image where that is the one that could not be read. */
function imageAt(images: Images, { jobId, imageIndex, groupIndex }: ImageKey): ImageRow | null {
  for (const image of images) {
    if (image instanceof UpstreamFailure) {
      if (image.row === `${jobId}/${imageIndex}/${groupIndex}`) throw image;
    } else if (image.imageIndex === imageIndex && image.groupIndex === groupIndex) {
      return image;
    }
  }
  return null;
}
