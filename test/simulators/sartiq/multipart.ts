/**
 * Reads one file part out of a multipart/form-data stream, piece by piece. Holds no more than the bytes that
 * could still be a boundary. Knows nothing of archives.
 */

/** How the reading ended. */
export type MultipartResult =
  | { readonly kind: 'file'; readonly filename: string }
  /** The field is absent. */
  | { readonly kind: 'missing' }
  /** The field is there and is no file. */
  | { readonly kind: 'plain-field' }
  /** The body ended before its last boundary, or its parts are not readable. */
  | { readonly kind: 'malformed' };

const maxHeaderBytes = 16 * 1024;

/** The boundary of a multipart/form-data content type, or null for any other type. */
export function readBoundary(contentType: string): string | null {
  if (!/^multipart\/form-data\s*;/i.test(contentType)) return null;
  const match = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  return match?.[1] ?? match?.[2] ?? null;
}

/** Hands the bytes of the file named `field` to `onBytes` as they come, and reads the body to its end. */
export async function readFilePart(
  body: AsyncIterable<Uint8Array>,
  boundary: string,
  field: string,
  onBytes: (bytes: Buffer) => void,
): Promise<MultipartResult> {
  const parser = createParser(Buffer.from(`\r\n--${boundary}`), field, onBytes);
  for await (const chunk of body) parser.push(Buffer.from(chunk));
  return parser.result();
}

type State = 'preamble' | 'after-boundary' | 'headers' | 'content' | 'epilogue' | 'malformed';

/** One step of the parser: bytes to drop from the front, or null where it must wait for more. */
type Step = { readonly consumed: number; readonly next: State } | null;

function createParser(
  delimiter: Buffer,
  field: string,
  onBytes: (bytes: Buffer) => void,
): { push(chunk: Buffer): void; result(): MultipartResult } {
  // The first boundary has no line end before it: this one stands in for it.
  let held: Buffer = Buffer.from('\r\n');
  let state: State = 'preamble';
  let found: MultipartResult = { kind: 'missing' };
  let wanted = false;

  const steps: Record<State, () => Step> = {
    preamble: () => skipToBoundary(() => undefined),
    content: () => skipToBoundary(wanted ? onBytes : () => undefined),
    'after-boundary': () => {
      if (held.length < 2) return null;
      const mark = held.toString('latin1', 0, 2);
      if (mark === '--') return { consumed: held.length, next: 'epilogue' };
      return { consumed: 2, next: mark === '\r\n' ? 'headers' : 'malformed' };
    },
    headers: () => {
      const end = held.indexOf('\r\n\r\n');
      if (end < 0) return held.length > maxHeaderBytes ? { consumed: 0, next: 'malformed' } : null;
      const part = readPart(held.toString('utf8', 0, end));
      wanted = part.name === field && part.filename !== null && found.kind === 'missing';
      if (wanted) found = { kind: 'file', filename: part.filename ?? '' };
      else if (part.name === field && found.kind === 'missing') found = { kind: 'plain-field' };
      return { consumed: end + 4, next: 'content' };
    },
    epilogue: () => (held.length > 0 ? { consumed: held.length, next: 'epilogue' } : null),
    malformed: () => (held.length > 0 ? { consumed: held.length, next: 'malformed' } : null),
  };

  function skipToBoundary(emit: (bytes: Buffer) => void): Step {
    const index = held.indexOf(delimiter);
    const safe = index >= 0 ? index : held.length - delimiter.length + 1;
    if (safe > 0) emit(held.subarray(0, safe));
    if (index >= 0) return { consumed: index + delimiter.length, next: 'after-boundary' };
    return safe > 0 ? { consumed: safe, next: state } : null;
  }

  return {
    push: (chunk) => {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      for (let step = steps[state](); step !== null; step = steps[state]()) {
        held = held.subarray(step.consumed);
        state = step.next;
      }
    },
    result: () => (state === 'epilogue' ? found : { kind: 'malformed' }),
  };
}

function readPart(headers: string): { readonly name: string | null; readonly filename: string | null } {
  const disposition = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(headers)?.[1] ?? '';
  return { name: readParameter(disposition, 'name'), filename: readParameter(disposition, 'filename') };
}

function readParameter(disposition: string, name: string): string | null {
  const match = new RegExp(`(?:^|[;\\s])${name}="((?:[^"\\\\]|\\\\.)*)"`, 'i').exec(disposition);
  const plain = new RegExp(`(?:^|[;\\s])${name}=([^\\s;"]+)`, 'i').exec(disposition);
  return match?.[1] ?? plain?.[1] ?? null;
}
