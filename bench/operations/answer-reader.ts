/** Reads HTTP/1.1 answers off a socket one after the other, as cheaply as it can. Keeps no body. */

const endOfHead = Buffer.from('\r\n\r\n');
const lineFeed = 10;

/** An answer that has arrived whole. */
export interface ReadAnswer {
  readonly status: number;
  /** Of the body, without its framing. */
  readonly bytes: number;
}

type State =
  | { readonly kind: 'head' }
  | { readonly kind: 'length'; left: number }
  | { readonly kind: 'chunk-size' | 'trailers' }
  | { readonly kind: 'chunk'; left: number };

/** @returns a function that takes what arrives and returns the answer that ends with it, or null while there is none */
export function createAnswerReader(): (chunk: Buffer) => ReadAnswer | null {
  let state: State = { kind: 'head' };
  let rest: Buffer | null = null;
  let status = 0;
  let bytes = 0;

  const readHead = (data: Buffer): number => {
    const end = data.indexOf(endOfHead);
    if (end === -1) return -1;
    const head = data.toString('latin1', 0, end).toLowerCase();
    status = Number(head.slice(9, 12));
    bytes = 0;
    const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
    const isChunked = head.includes('\r\ntransfer-encoding: chunked');
    // What has no length ends with its connection, which nobody who is measured ends: a refusal without a body.
    state = isChunked ? { kind: 'chunk-size' } : { kind: 'length', left: Number(length ?? 0) };
    return end + endOfHead.length;
  };
  const finish = (): ReadAnswer => {
    state = { kind: 'head' };
    return { status, bytes };
  };
  /** A line of the framing: the size of a chunk, what ends one, or the end of all. */
  const readLine = (line: string): ReadAnswer | null => {
    if (state.kind === 'trailers') return line === '' ? finish() : null;
    if (line === '') return null;
    const size = Number.parseInt(line, 16);
    state = size === 0 ? { kind: 'trailers' } : { kind: 'chunk', left: size };
    return null;
  };

  return (chunk) => {
    const data: Buffer = rest ? Buffer.concat([rest, chunk]) : chunk;
    rest = null;
    let at = 0;
    if (state.kind === 'head') {
      at = readHead(data);
      if (at === -1) {
        rest = data;
        return null;
      }
    }
    for (;;) {
      if (state.kind === 'length' || state.kind === 'chunk') {
        const taken = Math.min(state.left, data.length - at);
        state.left -= taken;
        bytes += taken;
        at += taken;
        if (state.left > 0) return null;
        if (state.kind === 'length') return finish();
        state = { kind: 'chunk-size' };
      }
      const end = data.indexOf(lineFeed, at);
      if (end === -1) {
        rest = at < data.length ? data.subarray(at) : null;
        return null;
      }
      const whole = readLine(data.toString('latin1', at, end).trim());
      at = end + 1;
      if (whole) return whole;
    }
  };
}
