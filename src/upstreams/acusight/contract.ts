/**
 * Acusight's wire shapes and the rows that the gateway makes of them. Rows have the names of the graph. Any field
 * may be absent; absent, null and empty text are the same. Asks nothing; see `docs/upstreams/README.md`.
 */

import { z } from 'zod';
import { UpstreamFailure } from '#src/errors.ts';
import {
  type Decoded,
  decodeAnswer,
  decodeRow,
  wireInteger,
  wireNumber,
  wireOptionalInteger,
  wireOptionalNumber,
} from '#src/http/decode.ts';
import { checkedPage, type RowPage, wireTotal } from '../row-page.ts';
import type { DatasetImagePageQuery } from './queries.ts';

/** A region of an image; coordinates are fractions of its width and height, origin top left. */
export interface AnnotationRow {
  readonly __typename: 'Annotation';
  readonly annotationId: number;
  readonly imageId: number;
  readonly type: string | null;
  readonly classValue: string | null;
  readonly source: string | null;
  readonly confidence: number | null;
  readonly xCenter: number | null;
  readonly yCenter: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly geometry: readonly number[] | null;
  readonly zOrder: number | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
}

/** An image of a dataset. */
export interface DatasetImageRow {
  readonly __typename: 'DatasetImage';
  readonly imageId: number;
  readonly filename: string | null;
  readonly storageKey: string | null;
  readonly imageUrl: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly annotationStatus: string | null;
  /** Null where they were not asked for. */
  readonly annotations: readonly Decoded<AnnotationRow>[] | null;
  readonly batchId: number | null;
  readonly batchName: string | null;
  readonly projectName: string | null;
  readonly versionName: string | null;
  readonly split: string | null;
  readonly splitLocked: boolean | null;
  readonly deviceId: string | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
}

const text = z
  .string()
  .nullish()
  .transform((value) => value || null);

const annotation = z
  .object({
    id: wireInteger,
    image_id: wireInteger,
    type: text,
    class_value: text,
    source: text,
    confidence: wireOptionalNumber,
    x_center: wireOptionalNumber,
    y_center: wireOptionalNumber,
    width: wireOptionalNumber,
    height: wireOptionalNumber,
    geometry: z.array(wireNumber).nullish(),
    z_order: wireOptionalInteger,
    created_at: text,
    updated_at: text,
  })
  .transform(
    (wire): AnnotationRow => ({
      __typename: 'Annotation',
      annotationId: wire.id,
      imageId: wire.image_id,
      type: wire.type,
      classValue: wire.class_value,
      source: wire.source,
      confidence: wire.confidence,
      xCenter: wire.x_center,
      yCenter: wire.y_center,
      width: wire.width,
      height: wire.height,
      geometry: wire.geometry ?? null,
      zOrder: wire.z_order,
      createdAt: wire.created_at,
      updatedAt: wire.updated_at,
    }),
  );

const datasetImage = z
  .object({
    id: wireInteger,
    filename: text,
    storage_key: text,
    image_url: text,
    width: wireOptionalInteger,
    height: wireOptionalInteger,
    annotation_status: text,
    annotations: z.array(z.unknown()).nullish(),
    batch_id: wireOptionalInteger,
    batch_name: text,
    project_name: text,
    version_name: text,
    split: text,
    split_locked: z.boolean().nullish(),
    device_id: text,
    created_at: text,
    updated_at: text,
  })
  .transform(
    (wire): DatasetImageRow => ({
      __typename: 'DatasetImage',
      imageId: wire.id,
      filename: wire.filename,
      storageKey: wire.storage_key,
      imageUrl: wire.image_url,
      width: wire.width,
      height: wire.height,
      annotationStatus: wire.annotation_status,
      annotations: wire.annotations?.map((raw) => decodeAnnotation(raw, wire.id)) ?? null,
      batchId: wire.batch_id,
      batchName: wire.batch_name,
      projectName: wire.project_name,
      versionName: wire.version_name,
      split: wire.split,
      splitLocked: wire.split_locked ?? null,
      deviceId: wire.device_id,
      createdAt: wire.created_at,
      updatedAt: wire.updated_at,
    }),
  );

const imageListEnvelope = z.object({
  success: z.literal(true),
  data: z.array(z.unknown()).nullish(),
  meta: z.object({ total: wireTotal, limit: wireInteger, offset: wireOptionalInteger }),
});
const imageEnvelope = z.object({ success: z.literal(true), data: z.unknown() });
const anyEnvelope = z.object({ success: z.literal(true), data: z.unknown().optional() });

/** Reads the body of GET /data/images. */
export function decodeDatasetImagePage(
  body: unknown,
  asked: DatasetImagePageQuery,
): RowPage<DatasetImageRow> {
  const answer = decodeAnswer('acusight', imageListEnvelope, body);
  const rows = (answer.data ?? []).map((raw) => {
    const row = decodeDatasetImage(raw);
    if (row instanceof UpstreamFailure || row.annotations !== null || !asked.need.annotations) return row;
    return { ...row, annotations: [] };
  });
  const { total, limit, offset } = answer.meta;
  return checkedPage('acusight', asked.page, { offset: offset ?? 0, limit }, { rows, total });
}

/** Reads the body of GET /data/images/{id}, which always has the annotations. */
export function decodeDatasetImageAnswer(body: unknown): Decoded<DatasetImageRow> {
  const row = decodeDatasetImage(decodeAnswer('acusight', imageEnvelope, body).data);
  return row instanceof UpstreamFailure ? row : { ...row, annotations: row.annotations ?? [] };
}

/** Reads the body of PATCH /data/images/{id}; annotations stay null where it left them out. */
export function decodeChangedDatasetImage(body: unknown): Decoded<DatasetImageRow> {
  return decodeDatasetImage(decodeAnswer('acusight', imageEnvelope, body).data);
}

/** Reads the body of POST /data/annotations; null where it does not have the annotation. */
export function decodeCreatedAnnotation(body: unknown, imageId: number): Decoded<AnnotationRow> | null {
  if (body === null) return null;
  const { data } = decodeAnswer('acusight', anyEnvelope, body);
  return data == null ? null : decodeAnnotation(data, imageId);
}

function decodeDatasetImage(raw: unknown): Decoded<DatasetImageRow> {
  return decodeRow('acusight', datasetImage, raw, (fields) => fields['id']);
}

/** @param imageId of the image that holds the annotation, for answers that leave it out. */
function decodeAnnotation(raw: unknown, imageId: number): Decoded<AnnotationRow> {
  const entry = typeof raw === 'object' && raw !== null ? { image_id: imageId, ...raw } : raw;
  return decodeRow('acusight', annotation, entry, (fields) => fields['id']);
}
