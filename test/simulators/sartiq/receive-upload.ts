/** Takes an uploaded archive off the wire: counts and hashes its bytes, lists its files, keeps neither. */

import { createHash } from 'node:crypto';
import { type MultipartResult, readBoundary, readFilePart } from './multipart.ts';
import { createZipReader, type ZipListing } from './zip.ts';

export interface ReceivedUpload {
  readonly part: MultipartResult;
  /** Bytes of the file. */
  readonly receivedBytes: number;
  /** SHA-256 of the bytes of the file, in hexadecimal. */
  readonly sha256: string;
  readonly listing: ZipListing;
}

/** Reads the body to its end, also where it is not what it should be, as FastAPI does before it answers. */
export async function receiveUpload(
  body: AsyncIterable<Uint8Array>,
  contentType: string,
): Promise<ReceivedUpload> {
  const hash = createHash('sha256');
  const zip = createZipReader();
  let receivedBytes = 0;
  const boundary = readBoundary(contentType);
  const part =
    boundary === null
      ? await discard(body)
      : await readFilePart(body, boundary, 'file', (bytes) => {
          hash.update(bytes);
          zip.push(bytes);
          receivedBytes += bytes.length;
        });
  return { part, receivedBytes, sha256: hash.digest('hex'), listing: zip.finish() };
}

async function discard(body: AsyncIterable<Uint8Array>): Promise<MultipartResult> {
  for await (const _ of body);
  return { kind: 'missing' };
}
