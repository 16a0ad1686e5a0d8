/** Writes a multipart/form-data body with one file in it, as its bytes come. Holds none of them, reads no disk. */

import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';

/** A file to be sent. */
export interface FilePart {
  /** Name of the form's field. */
  readonly field: string;
  readonly filename: string;
  readonly contentType: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A request body whose length nobody knows before its end. */
export interface FileBody {
  readonly contentType: string;
  readonly bytes: Readable;
}

export function createFileBody(part: FilePart): FileBody {
  const boundary = `atelier-${randomUUID()}`;
  const bytes = Readable.from(writePart(part, boundary), { objectMode: false, highWaterMark: 64 * 1024 });
  return { contentType: `multipart/form-data; boundary=${boundary}`, bytes };
}

async function* writePart(part: FilePart, boundary: string): AsyncGenerator<Uint8Array> {
  const { field, filename, contentType, bytes } = part;
  yield Buffer.from(
    `--${boundary}\r\n` +
      `Content-Disposition: form-data; name="${quotable(field)}"; filename="${quotable(filename)}"\r\n` +
      `Content-Type: ${contentType}\r\n\r\n`,
  );
  for await (const chunk of bytes) yield chunk;
  yield Buffer.from(`\r\n--${boundary}--\r\n`);
}

/** Escaped as browsers do (HTML, "multipart form data"); control characters that no file name needs are left out. */
function quotable(text: string): string {
  return (
    text
      .replaceAll('\n', '%0A')
      .replaceAll('\r', '%0D')
      .replaceAll('"', '%22')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass
      .replace(/[\0-\x1f\x7f]/g, '')
  );
}
