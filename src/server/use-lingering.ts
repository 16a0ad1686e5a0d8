/**
 * The Yoga plugin for answers that come before the request was read to its end: an upload that was refused, a caller
 * without a key. The answer is sent at once and says that the connection ends; what the client still sends is thrown
 * away for a while. To close at once would reset the connection, and many clients lose the answer with it.
 */

import type { Plugin } from 'graphql-yoga';
import { discardBody, type Patience } from './linger.ts';
import type { NodeContext } from './node-context.ts';

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
