/**
 * The life of an upload task by the clock (S-10): PENDING for 1 s, PROCESSING 0.5 s per file, then COMPLETED,
 * or FAILED where the archive is broken. `taskAt` is pure; `settleUploads` puts due pictures into set designs.
 */

import { type Maker, storeContent } from './media-store.ts';
import type { ArchiveFile, SartiqData, SetDesignRow, UploadRow } from './rows.ts';
import { nextTime, toMicroseconds } from './times.ts';

const pendingMs = 1000;
const fileMs = 500;

/** The task as it is sent at this moment. */
export function taskAt(upload: UploadRow, nowMs: number): unknown {
  const startedMs = upload.createdAtMs + pendingMs;
  const endMs = endsAtMs(upload);
  const started = nowMs >= startedMs;
  const ended = nowMs >= endMs;
  const files = started ? (upload.files ?? []) : [];
  const processed = files.slice(0, Math.max(0, Math.floor((nowMs - startedMs) / fileMs)));
  const skipped = processed.filter((file) => file.shotTypeId === null);
  const failed = ended && upload.files === null;
  return {
    id: upload.id,
    owner_id: upload.owner_id,
    set_design_id: upload.set_design_id,
    subject_id: upload.subject_id,
    status: statusOf(started, ended, failed),
    progress: ended && !failed ? 100 : Math.floor((100 * processed.length) / Math.max(files.length, 1)),
    total_items: files.length,
    processed_items: processed.length,
    images_processed: processed.length - skipped.length,
    images_skipped: skipped.length,
    error_message: failed ? 'The archive could not be read.' : null,
    created_at: toMicroseconds(upload.createdAtMs),
    started_at: started ? toMicroseconds(startedMs) : null,
    completed_at: ended ? toMicroseconds(endMs) : null,
    result_data: ended && !failed ? { skipped: skipped.map(toSkipped) } : null,
  };
}

function statusOf(started: boolean, ended: boolean, failed: boolean): string {
  if (failed) return 'FAILED';
  if (ended) return 'COMPLETED';
  return started ? 'PROCESSING' : 'PENDING';
}

/** A broken archive costs as much time as one file. */
function endsAtMs(upload: UploadRow): number {
  return upload.createdAtMs + pendingMs + fileMs * (upload.files?.length ?? 1);
}

function toSkipped(file: ArchiveFile): unknown {
  return { file: file.name, reason: 'no shot type with this name' };
}

interface DueFile {
  readonly upload: UploadRow;
  readonly file: ArchiveFile;
  readonly dueMs: number;
}

/** Brings set designs to this moment: every file whose time has come, in the order of their times. */
export function settleUploads(data: SartiqData, nowMs: number, uuid: () => string): void {
  const due = data.uploads.flatMap((upload) => dueFiles(upload, nowMs));
  due.sort((left, right) => left.dueMs - right.dueMs);
  for (const { upload, file, dueMs } of due) {
    upload.appliedFiles += 1;
    const design = data.setDesigns.find((row) => row.id === upload.set_design_id);
    if (design !== undefined && file.shotTypeId !== null) {
      const maker = { uuid, time: toMicroseconds(dueMs) };
      placeBaseImage(data, design, upload.subject_id, file.shotTypeId, file, maker);
      design.updated_at = nextTime(design.updated_at, dueMs);
    }
  }
}

function dueFiles(upload: UploadRow, nowMs: number): DueFile[] {
  const pending = (upload.files ?? []).slice(upload.appliedFiles);
  return pending
    .map((file, index) => {
      const position = upload.appliedFiles + index + 1;
      return { upload, file, dueMs: upload.createdAtMs + pendingMs + fileMs * position };
    })
    .filter(({ dueMs }) => dueMs <= nowMs);
}

/** Takes the place of the base image of the same subject and shot type, if there is one. */
function placeBaseImage(
  data: SartiqData,
  design: SetDesignRow,
  subject_id: string,
  shot_type_id: string,
  file: ArchiveFile,
  maker: Maker,
): void {
  const extension = /\.(\w+)$/.exec(file.name)?.[1]?.toLowerCase() ?? 'jpg';
  const content = `file:${file.checksum}:${file.size}`;
  const media = storeContent(data.media, content, { extension, fileSize: file.size }, maker);
  const row = {
    id: maker.uuid(),
    created_at: maker.time,
    updated_at: maker.time,
    subject_id,
    shot_type_id,
    image: { kind: 'media', mediaId: media.id } as const,
  };
  const index = design.base_images.findIndex(
    (image) => image.subject_id === subject_id && image.shot_type_id === shot_type_id,
  );
  if (index < 0) design.base_images.push(row);
  else design.base_images[index] = row;
}
