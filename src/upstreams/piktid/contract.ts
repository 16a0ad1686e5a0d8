/**
 * PiktID's wire shapes and the rows that the gateway makes of them. Rows have the names of the graph, so that
 * fields of the graph read them as they are. Asks nothing; the facts are in `docs/upstreams/README.md`.
 */

import { z } from 'zod';
import { UpstreamFailure } from '#src/errors.ts';
import {
  type Decoded,
  decodeAnswer,
  decodeRow,
  wireInteger,
  wireJson,
  wireList,
  wireOpenText,
  wireOptionalInteger,
  wireOptionalNumber,
  wireText,
} from '#src/http/decode.ts';
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

const imageFile = z
  .object({ full_size: wireText, thumbnail: wireText, uuid: wireText })
  .transform(
    (file): ImageFileRow => ({ fullSize: file.full_size, thumbnail: file.thumbnail, uuid: file.uuid }),
  );

const image = z
  .object({
    job_id: z.string(),
    image_index: wireInteger,
    group_index: wireInteger,
    version: wireInteger,
    original_filename: wireText,
    download_filename: wireOpenText,
    inputs: z.array(imageFile),
    output: imageFile.nullish(),
    input_description: wireJson,
    status: z.string(),
    quality_score: wireOptionalNumber,
    processing_time: wireOptionalNumber,
    error_message: wireText,
    feedback: wireText,
    feedback_comment: wireText,
    created_at: z.string(),
    review_status: wireOpenText,
    review_annotations: wireJson,
    retouch_claim: wireJson,
  })
  .transform(
    (wire): ImageRow => ({
      __typename: 'Image',
      jobId: wire.job_id,
      imageIndex: wire.image_index,
      groupIndex: wire.group_index,
      version: wire.version,
      originalFilename: wire.original_filename,
      downloadFilename: wire.download_filename,
      inputs: wire.inputs,
      output: wire.output ?? null,
      inputDescription: wire.input_description,
      status: wire.status,
      qualityScore: wire.quality_score,
      processingTime: wire.processing_time,
      errorMessage: wire.error_message,
      feedback: wire.feedback,
      feedbackComment: wire.feedback_comment,
      createdAt: wire.created_at,
      reviewStatus: wire.review_status,
      reviewAnnotations: wire.review_annotations,
      retouchClaim: wire.retouch_claim,
    }),
  );

const job = z
  .object({
    job_id: z.string(),
    job_type: z.string(),
    job_status: z.string(),
    identity_code: wireText,
    identity_name: wireText,
    project_id: wireOptionalInteger,
    project_name: wireText,
    project_key: wireText,
    created_at: z.string(),
    updated_at: wireText,
    created_by: wireText,
    total_images: wireInteger,
    completed_images: wireInteger,
    failed_images: wireInteger,
    processing_options: wireJson,
    images: wireList,
  })
  .transform((wire) => ({
    jobId: wire.job_id,
    jobType: wire.job_type,
    jobStatus: wire.job_status,
    identityCode: wire.identity_code,
    identityName: wire.identity_name,
    projectId: wire.project_id,
    projectName: wire.project_name,
    projectKey: wire.project_key,
    createdAt: wire.created_at,
    updatedAt: wire.updated_at,
    createdBy: wire.created_by,
    totalImages: wire.total_images,
    completedImages: wire.completed_images,
    failedImages: wire.failed_images,
    processingOptions: wire.processing_options,
    images: wire.images.map(decodeImage),
  }));

const asset = z
  .object({
    id: z.string(),
    filename: z.string(),
    url: z.string(),
    created_at: z.string(),
    created_by: wireText,
    tags: z.array(z.string()),
    visibility: z.string(),
    thumbnail_big: wireText,
    thumbnail_small: wireText,
    styling_note: wireOpenText,
    detected: wireJson,
    dimensions: wireJson,
  })
  .transform(
    (wire): AssetRow => ({
      __typename: 'Asset',
      assetId: wire.id,
      filename: wire.filename,
      url: wire.url,
      createdAt: wire.created_at,
      createdBy: wire.created_by,
      tags: wire.tags,
      visibility: wire.visibility,
      thumbnailBig: wire.thumbnail_big,
      thumbnailSmall: wire.thumbnail_small,
      stylingNote: wire.styling_note,
      detected: wire.detected,
      dimensions: wire.dimensions,
    }),
  );

const pagination = z.object({ page: wireInteger, per_page: wireInteger, total: wireTotal });
const jobPage = z.object({ pagination, jobs: z.array(z.unknown()) });
const assetPage = z.object({ pagination, assets: z.array(z.unknown()) });
const jobResults = z.object({ results: wireList });
const imageVersions = z.object({ versions: wireList });

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
  return decodeRow('piktid', asset, raw, (fields) => fields['id']);
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
  const row = decodeRow('piktid', job, raw, (fields) => fields['job_id']);
  if (row instanceof UpstreamFailure) return row;
  const { images, ...columns } = row;
  const filter = asked.filter.images;
  const complete = images.length < imagesAsked(asked.images) || images.length >= columns.totalImages;
  return {
    __typename: 'Job',
    ...columns,
    gallery: { rows: images, filter, order: asked.images.order, complete },
  };
}

function decodeImage(raw: unknown): Decoded<ImageRow> {
  return decodeRow('piktid', image, raw, (fields) => {
    const key = [fields['job_id'], fields['image_index'], fields['group_index']];
    return key.includes(undefined) ? undefined : key.join('/');
  });
}

function pageOf(answered: { readonly page: number; readonly per_page: number }): Page {
  return { offset: (answered.page - 1) * answered.per_page, limit: answered.per_page };
}
