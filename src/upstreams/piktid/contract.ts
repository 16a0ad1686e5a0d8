/**
 * PiktID's wire shapes and the rows that the gateway makes of them. Rows have the names of the graph, so that
 * fields of the graph read them as they are. Asks nothing; the facts are in `docs/upstreams/README.md`.
 */

import { z } from 'zod';
import { UpstreamFailure } from '#src/errors.ts';
import {
  anyKeepsDigits,
  holdsNumber,
  integer,
  json,
  listOf,
  objectOf,
  objectReader,
  openText,
  optional,
  optionalInteger,
  optionalNumber,
  optionalText,
  type RowReader,
  readRow,
  rowReader,
  rowsBy,
  text,
} from '#src/http/columns.ts';
import { type Decoded, decodeAnswer, wireInteger, wireList } from '#src/http/decode.ts';
import type { Page } from '#src/pagination/dialect.ts';
import { checkedPage, type RowPage, wireTotal } from '../row-page.ts';
import {
  type AssetPageQuery,
  type GalleryImageOrder,
  type ImageFilter,
  imagesAsked,
  type JobPageQuery,
} from './queries.ts';

/** One picture in two sizes; URLs are short-lived. */
export interface ImageFileRow {
  readonly fullSize: string | null;
  readonly thumbnail: string | null;
  readonly uuid: string | null;
}

/** One output of a job: the newest version at one image index and group index. */
export interface ImageRow {
  readonly __typename: 'Image';
  readonly jobId: string;
  readonly imageIndex: number;
  readonly groupIndex: number;
  readonly version: number;
  readonly originalFilename: string | null;
  readonly downloadFilename: string | null;
  readonly inputs: readonly ImageFileRow[];
  readonly output: ImageFileRow | null;
  readonly inputDescription: unknown;
  readonly status: string;
  readonly qualityScore: number | null;
  readonly processingTime: number | null;
  readonly errorMessage: string | null;
  readonly feedback: string | null;
  readonly feedbackComment: string | null;
  readonly createdAt: string;
  readonly reviewStatus: string | null;
  readonly reviewAnnotations: unknown;
  readonly retouchClaim: unknown;
}

/** A job of the gallery with as many of its images as were asked for. */
export interface JobRow {
  readonly __typename: 'Job';
  readonly jobId: string;
  readonly jobType: string;
  readonly jobStatus: string;
  readonly identityCode: string | null;
  readonly identityName: string | null;
  readonly projectId: number | null;
  readonly projectName: string | null;
  readonly projectKey: string | null;
  readonly createdAt: string;
  readonly updatedAt: string | null;
  readonly createdBy: string | null;
  readonly totalImages: number;
  readonly completedImages: number;
  readonly failedImages: number;
  readonly processingOptions: unknown;
  readonly gallery: GalleryImages;
}

/** The images that came along with a job, and what was asked for. */
export interface GalleryImages {
  /** In the asked order. */
  readonly rows: readonly Decoded<ImageRow>[];
  readonly filter: ImageFilter;
  readonly order: GalleryImageOrder;
  /** Whether these are all images of the job that pass the filter. */
  readonly complete: boolean;
}

/** An uploaded picture. */
export interface AssetRow {
  readonly __typename: 'Asset';
  readonly assetId: string;
  readonly filename: string;
  readonly url: string;
  readonly createdAt: string;
  readonly createdBy: string | null;
  readonly tags: readonly string[];
  readonly visibility: string;
  readonly thumbnailBig: string | null;
  readonly thumbnailSmall: string | null;
  readonly stylingNote: string | null;
  readonly detected: unknown;
  readonly dimensions: unknown;
}

const imageFile: RowReader<ImageFileRow> = objectReader({
  fullSize: ['full_size', optionalText],
  thumbnail: ['thumbnail', optionalText],
  uuid: ['uuid', optionalText],
});

const image: RowReader<ImageRow> = rowReader({
  typename: 'Image',
  columns: {
    jobId: ['job_id', text],
    imageIndex: ['image_index', integer],
    groupIndex: ['group_index', integer],
    version: ['version', integer],
    originalFilename: ['original_filename', optionalText],
    downloadFilename: ['download_filename', openText],
    inputs: ['inputs', listOf(objectOf(imageFile))],
    output: ['output', optional(objectOf(imageFile))],
    inputDescription: ['input_description', json],
    status: ['status', text],
    qualityScore: ['quality_score', optionalNumber],
    processingTime: ['processing_time', optionalNumber],
    errorMessage: ['error_message', optionalText],
    feedback: ['feedback', optionalText],
    feedbackComment: ['feedback_comment', optionalText],
    createdAt: ['created_at', text],
    reviewStatus: ['review_status', openText],
    reviewAnnotations: ['review_annotations', json],
    retouchClaim: ['retouch_claim', json],
  },
});

const job = rowReader({
  typename: 'Job',
  columns: {
    jobId: ['job_id', text],
    jobType: ['job_type', text],
    jobStatus: ['job_status', text],
    identityCode: ['identity_code', optionalText],
    identityName: ['identity_name', optionalText],
    projectId: ['project_id', optionalInteger],
    projectName: ['project_name', optionalText],
    projectKey: ['project_key', optionalText],
    createdAt: ['created_at', text],
    updatedAt: ['updated_at', optionalText],
    createdBy: ['created_by', optionalText],
    totalImages: ['total_images', integer],
    completedImages: ['completed_images', integer],
    failedImages: ['failed_images', integer],
    processingOptions: ['processing_options', json],
    images: ['images', rowsBy(decodeImage)],
  },
});

const asset: RowReader<AssetRow> = rowReader({
  typename: 'Asset',
  columns: {
    assetId: ['id', text],
    filename: ['filename', text],
    url: ['url', text],
    createdAt: ['created_at', text],
    createdBy: ['created_by', optionalText],
    tags: ['tags', listOf(text)],
    visibility: ['visibility', text],
    thumbnailBig: ['thumbnail_big', optionalText],
    thumbnailSmall: ['thumbnail_small', optionalText],
    stylingNote: ['styling_note', openText],
    detected: ['detected', json],
    dimensions: ['dimensions', json],
  },
});

const pagination = z.object({ page: wireInteger, per_page: wireInteger, total: wireTotal });
const jobPage = z.object({ pagination, jobs: z.array(z.unknown()) });
const assetPage = z.object({ pagination, assets: z.array(z.unknown()) });
const jobResults = z.object({ results: wireList });
const imageVersions = z.object({ versions: wireList });

/** Whether a column of a row may have had a number whose digits a double does not hold. */
export const { keepsDigits: imageKeepsDigits } = image;
export const { keepsDigits: assetKeepsDigits } = asset;
export function jobKeepsDigits({ processingOptions, gallery: { rows } }: JobRow): boolean {
  return holdsNumber(processingOptions) || anyKeepsDigits(rows, imageKeepsDigits);
}

/** Reads the body of GET /gallery/by-job. */
export function decodeJobPage(body: unknown, asked: JobPageQuery): RowPage<JobRow> {
  const answer = decodeAnswer('piktid', jobPage, body);
  const page = { rows: answer.jobs.map((raw) => decodeJob(raw, asked)), total: answer.pagination.total };
  return checkedPage('piktid', asked.page, pageOf(answer.pagination), page);
}

/** Reads the body of GET /assets. */
export function decodeAssetPage(body: unknown, asked: AssetPageQuery): RowPage<AssetRow> {
  const answer = decodeAnswer('piktid', assetPage, body);
  const page = { rows: answer.assets.map(decodeAsset), total: answer.pagination.total };
  return checkedPage('piktid', asked.page, pageOf(answer.pagination), page);
}

/** Reads one asset: an entry of the list, or the body of GET /assets/{asset_id}. */
export function decodeAsset(raw: unknown): Decoded<AssetRow> {
  return readRow('piktid', asset, raw, (fields) => fields['id'], {});
}

/** Reads the body of GET /jobs/{job_id}/results: all images of the job, in no promised order. */
export function decodeJobResults(body: unknown): Decoded<ImageRow>[] {
  return decodeAnswer('piktid', jobResults, body).results.map(decodeImage);
}

/** Reads the body of GET /jobs/{job_id}/versions/{image_index}. */
export function decodeImageVersions(body: unknown): Decoded<ImageRow>[] {
  return decodeAnswer('piktid', imageVersions, body).versions.map(decodeImage);
}

function decodeJob(raw: unknown, asked: JobPageQuery): Decoded<JobRow> {
  const row = readRow('piktid', job, raw, (fields) => fields['job_id'], {});
  if (row instanceof UpstreamFailure) return row;
  const { images, ...columns } = row;
  const filter = asked.filter.images;
  const complete = images.length < imagesAsked(asked.images) || images.length >= columns.totalImages;
  return {
    ...columns,
    gallery: { rows: images, filter, order: asked.images.order, complete },
  };
}

function decodeImage(raw: unknown): Decoded<ImageRow> {
  return readRow('piktid', image, raw, imageKey, {});
}

function imageKey(fields: Readonly<Record<string, unknown>>): string | undefined {
  const key = [fields['job_id'], fields['image_index'], fields['group_index']];
  return key.includes(undefined) ? undefined : key.join('/');
}

function pageOf(answered: { readonly page: number; readonly per_page: number }): Page {
  return { offset: (answered.page - 1) * answered.per_page, limit: answered.per_page };
}
