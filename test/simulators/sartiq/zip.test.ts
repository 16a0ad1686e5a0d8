import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeZip } from './make-zip.ts';
import { createZipReader, type ZipListing } from './zip.ts';

function listZip(bytes: Buffer, chunkBytes = 65_536): ZipListing {
  const reader = createZipReader();
  for (let start = 0; start < bytes.length; start += chunkBytes)
    reader.push(bytes.subarray(start, start + chunkBytes));
  return reader.finish();
}

const archive = makeZip({ 'looks/': '', 'looks/front_full_body.jpg': 'front', 'été 👗.png': 'summer' });

describe('createZipReader', () => {
  it('lists files with size and checksum, without folders, in any cutting of the stream', () => {
    const files = [
      { name: 'looks/front_full_body.jpg', size: 5, checksum: crc32('front') },
      { name: 'été 👗.png', size: 6, checksum: crc32('summer') },
    ];
    for (const chunkBytes of [1, 7, 65_536])
      expect(listZip(archive, chunkBytes)).toEqual({ kind: 'files', files });
  });

  it('reads the directory of an archive far bigger than what it keeps', () => {
    const big = makeZip({ 'a.bin': Buffer.alloc(5_000_000, 1), 'b.bin': Buffer.alloc(3_000_000, 2) });
    const listing = listZip(big);
    expect(listing.kind === 'files' && listing.files.map(({ name }) => name)).toEqual(['a.bin', 'b.bin']);
  });

  it('reads an archive with a comment, and an empty one', () => {
    const comment = Buffer.from('made by hand');
    const commented = Buffer.concat([archive, comment]);
    commented.writeUInt16LE(comment.length, archive.length - 2);
    expect(listZip(commented)).toEqual(listZip(archive));
    expect(listZip(makeZip({}))).toEqual({ kind: 'files', files: [] });
  });

  it('takes what does not begin as a ZIP for none, and a cut one for broken', () => {
    expect(listZip(Buffer.from('not a zip'))).toEqual({ kind: 'no-zip' });
    expect(listZip(Buffer.alloc(0))).toEqual({ kind: 'no-zip' });
    expect(listZip(archive.subarray(0, archive.length - 1))).toEqual({ kind: 'broken' });
    expect(listZip(Buffer.concat([archive.subarray(0, 40), archive.subarray(45)]))).toEqual({
      kind: 'broken',
    });
  });

  it('never throws, whatever is damaged', () => {
    const damage = fc.tuple(fc.nat(archive.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 6 }), (changes) => {
        const damaged = Buffer.from(archive);
        for (const [position, value] of changes) damaged[position] = value;
        expect(['no-zip', 'broken', 'files']).toContain(listZip(damaged).kind);
      }),
    );
  });
});
