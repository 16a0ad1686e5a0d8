/**
 * Lists the files of a ZIP archive that streams by. Keeps only its end, where the central directory is, and
 * unpacks nothing. No ZIP64 and no encryption: such archives count as broken.
 */

export interface ZipEntry {
  /** Path inside the archive. */
  readonly name: string;
  /** Bytes, unpacked. */
  readonly size: number;
  /** CRC-32 of the unpacked bytes. */
  readonly checksum: number;
}

export type ZipListing =
  /** It does not begin as a ZIP does. */
  | { readonly kind: 'no-zip' }
  /** It begins as a ZIP, and its directory cannot be read. */
  | { readonly kind: 'broken' }
  /** Its files in the order of the directory; folders are left out. */
  | { readonly kind: 'files'; readonly files: readonly ZipEntry[] };

export interface ZipReader {
  push(chunk: Buffer): void;
  finish(): ZipListing;
}

/** Room for some ten thousand directory entries. */
const maxTailBytes = 1024 * 1024;
const endLength = 22;
const entryLength = 46;
const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
/** A first local header, or the end record of an empty archive. */
const startSignatures = [0x04034b50, endSignature];

export function createZipReader(): ZipReader {
  const pieces: Buffer[] = [];
  let head = Buffer.alloc(0);
  let heldBytes = 0;
  let length = 0;
  return {
    push: (chunk) => {
      if (head.length < 4) head = Buffer.concat([head, chunk.subarray(0, 4 - head.length)]);
      pieces.push(chunk);
      heldBytes += chunk.length;
      length += chunk.length;
      while (heldBytes - (pieces[0]?.length ?? heldBytes) >= maxTailBytes) {
        heldBytes -= pieces.shift()?.length ?? 0;
      }
    },
    finish: () => {
      if (head.length < 4 || !startSignatures.includes(head.readUInt32LE(0))) return { kind: 'no-zip' };
      const files = readDirectory(Buffer.concat(pieces), length - heldBytes);
      return files === null ? { kind: 'broken' } : { kind: 'files', files };
    },
  };
}

/** `tailStart` is where in the archive the tail begins. */
function readDirectory(tail: Buffer, tailStart: number): readonly ZipEntry[] | null {
  const end = findEnd(tail);
  if (end < 0) return null;
  const count = tail.readUInt16LE(end + 10);
  const size = tail.readUInt32LE(end + 12);
  const start = tail.readUInt32LE(end + 16) - tailStart;
  if (start < 0 || start + size !== end) return null;
  const entries: ZipEntry[] = [];
  let position = start;
  for (let index = 0; index < count; index += 1) {
    if (position + entryLength > end || tail.readUInt32LE(position) !== entrySignature) return null;
    const next = position + entryLength + variableLength(tail, position);
    if (next > end) return null;
    entries.push(readEntry(tail, position));
    position = next;
  }
  return position === end ? entries.filter(({ name }) => !name.endsWith('/')) : null;
}

/** The end record is last and says how long the comment behind it is. */
function findEnd(tail: Buffer): number {
  for (let position = tail.length - endLength; position >= 0; position -= 1) {
    const isEnd = tail.readUInt32LE(position) === endSignature;
    if (isEnd && position + endLength + tail.readUInt16LE(position + 20) === tail.length) return position;
  }
  return -1;
}

function variableLength(tail: Buffer, position: number): number {
  return (
    tail.readUInt16LE(position + 28) + tail.readUInt16LE(position + 30) + tail.readUInt16LE(position + 32)
  );
}

function readEntry(tail: Buffer, position: number): ZipEntry {
  const nameEnd = position + entryLength + tail.readUInt16LE(position + 28);
  return {
    name: tail.toString('utf8', position + entryLength, nameEnd),
    size: tail.readUInt32LE(position + 24),
    checksum: tail.readUInt32LE(position + 16),
  };
}
