/** What every PiktID handler works with, and how rows become what is sent. Owns media links (P-15, P-19). */

import { mediaUrl } from '#test/simulators/media.ts';
import type { PiktidImageRow, PiktidInputRow, PiktidJobRow } from './piktid-rows.ts';
import { countImages, newestImages, type PiktidAssetRow, type PiktidData } from './piktid-rows.ts';
import type { PiktidRunner } from './piktid-runner.ts';

export interface PiktidContext {
  readonly data: PiktidData;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Another text on every call. */
  readonly nonce: () => string;
  readonly runner: PiktidRunner;
}

/** Writes the URLs of one answer; all share its signature. */
export type Linker = (seed: string, label: string, width: number, height: number) => string;

const urlLifetimeMs = 3_600_000;

/** P-19: signed anew for this read, good for one hour. */
export function createLinker(context: PiktidContext, origin: string): Linker {
  const signature = { expiresAtMs: context.now() + urlLifetimeMs, nonce: context.nonce() };
  return (seed, label, width, height) => mediaUrl(origin, { seed, label, width, height }, signature);
}

/** An image as by-job, results and versions send it: no id, no `uuid` of inputs (P-15). */
export function toImageResult(jobId: string, image: PiktidImageRow, link: Linker): Record<string, unknown> {
  return {
    job_id: jobId,
    image_index: image.image_index,
    group_index: image.group_index,
    version: image.version,
    original_filename: image.original_filename,
    download_filename: image.download_filename,
    inputs: image.inputs.map((input) => toInputRef(input, link)),
    output: toOutputRef(jobId, image, link),
    input_description: image.input_description,
    status: image.status,
    quality_score: image.quality_score,
    processing_time: image.processing_time,
    error_message: image.error_message,
    feedback: image.feedback,
    feedback_comment: image.feedback_comment,
    created_at: image.created_at,
    review_status: image.review_status,
    review_annotations: image.review_annotations,
    retouch_claim: image.retouch_claim,
  };
}

/** The newer shape that by-project sends: with the image's id and the `uuid` of each input. */
export function toImageResultV2(jobId: string, image: PiktidImageRow, link: Linker): Record<string, unknown> {
  return {
    id: image.id,
    ...toImageResult(jobId, image, link),
    inputs: image.inputs.map((input) => ({ ...toInputRef(input, link), uuid: input.assetId })),
    model_used: image.model_used,
    detail_needs_review: image.detail_needs_review,
    detail_review_reason: image.detail_review_reason,
  };
}

function toInputRef(input: PiktidInputRow, link: Linker): Record<string, unknown> {
  const seed = input.assetId ?? input.filename;
  return {
    full_size: link(seed, input.filename, 1200, 1600),
    thumbnail: link(seed, input.filename, 240, 320),
  };
}

function toOutputRef(jobId: string, image: PiktidImageRow, link: Linker): Record<string, unknown> | null {
  if (image.output === 'null') return null;
  if (image.output === 'empty') return { full_size: null, thumbnail: null };
  const seed = `${jobId}-${image.image_index}-${image.group_index}-${image.version}`;
  const label = image.download_filename ?? 'output.jpg';
  return { full_size: link(seed, label, 1536, 2048), thumbnail: link(seed, label, 240, 320) };
}

/** The columns that by-job, status and results have in common. */
function toJobCore(job: PiktidJobRow): Record<string, unknown> {
  return {
    job_id: job.job_id,
    job_type: job.job_type,
    identity_code: job.identity_code,
    identity_name: job.identity_name,
    project_id: job.project_id,
    project_key: job.project_key,
    created_at: job.created_at,
    updated_at: job.updated_at,
    processing_options: job.processing_options,
  };
}

/** A job of the gallery. P-08: its counters are those of the whole job, whatever `images` was cut to. */
export function toGalleryJob(
  job: PiktidJobRow,
  newest: readonly PiktidImageRow[],
  images: readonly PiktidImageRow[],
  link: Linker,
): Record<string, unknown> {
  const counts = countImages(newest);
  return {
    ...toJobCore(job),
    job_status: job.job_status,
    project_name: job.project_name,
    created_by: job.created_by,
    total_images: counts.total,
    completed_images: counts.completed,
    failed_images: counts.failed,
    images: images.map((image) => toImageResult(job.job_id, image, link)),
  };
}

/** The answer of /jobs/{job_id}/status: progress in percent with one decimal. */
export function toJobStatus(job: PiktidJobRow): Record<string, unknown> {
  const counts = countImages(newestImages(job.images));
  const processed = counts.completed + counts.failed;
  const whole = job.job_status === 'completed' ? 100 : 0;
  return {
    ...toJobCore(job),
    status: job.job_status,
    project_text: job.project_name,
    should_post_process: job.should_post_process,
    post_processing_status: null,
    post_processing_error: null,
    error_message: job.error_message,
    total_images: counts.total,
    processed_images: processed,
    progress: counts.total === 0 ? whole : Math.round((processed / counts.total) * 1000) / 10,
  };
}

export function toAsset(asset: PiktidAssetRow, link: Linker): Record<string, unknown> {
  return {
    id: asset.id,
    filename: asset.filename,
    url: link(asset.id, asset.filename, asset.dimensions?.width ?? 1200, asset.dimensions?.height ?? 1600),
    created_at: asset.created_at,
    created_by: asset.created_by,
    tags: asset.tags,
    visibility: asset.visibility,
    thumbnail_big: asset.hasThumbnails ? link(asset.id, asset.filename, 600, 800) : null,
    thumbnail_small: asset.hasThumbnails ? link(asset.id, asset.filename, 240, 320) : null,
    styling_note: asset.styling_note,
    detected: asset.detected,
    dimensions: asset.dimensions,
  };
}
