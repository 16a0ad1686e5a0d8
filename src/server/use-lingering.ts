/**
 * The Yoga plugin for answers that come before the request was read to its end: an upload that was refused, a caller
 * without a key. The answer is sent at once and says that the connection ends; what the client still sends is thrown
 * away for a while. To close at once would reset the connection, and many clients lose the answer with it.
 */

import type { IncomingMessage } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import type { NodeContext } from './use-uploads.ts';

export interface Patience {
  /** Longest silence of the client before the connection is closed. */
  readonly silenceMs: number;
  /** Longest time that it may go on sending. */
  readonly totalMs: number;
}

export function useLingering(patience: Patience): Plugin<object, NodeContext> {
  return {
    onResponse: async ({ response, setResponse, serverContext: { req }, fetchAPI }) => {
      if (req.complete || req.destroyed) return;
      const sent = discardBody(req, patience);
      const { status, headers } = response;
      // An event stream has no end to wait for.
      if (response.body && !headers.get('content-type')?.includes('json')) return;
      headers.set('connection', 'close');
      const body = Buffer.from(await response.arrayBuffer());
      headers.set('content-length', String(body.length));
      setResponse(new fetchAPI.Response(thenWait(body, sent), { status, headers }));
    },
  };
}

/** For the client the answer is whole with its last byte; Node closes the connection only after the end. */
function thenWait(body: Uint8Array, sent: Promise<void>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => controller.enqueue(body),
    pull: async (controller) => {
      await sent;
      controller.close();
    },
  });
}

/** Resolves when the client has sent all, has left, or has had its time. */
function discardBody(request: IncomingMessage, { silenceMs, totalMs }: Patience): Promise<void> {
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
