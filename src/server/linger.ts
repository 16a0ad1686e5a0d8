/**
 * Throws away what a client still sends although its answer is decided, for a bounded time. To close the connection at
 * once would reset it, and many clients lose the answer with it.
 */

import type { IncomingMessage } from 'node:http';

export interface Patience {
  /** Longest silence of the client before the connection is closed. */
  readonly silenceMs: number;
  /** Longest time that it may go on sending. */
  readonly totalMs: number;
}

/** Resolves when the client has sent all, has left, or has had its time. */
export function discardBody(request: IncomingMessage, { silenceMs, totalMs }: Patience): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const silence = setTimeout(resolve, silenceMs);
  const total = setTimeout(resolve, totalMs);
  request.on('data', () => silence.refresh());
  request.once('end', resolve);
  request.once('close', resolve);
  request.resume();
  return promise.finally(() => {
    clearTimeout(silence);
    clearTimeout(total);
  });
}
