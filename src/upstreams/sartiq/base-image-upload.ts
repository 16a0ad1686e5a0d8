/**
 * Uploads a ZIP of base images to Sartiq: the bytes go on as they come. Refuses what cannot be a ZIP before Sartiq is
 * asked; everything else about the archive is Sartiq's to say.
 */

import { UpstreamFailure } from '#src/errors.ts';
import type { OperationScope } from '#src/http/exchange.ts';
import { createFileBody } from '#src/http/file-body.ts';
import type { JsonClient } from '#src/http/json-client.ts';
import type { UpstreamRejection } from '#src/http/rejection.ts';
import { carryOut, refused, type WriteProblem, type Written } from '../written.ts';
import { decodeUploadTask, type UploadTaskRow } from './upload-task.ts';
import { readWriteProblems } from './write-problems.ts';
import { uploadRequest } from './write-requests.ts';

export interface BaseImageUpload {
  readonly setDesignId: string;
  /** Null is the caller in person. */
  readonly organizationId: string | null;
  readonly subjectId: string;
  readonly file: { readonly filename: string; readonly bytes: AsyncIterable<Uint8Array> };
}

/**
 * POST /set-designs/{set_design_id}/base-images/upload, once. Rejects with a `BodyFailure` where the bytes do not come
 * whole; then Sartiq has not got the file.
 */
export async function uploadBaseImages(
  json: JsonClient,
  upload: BaseImageUpload,
  scope: OperationScope,
): Promise<Written<UploadTaskRow>> {
  const { file, ...ids } = upload;
  const archive = await openArchive(file.bytes);
  if (archive === null) return refused(noZip);
  const body = createFileBody({
    field: 'file',
    filename: file.filename || 'base-images.zip',
    contentType: 'application/zip',
    bytes: archive,
  });
  return carryOut({
    write: () => json.write({ ...uploadRequest(ids), body }, scope),
    decode: (answer) => {
      const task = decodeUploadTask(answer);
      if (task instanceof UpstreamFailure) throw task;
      return task;
    },
    problemsOf: problemsIn(ids),
  });
}

const noZip: WriteProblem = { kind: 'invalid', message: 'The file is not a ZIP archive.', path: ['file'] };

/** Every record of a ZIP begins with these letters, so every archive that nothing stands before does. */
const magic = Buffer.from('PK');

/** The bytes as they were, or null where they begin unlike a ZIP. */
async function openArchive(bytes: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array> | null> {
  const iterator = bytes[Symbol.asyncIterator]();
  let start = Buffer.alloc(0);
  while (start.length < magic.length) {
    const { value, done } = await iterator.next();
    if (done) return null;
    start = Buffer.concat([start, value]);
  }
  if (start.subarray(0, magic.length).equals(magic)) return withStart(start, iterator);
  await iterator.return?.();
  return null;
}

/** What was read already, then the rest. No generator, which would cost every piece of the rest a few promises. */
function withStart(start: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  let next: Uint8Array | null = start;
  const iterator: AsyncIterator<Uint8Array> = {
    next: async () => {
      if (next === null) return rest.next();
      const value = next;
      next = null;
      return { value, done: false };
    },
    return: async () => (await rest.return?.()) ?? { value: undefined, done: true },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

/** The fields of the input that the parameters of the route were taken from. */
const parameters = {
  set_design_id: 'setDesignId',
  organization_id: 'organizationId',
  subject_id: 'subjectId',
};

/** Who refuses a file for its size may be a proxy before Sartiq, whose words are for nobody. */
const tooLarge: WriteProblem = {
  kind: 'invalid',
  message: 'The file is too large for Sartiq.',
  path: ['file'],
};

/** A 400 without a place is about the file, because nothing else has a content. */
function problemsIn(input: Omit<BaseImageUpload, 'file'>) {
  return (rejection: UpstreamRejection): WriteProblem[] => {
    if (rejection.status === 413) return [tooLarge];
    return readWriteProblems(rejection, { input, parameters }).map((problem) =>
      problem.path === null && rejection.status === 400 ? { ...problem, path: ['file'] } : problem,
    );
  };
}
