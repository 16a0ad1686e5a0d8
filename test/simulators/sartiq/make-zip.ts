/** Packs files into a ZIP archive without compression, for tests of uploads. */

import { crc32 } from 'node:zlib';

/** The archive; a name that ends in a slash makes a folder. */
export function makeZip(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, content] of Object.entries(files)) {
    const name = Buffer.from(path);
    const bytes = Buffer.from(content);
    const common = describeFile(name, bytes);
    const local = Buffer.concat([word(0x04034b50), common, name, bytes]);
    const pointer = Buffer.alloc(14);
    pointer.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([word(0x02014b50), versionMadeBy, common, pointer, name]));
    locals.push(local);
    offset += local.length;
  }
  const size = directory.reduce((sum, entry) => sum + entry.length, 0);
  return Buffer.concat([...locals, ...directory, endRecord(directory.length, size, offset)]);
}

const versionMadeBy = Buffer.from([20, 0]);

/** A record's signature, or any other word of 32 bits. */
export function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** The 26 bytes that local header and directory entry share: version, flags (UTF-8 names), sizes, name length. */
function describeFile(name: Buffer, bytes: Buffer): Buffer {
  const header = Buffer.alloc(26);
  header.writeUInt16LE(20, 0);
  header.writeUInt16LE(0x0800, 2);
  header.writeUInt32LE(crc32(bytes), 10);
  header.writeUInt32LE(bytes.length, 14);
  header.writeUInt32LE(bytes.length, 18);
  header.writeUInt16LE(name.length, 22);
  return header;
}

/** The record that ends an archive: entries, bytes of the directory, and where that begins. */
export function endRecord(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(18);
  end.writeUInt16LE(count, 4);
  end.writeUInt16LE(count, 6);
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([word(0x06054b50), end]);
}
