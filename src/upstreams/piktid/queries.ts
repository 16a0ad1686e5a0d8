/**
 * What the gateway asks PiktID's lists for, and the parameters that say so on the wire. Pure: plans and requests
 * are made by the same functions.
 */

import type { Query } from '#src/http/json-client.ts';
import { type Page, type PageNumberDialect, toPageNumber } from '#src/pagination/dialect.ts';

/** P-01: pages from 1, at most 100 rows each. */
export const piktidDialect: PageNumberDialect = { kind: 'page-number', cap: 100 };

/** P-01: the most images that a job brings along in the gallery. */
export const maxGalleryImages = 200;

/** The parameters that say which page. */
export const piktidPageParameters: readonly string[] = ['page', 'per_page'];

export type Direction = 'asc' | 'desc';

/** Which images of a job: those with this status and one of these feedbacks. Null and empty do not narrow. */
export interface ImageFilter {
  readonly status: string | null;
  readonly feedback: readonly string[];
}

/** Whether a filter leaves any image out. */
export function narrowsImages(filter: ImageFilter): boolean {
  return filter.status !== null || filter.feedback.length > 0;
}

/** Orders that PiktID can give the images of a job: by name ascending, by score descending (P-03). */
export type GalleryImageOrder = 'original_filename' | 'quality_score';

/** What a page of jobs must bring along of each job's images. */
export interface ImageNeed {
  /** Images of each job, 0 to `maxGalleryImages`. */
  readonly count: number;
  /** The order in which the first `count` are wanted. */
  readonly order: GalleryImageOrder;
}

export interface JobFilter {
  readonly projectId: number | null;
  readonly jobId: string | null;
  readonly jobType: string | null;
  readonly ownership: string | null;
  readonly search: string | null;
  readonly images: ImageFilter;
}

export interface JobPageQuery {
  readonly filter: JobFilter;
  readonly direction: Direction;
  readonly page: Page;
  readonly images: ImageNeed;
}

export interface AssetFilter {
  readonly createdBy: string | null;
  readonly createdAfter: string | null;
  readonly createdBefore: string | null;
  readonly search: string | null;
  readonly ownership: string | null;
  readonly includeTags: readonly string[];
  readonly excludeTags: readonly string[];
}

export interface AssetPageQuery {
  readonly filter: AssetFilter;
  readonly order: { readonly field: 'filename' | 'created_at'; readonly direction: Direction };
  readonly page: Page;
}

/** Oldest first: what is uploaded while the list is read does not move its pages. */
export const byUpload = { field: 'created_at', direction: 'asc' } as const;

/** Every asset that is listed without a filter: the caller's own and shared ones. */
export const anyAsset: AssetFilter = {
  createdBy: null,
  createdAfter: null,
  createdBefore: null,
  search: null,
  ownership: null,
  includeTags: [],
  excludeTags: [],
};

/** Every job. */
export const anyJob: JobFilter = {
  projectId: null,
  jobId: null,
  jobType: null,
  ownership: null,
  search: null,
  images: { status: null, feedback: [] },
};

/** Names the list of assets with a filter, in whatever order. */
export function assetList(filter: AssetFilter): string {
  return `assets ${JSON.stringify(filter)}`;
}

export const noImages: ImageNeed = { count: 0, order: 'original_filename' };

/** What serves both needs: the longer of two beginnings in the same order, otherwise everything there is. */
export function mergeImageNeeds(left: ImageNeed, right: ImageNeed): ImageNeed {
  if (left.count === 0) return right;
  if (right.count === 0) return left;
  if (left.order !== right.order) return { count: maxGalleryImages, order: left.order };
  return { count: Math.max(left.count, right.count), order: left.order };
}

/** How many images of each job a page of jobs is asked for: the upstream's least is one. */
export function imagesAsked(need: ImageNeed): number {
  return Math.max(1, need.count);
}

/** Parameters of GET /gallery/by-job. */
export function jobPageParameters({ filter, direction, page, images }: JobPageQuery): Query {
  return {
    ...pageParameters(page),
    order: direction,
    project_id: filter.projectId,
    status: filter.images.status,
    feedback: filter.images.feedback,
    sort_by: images.order,
    ownership: filter.ownership,
    job_id: filter.jobId,
    job_type: filter.jobType,
    max_images_per_job: imagesAsked(images),
    search: filter.search,
  };
}

/** Parameters of GET /assets. */
export function assetPageParameters({ filter, order, page }: AssetPageQuery): Query {
  return {
    ...pageParameters(page),
    order: order.direction,
    created_by: filter.createdBy,
    created_after: filter.createdAfter,
    created_before: filter.createdBefore,
    sort_by: order.field,
    search: filter.search,
    ownership: filter.ownership,
    include_tags: commaList(filter.includeTags),
    exclude_tags: commaList(filter.excludeTags),
  };
}

function pageParameters(page: Page): Query {
  const { page: number, perPage } = toPageNumber(page);
  return { page: number, per_page: perPage };
}

function commaList(words: readonly string[]): string | null {
  return words.length > 0 ? words.join(',') : null;
}
