/**
 * The changes that one operation makes to dataset images. Each is one request that is never sent twice; a created
 * annotation that the answer leaves out is read afterwards.
 */

import { isDeepStrictEqual } from 'node:util';
import { UpstreamFailure } from '#src/errors.ts';
import type { Decoded } from '#src/http/decode.ts';
import type { OperationScope } from '#src/http/exchange.ts';
import type { JsonClient, WriteRequest } from '#src/http/json-client.ts';
import { routePath } from '#src/http/route.ts';
import { carryOut, type Written } from '../written.ts';
import type { AcusightClient } from './client.ts';
import {
  type AnnotationRow,
  type DatasetImageRow,
  decodeChangedDatasetImage,
  decodeCreatedAnnotation,
} from './contract.ts';
import { readWriteProblems } from './write-problems.ts';

/** A change of an image; what is absent stays. */
export interface DatasetImageChange {
  readonly imageId: number;
  readonly annotationStatus?: string | undefined;
  /** Null takes the image out of its part of the dataset. */
  readonly split?: string | null | undefined;
  readonly splitLocked?: boolean | undefined;
}

/** A new annotation; the layout of `geometry` is A-13. */
export interface AnnotationDraft {
  readonly imageId: number;
  readonly type: string;
  readonly classValue: string;
  readonly geometry: readonly number[];
  readonly source?: string | undefined;
  readonly confidence?: number | undefined;
  readonly zOrder?: number | undefined;
}

export interface AcusightWrites {
  /** PATCH /data/images/{id} */
  updateDatasetImage(change: DatasetImageChange): Promise<Written<DatasetImageRow>>;
  /**
   * POST /data/annotations. The value is the annotation; or why it could not be read after it was created; or null
   * where it could not be told from others.
   */
  createAnnotation(draft: AnnotationDraft): Promise<Written<Decoded<AnnotationRow> | null>>;
}

export function createAcusightWrites(
  json: JsonClient,
  client: Pick<AcusightClient, 'datasetImage'>,
  scope: OperationScope,
): AcusightWrites {
  return {
    updateDatasetImage: ({ imageId, annotationStatus, split, splitLocked }) => {
      const body = { annotation_status: annotationStatus, split, split_locked: splitLocked };
      return carryOut({
        write: () => json.write({ ...changeRequest(imageId), json: body }, scope),
        decode: (answer) => readable(decodeChangedDatasetImage(answer)),
        problemsOf: readWriteProblems,
      });
    },
    createAnnotation: async (draft) => {
      const written = await carryOut({
        write: () => json.write({ ...annotationRequest(), json: annotationBody(draft) }, scope),
        decode: (answer) => {
          const annotation = decodeCreatedAnnotation(answer, draft.imageId);
          return annotation && readable(annotation);
        },
        problemsOf: readWriteProblems,
      });
      if (written.kind === 'refused' || written.value?.type) return written;
      return { kind: 'done', value: await findCreated(client, draft, written.value, scope) };
    },
  };
}

/** Where the change of an image goes on the wire. */
export function changeRequest(imageId: number): Pick<WriteRequest, 'method' | 'path'> {
  return { method: 'PATCH', path: routePath('/data/images/{id}', { id: imageId }) };
}

/** Where new annotations go on the wire. */
export function annotationRequest(): Pick<WriteRequest, 'method' | 'path'> {
  return { method: 'POST', path: routePath('/data/annotations') };
}

function annotationBody(draft: AnnotationDraft): object {
  return {
    image_id: draft.imageId,
    type: draft.type,
    class_value: draft.classValue,
    geometry: draft.geometry,
    source: draft.source,
    confidence: draft.confidence,
    z_order: draft.zOrder,
  };
}

/**
 * The created annotation, among those of its image.
 *
 * @param answered what the answer had of it, at least its id; null where it had nothing
 */
async function findCreated(
  client: Pick<AcusightClient, 'datasetImage'>,
  draft: AnnotationDraft,
  answered: AnnotationRow | null,
  scope: OperationScope,
): Promise<Decoded<AnnotationRow> | null> {
  try {
    const image = await client.datasetImage({ imageId: draft.imageId, imageUrl: false }, scope);
    if (image === null) return answered;
    const rows = (readable(image).annotations ?? []).filter(isReadable);
    const created = answered
      ? rows.find(({ annotationId }) => annotationId === answered.annotationId)
      : newest(rows.filter((row) => isSame(row, draft)));
    return created ?? answered;
  } catch (error) {
    // It was created; that it cannot be read now is a failure of that field alone.
    if (error instanceof UpstreamFailure) return error;
    throw error;
  }
}

function newest(rows: readonly AnnotationRow[]): AnnotationRow | undefined {
  return rows.toSorted((left, right) => right.annotationId - left.annotationId)[0];
}

function isSame({ type, classValue, geometry }: AnnotationRow, draft: AnnotationDraft): boolean {
  const { type: wantedType, classValue: wantedClass, geometry: wanted } = draft;
  return type === wantedType && classValue === wantedClass && isDeepStrictEqual(geometry, [...wanted]);
}

function isReadable<Row>(decoded: Decoded<Row>): decoded is Row {
  return !(decoded instanceof UpstreamFailure);
}

function readable<Row>(decoded: Decoded<Row>): Row {
  if (decoded instanceof UpstreamFailure) throw decoded;
  return decoded;
}
