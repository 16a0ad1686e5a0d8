/** A large ZIP archive made while it is read: files without compression, all of the same content. Holds one block. */

import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { endRecord, word } from '#test/simulators/sartiq/make-zip.ts';

const blockBytes = 1024 * 1024;

/** @param size of the files alone: so many files of so many blocks of 1 MiB. Below 4 GiB, so no ZIP64 is needed. */
export function* storedZip(size: { readonly files: number; readonly blocks: number }): Generator<Buffer> {
  const block = randomBytes(blockBytes);
  let checksum = 0;
  for (let index = 0; index < size.blocks; index += 1) checksum = crc32(block, checksum);
  const directory: Buffer[] = [];
  let offset = 0;
  for (let index = 0; index < size.files; index += 1) {
    const name = Buffer.from(`picture_${index}.jpg`);
    const common = describeFile(name, checksum, size.blocks * blockBytes);
    const local = Buffer.concat([word(0x04034b50), common, name]);
    const pointer = Buffer.alloc(14);
    pointer.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([word(0x02014b50), Buffer.from([20, 0]), common, pointer, name]));
    offset += local.length + size.blocks * blockBytes;
    yield local;
    for (let left = size.blocks; left > 0; left -= 1) yield block;
  }
  const entries = Buffer.concat(directory);
  yield Buffer.concat([entries, endRecord(size.files, entries.length, offset)]);
}

function describeFile(name: Buffer, checksum: number, bytes: number): Buffer {
  const header = Buffer.alloc(26);
  header.writeUInt16LE(20, 0);
  header.writeUInt32LE(checksum, 10);
  header.writeUInt32LE(bytes, 14);
  header.writeUInt32LE(bytes, 18);
  header.writeUInt16LE(name.length, 22);
  return header;
}
