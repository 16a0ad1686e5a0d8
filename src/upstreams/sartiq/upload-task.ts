/** Upload tasks of Sartiq: the wire shape and the row that the gateway makes of it. */

import { z } from 'zod';
import { type Decoded, decodeRow, wireInteger, wireJson, wireText, wireUuid } from '#src/http/decode.ts';

/** The work on one uploaded ZIP of base images. */
export interface UploadTaskRow {
  readonly __typename: 'UploadTask';
  readonly taskId: string;
  readonly ownerId: string;
  readonly setDesignId: string;
  readonly subjectId: string;
  readonly status: string;
  /** Percent. */
  readonly progress: number;
  readonly totalItems: number;
  readonly processedItems: number;
  readonly imagesProcessed: number;
  readonly imagesSkipped: number;
  readonly errorMessage: string | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly resultData: unknown;
}

const uploadTask = z
  .object({
    id: wireUuid,
    owner_id: wireUuid,
    set_design_id: wireUuid,
    subject_id: wireUuid,
    status: z.string(),
    progress: wireInteger,
    total_items: wireInteger,
    processed_items: wireInteger,
    images_processed: wireInteger,
    images_skipped: wireInteger,
    error_message: wireText,
    created_at: z.string(),
    started_at: wireText,
    completed_at: wireText,
    result_data: wireJson,
  })
  .transform(
    (wire): UploadTaskRow => ({
      __typename: 'UploadTask',
      taskId: wire.id,
      ownerId: wire.owner_id,
      setDesignId: wire.set_design_id,
      subjectId: wire.subject_id,
      status: wire.status,
      progress: wire.progress,
      totalItems: wire.total_items,
      processedItems: wire.processed_items,
      imagesProcessed: wire.images_processed,
      imagesSkipped: wire.images_skipped,
      errorMessage: wire.error_message,
      createdAt: wire.created_at,
      startedAt: wire.started_at,
      completedAt: wire.completed_at,
      resultData: wire.result_data,
    }),
  );

/** Reads the body of either upload-task route. */
export function decodeUploadTask(raw: unknown): Decoded<UploadTaskRow> {
  return decodeRow('sartiq', uploadTask, raw, (fields) => fields['id']);
}
