/** Turns rows into what Acusight sends: the envelope, and the keys that each answer has or leaves out. Pure. */

import type { Answer } from '#test/simulators/kit-types.ts';
import type { Window } from './image-query.ts';
import type { AcusightData, AnnotationRow, BatchRow, ImageRow, ProjectRow } from './rows.ts';

/** Codes of A-04. */
export type ErrorCode =
  | 'VALIDATION_ERROR'
  | 'INVALID_TOKEN'
  | 'TOKEN_EXPIRED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'INTERNAL_ERROR';

/** One object; `error` and `meta` are left out. */
export function answerObject(data: unknown, status = 200): Answer {
  return { kind: 'json', status, body: { success: true, data } };
}

/** One window of a list; `total` counts all matches. */
export function answerList(data: readonly unknown[], total: number, window: Window): Answer {
  const meta = { count: data.length, total, limit: window.limit, offset: window.offset };
  return { kind: 'json', status: 200, body: { success: true, data, meta } };
}

/** A failure; `data`, `meta` and an absent `details` are left out. */
export function answerError(status: number, code: ErrorCode, message: string, details?: string): Answer {
  const error = details === undefined ? { code, message } : { code, message, details };
  return { kind: 'json', status, body: { success: false, error } };
}

export function answerNotFound(what: string): Answer {
  return answerError(404, 'NOT_FOUND', `${what} not found`);
}

/** Builds images for one answer; looks batches and annotations up once for all of them. */
export interface ImageShower {
  readonly data: AcusightData;
  readonly includeAnnotations: boolean;
  /** The signed URL of an image, or null where URLs were not asked for. */
  readonly signUrl: ((image: ImageRow) => string) | null;
}

export function showImages(shower: ImageShower, images: readonly ImageRow[]): readonly unknown[] {
  const { data, includeAnnotations, signUrl } = shower;
  const batches = new Map(data.batches.map((batch) => [batch.id, batch]));
  const projects = new Map(data.projects.map((project) => [project.id, project]));
  const annotations = includeAnnotations ? annotationsByImage(data.annotations, images) : null;
  return images.map((image) => {
    const batch = image.batch_id === null ? undefined : batches.get(image.batch_id);
    const project = projects.get(batch?.project_id ?? Number.NaN);
    return {
      id: image.id,
      filename: image.filename,
      storage_key: image.storage_key,
      width: image.width,
      height: image.height,
      annotation_status: image.annotation_status,
      batch_id: image.batch_id,
      batch_name: batch?.name ?? null,
      project_name: project?.name ?? null,
      version_name: image.version_name,
      split: image.split,
      split_locked: image.split_locked,
      device_id: image.device_id,
      created_at: image.created_at,
      updated_at: image.updated_at,
      ...(annotations === null ? {} : { annotations: annotations.get(image.id) ?? [] }),
      ...(signUrl === null ? {} : { image_url: signUrl(image) }),
    };
  });
}

/** Sorted by z_order, then id; rows without z_order come last. */
function annotationsByImage(
  annotations: readonly AnnotationRow[],
  images: readonly ImageRow[],
): ReadonlyMap<number, AnnotationRow[]> {
  const byImage = new Map<number, AnnotationRow[]>(images.map((image) => [image.id, []]));
  for (const annotation of annotations) byImage.get(annotation.image_id)?.push(annotation);
  const rank = (annotation: AnnotationRow): number => annotation.z_order ?? Number.MAX_SAFE_INTEGER;
  for (const rows of byImage.values())
    rows.sort((left, right) => rank(left) - rank(right) || left.id - right.id);
  return byImage;
}

export function showProject(project: ProjectRow): unknown {
  const { organization: _, ...shown } = project;
  return shown;
}

export function showBatch(data: AcusightData, batch: BatchRow): unknown {
  const project = data.projects.find((candidate) => candidate.id === batch.project_id);
  const { id, name, project_id, device_id, stage, created_at, updated_at } = batch;
  const image_count = data.images.filter((image) => image.batch_id === id).length;
  const project_name = project?.name ?? null;
  return { id, name, project_id, project_name, device_id, stage, image_count, created_at, updated_at };
}
