/**
 * Gives requests whose body is a stream no longest duration, but a longest silence: the upstream takes bytes that are
 * there, or answers, within a time. Waiting for bytes that have not come from the client yet is not its fault and does
 * not count; who ends a silent client is the server. Owns the timer and its error.
 */

import { Readable } from 'node:stream';
import type { UpstreamName } from '#src/errors.ts';
import { DeadlinePassed } from './deadline.ts';
import type { Send } from './exchange.ts';
import { NeverSent } from './never-sent.ts';

/**
 * Rejects with `UPSTREAM_TIMEOUT` after `idleMs` without a sign of the upstream, and aborts the request underneath.
 * The transport pauses the stream while the upstream takes nothing. Requests without a streamed body pass by.
 */
export function withIdleDeadline(
  send: Send,
  options: { readonly upstream: UpstreamName; readonly idleMs: number },
): Send {
  const { upstream, idleMs } = options;
  return async (request) => {
    const { body } = request;
    if (!(body instanceof Readable)) return send(request);
    const idle = new AbortController();
    const onIdle = (): void => {
      const what = `took no byte and gave no answer for ${idleMs} ms`;
      idle.abort(new DeadlinePassed(upstream, what, request.method));
    };
    const timer = watchIdleness(body, onIdle, idleMs);
    const signal = AbortSignal.any([request.signal, idle.signal]);
    try {
      return await send({ ...request, signal });
    } catch (error) {
      if (!(error instanceof NeverSent)) signal.throwIfAborted();
      throw error;
    } finally {
      timer.stop();
      // Where the answer came early there is more to read, and nobody who wants it.
      body.destroy();
    }
  };
}

/** The time runs until the first byte is wanted, while no more is wanted, and from the last byte on. */
function watchIdleness(body: Readable, onIdle: () => void, idleMs: number): { readonly stop: () => void } {
  let timeout: NodeJS.Timeout | undefined;
  const stop = (): void => clearTimeout(timeout);
  const restart = (): void => {
    stop();
    timeout = setTimeout(onIdle, idleMs);
  };
  restart();
  body.on('resume', stop).on('pause', restart).on('end', restart);
  return {
    stop: () => {
      body.off('resume', stop).off('pause', restart).off('end', restart);
      stop();
    },
  };
}
