import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MultipartResult, readBoundary, readFilePart } from './multipart.ts';

const boundary = 'b0undary';

function makeBody(parts: readonly (readonly [headers: string, content: Buffer])[], end = '--\r\n'): Buffer {
  const pieces = parts.flatMap(([headers, content]) => [
    Buffer.from(`--${boundary}\r\n${headers}\r\n\r\n`),
    content,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}${end}`)]);
}

async function read(body: Buffer, chunkBytes = body.length): Promise<[MultipartResult, Buffer]> {
  const chunks: Buffer[] = [];
  for (let start = 0; start < body.length; start += chunkBytes)
    chunks.push(body.subarray(start, start + chunkBytes));
  const received: Buffer[] = [];
  const result = await readFilePart(
    (async function* () {
      yield* chunks;
    })(),
    boundary,
    'file',
    (bytes) => received.push(Buffer.from(bytes)),
  );
  return [result, Buffer.concat(received)];
}

const fileHeaders =
  'Content-Disposition: form-data; name="file"; filename="looks.zip"\r\nContent-Type: application/zip';
const file: MultipartResult = { kind: 'file', filename: 'looks.zip' };

describe('readFilePart', () => {
  it('hands over exactly the bytes of the file, in any cutting, also where they look like a boundary', async () => {
    const tricky = fc.constantFrom('\r\n', '\r', '--', `\r\n--${boundary.slice(0, -1)}`, '\r\n--', 'x');
    const contents = fc.array(tricky, { maxLength: 30 }).map((pieces) => Buffer.from(pieces.join('')));
    await fc.assert(
      fc.asyncProperty(contents, fc.integer({ min: 1, max: 40 }), async (content, chunkBytes) => {
        const other = ['Content-Disposition: form-data; name="note"', Buffer.from('hello')] as const;
        const [result, received] = await read(makeBody([other, [fileHeaders, content], other]), chunkBytes);
        expect(result).toEqual(file);
        expect(received.equals(content)).toBe(true);
      }),
    );
  });

  it('finds the file behind a preamble and under an unquoted name', async () => {
    const headers = 'content-disposition: form-data; filename=a.zip; name=file';
    const body = Buffer.concat([Buffer.from('ignore me\r\n'), makeBody([[headers, Buffer.from('bytes')]])]);
    expect(await read(body)).toEqual([{ kind: 'file', filename: 'a.zip' }, Buffer.from('bytes')]);
  });

  it('says when the field is missing or no file', async () => {
    const named = (name: string) =>
      [`Content-Disposition: form-data; name="${name}"`, Buffer.from('text')] as const;
    expect((await read(makeBody([named('other')])))[0]).toEqual({ kind: 'missing' });
    expect((await read(makeBody([named('file')])))[0]).toEqual({ kind: 'plain-field' });
    expect((await read(makeBody([])))[0]).toEqual({ kind: 'missing' });
  });

  it('takes a body that ends early for malformed', async () => {
    const whole = makeBody([[fileHeaders, Buffer.from('bytes')]]);
    for (const length of [0, 5, 40, whole.length - 6]) {
      expect((await read(whole.subarray(0, length), 8))[0]).toEqual({ kind: 'malformed' });
    }
    expect((await read(makeBody([], '??\r\n')))[0]).toEqual({ kind: 'malformed' });
  });

  it('gives up on part headers without end', async () => {
    const endless = Buffer.from(`--${boundary}\r\n${'x'.repeat(40_000)}`);
    expect((await read(endless, 1000))[0]).toEqual({ kind: 'malformed' });
  });
});

describe('readBoundary', () => {
  it('reads plain and quoted boundaries of multipart/form-data only', () => {
    expect(readBoundary('multipart/form-data; boundary=abc')).toBe('abc');
    expect(readBoundary('Multipart/Form-Data; charset=utf-8; boundary="a b;c"')).toBe('a b;c');
    expect(readBoundary('multipart/mixed; boundary=abc')).toBeNull();
    expect(readBoundary('application/json')).toBeNull();
  });
});
