/** Reads the bodies of the two writing routes and changes the rows. What the vendor does not settle is lenient. */

import { boxOf, geometryProblem } from './geometry.ts';
import type { Parsed } from './image-query.ts';
import {
  type AcusightData,
  type AnnotationRow,
  annotationSources,
  annotationStatuses,
  annotationTypes,
  type ImageRow,
  type Organization,
  splits,
} from './rows.ts';

export type ImageChange = Partial<Pick<ImageRow, 'annotation_status' | 'split' | 'split_locked'>>;

/** Fields that are absent stay; `split: null` takes the image out of its split. */
export function parseImageChange(body: unknown): Parsed<ImageChange> {
  if (!isObject(body)) return invalid('body must be a JSON object');
  const change: ImageChange = {};
  const { annotation_status, split, split_locked } = body;
  if (annotation_status !== undefined) {
    const word = annotationStatuses.find((candidate) => candidate === annotation_status);
    if (word === undefined)
      return invalid(`annotation_status must be one of ${annotationStatuses.join(', ')}`);
    change.annotation_status = word;
  }
  if (split !== undefined) {
    const word = splits.find((candidate) => candidate === split);
    if (word === undefined && split !== null) return invalid(`split must be one of ${splits.join(', ')}`);
    change.split = word ?? null;
  }
  if (split_locked !== undefined) {
    if (typeof split_locked !== 'boolean') return invalid('split_locked must be true or false');
    change.split_locked = split_locked;
  }
  return { kind: 'ok', value: change };
}

export type NewAnnotation = Pick<
  AnnotationRow,
  'image_id' | 'type' | 'class_value' | 'source' | 'confidence' | 'geometry' | 'z_order'
>;

/** `image_id`, `type`, `class_value` and `geometry` are needed; the rest has defaults. */
export function parseAnnotation(
  data: AcusightData,
  organization: Organization,
  body: unknown,
): Parsed<NewAnnotation> {
  if (!isObject(body)) return invalid('body must be a JSON object');
  const image = data.images.find((row) => row.organization === organization && row.id === body['image_id']);
  if (image === undefined) return invalid('image_id must be the id of an image');
  const type = annotationTypes.find((word) => word === body['type']);
  if (type === undefined) return invalid(`type must be one of ${annotationTypes.join(', ')}`);
  const { class_value, geometry } = body;
  if (typeof class_value !== 'string' || class_value.trim() === '')
    return invalid('class_value must be a text');
  if (!isNumbers(geometry)) return invalid('geometry must be a list of numbers');
  const problem = geometryProblem(type, geometry);
  if (problem !== null) return invalid(problem);
  const rest = parseProvenance(body);
  return rest.kind === 'invalid'
    ? rest
    : { kind: 'ok', value: { image_id: image.id, type, class_value, geometry, ...rest.value } };
}

/** A manual annotation has no confidence, one by a model has one. */
function parseProvenance(
  body: Readonly<Record<string, unknown>>,
): Parsed<Pick<NewAnnotation, 'source' | 'confidence' | 'z_order'>> {
  const source = annotationSources.find((word) => word === (body['source'] ?? 'manual'));
  if (source === undefined) return invalid(`source must be one of ${annotationSources.join(', ')}`);
  const confidence = body['confidence'] ?? null;
  if (source === 'manual' && confidence !== null) return invalid('confidence must be null for source manual');
  if (source === 'model' && !(typeof confidence === 'number' && confidence >= 0 && confidence <= 1)) {
    return invalid('confidence must be a number from 0 to 1 for source model');
  }
  const z_order = body['z_order'] ?? 0;
  if (typeof z_order !== 'number' || !Number.isInteger(z_order)) return invalid('z_order must be an integer');
  return {
    kind: 'ok',
    value: { source, confidence: typeof confidence === 'number' ? confidence : null, z_order },
  };
}

/** Adds the annotation under the next id. `now` is a time as rows hold it. */
export function insertAnnotation(data: AcusightData, annotation: NewAnnotation, now: string): AnnotationRow {
  const id = data.annotations.reduce((highest, row) => Math.max(highest, row.id), 0) + 1;
  const box = boxOf(annotation.type, annotation.geometry);
  const row: AnnotationRow = { id, ...annotation, ...box, created_at: now, updated_at: now };
  data.annotations.push(row);
  return row;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'number');
}

function invalid(details: string): { readonly kind: 'invalid'; readonly details: string } {
  return { kind: 'invalid', details };
}
