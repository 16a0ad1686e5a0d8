/**
 * Acusight's wire shapes and the rows that the gateway makes of them. Rows have the names of the graph. Any field
 * may be absent; absent, null and empty text are the same. Asks nothing; see `docs/upstreams/README.md`.
 */

import { z } from 'zod';
import { UpstreamFailure } from '#src/errors.ts';
import {
  integer,
  kindOf,
  listOf,
  number,
  optional,
  optionalBoolean,
  optionalInteger,
  optionalNumber,
  type RowReader,
  rawList,
  readRow,
  rowReader,
  unsure,
} from '#src/http/columns.ts';
import { type Decoded, decodeAnswer, wireInteger, wireOptionalInteger } from '#src/http/decode.ts';
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

const wireTextOrEmpty = z
  .string()
  .nullish()
  .transform((value) => value || null);
/** Text that may be missing; missing and empty are null. */
const filledText = kindOf(wireTextOrEmpty, (value) => {
  if (typeof value === 'string') return value || null;
  return value === null || value === undefined ? null : unsure;
});

const annotation: RowReader<AnnotationRow> = rowReader({
  typename: 'Annotation',
  columns: {
    annotationId: ['id', integer],
    imageId: ['image_id', integer],
    type: ['type', filledText],
    classValue: ['class_value', filledText],
    source: ['source', filledText],
    confidence: ['confidence', optionalNumber],
    xCenter: ['x_center', optionalNumber],
    yCenter: ['y_center', optionalNumber],
    width: ['width', optionalNumber],
    height: ['height', optionalNumber],
    geometry: ['geometry', optional(listOf(number))],
    zOrder: ['z_order', optionalInteger],
    createdAt: ['created_at', filledText],
    updatedAt: ['updated_at', filledText],
  },
});

const datasetImage = rowReader({
  typename: 'DatasetImage',
  columns: {
    imageId: ['id', integer],
    filename: ['filename', filledText],
    storageKey: ['storage_key', filledText],
    imageUrl: ['image_url', filledText],
    width: ['width', optionalInteger],
    height: ['height', optionalInteger],
    annotationStatus: ['annotation_status', filledText],
    annotations: ['annotations', optional(rawList)],
    batchId: ['batch_id', optionalInteger],
    batchName: ['batch_name', filledText],
    projectName: ['project_name', filledText],
    versionName: ['version_name', filledText],
    split: ['split', filledText],
    splitLocked: ['split_locked', optionalBoolean],
    deviceId: ['device_id', filledText],
    createdAt: ['created_at', filledText],
    updatedAt: ['updated_at', filledText],
  },
});

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
  const row = readRow('acusight', datasetImage, raw, idOf, {});
  if (row instanceof UpstreamFailure || row.annotations === null) return row as Decoded<DatasetImageRow>;
  const { imageId, annotations } = row;
  return { ...row, annotations: annotations.map((entry) => decodeAnnotation(entry, imageId)) };
}

/** @param imageId of the image that holds the annotation, for answers that leave it out. */
function decodeAnnotation(raw: unknown, imageId: number): Decoded<AnnotationRow> {
  const row = annotation.read(raw, {});
  if (row !== unsure) return row;
  const entry = typeof raw === 'object' && raw !== null ? { image_id: imageId, ...raw } : raw;
  return readRow('acusight', annotation, entry, idOf, {});
}

function idOf(fields: Readonly<Record<string, unknown>>): unknown {
  return fields['id'];
}
