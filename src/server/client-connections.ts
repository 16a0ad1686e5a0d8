/**
 * The book of a server's connections: what each of them is doing, so that it can be closed when nobody loses an answer
 * by it. Node's own way, `closeIdleConnections`, takes an answer for sent that its client has not read yet, and cuts it.
 */

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface Connections {
  /** From now on every answer that has not begun says that its connection ends with it. */
  endWithAnswers(): void;
  /** Closes each one as soon as nothing is being answered on it. */
  closeUnused(): void;
  /** Closes all, and those that come later at once; how many requests lose their answer by that. */
  cut(): number;
  /** Resolves once there is none. */
  untilNone(): Promise<void>;
}

/** What becomes of a connection whose last request is answered. */
type Mode = 'kept' | 'ended by answers' | 'closed' | 'cut';

/** @param server one that does not listen yet */
export function trackConnections(server: Server): Connections {
  /** The answers under way on each. */
  const open = new Map<Socket, Set<ServerResponse>>();
  let mode: Mode = 'kept';
  let onNone: (() => void) | null = null;
  const closeIfUnused = (socket: Socket): void => {
    if (open.get(socket)?.size === 0) socket.destroySoon();
  };
  server.on('connection', (socket: Socket) => {
    if (mode === 'cut') socket.destroy();
    open.set(socket, new Set());
    socket.once('close', () => {
      open.delete(socket);
      if (open.size === 0) onNone?.();
    });
  });
  // Before the listener that answers, which may do so at once.
  server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    if (mode !== 'kept') response.shouldKeepAlive = false;
    const answering = open.get(socket);
    if (!answering) return;
    answering.add(response);
    response.once('close', () => {
      answering.delete(response);
      if (mode === 'closed') closeIfUnused(socket);
    });
  });
  return {
    endWithAnswers: () => {
      mode = 'ended by answers';
      for (const answering of open.values()) {
        for (const response of answering) response.shouldKeepAlive = false;
      }
    },
    closeUnused: () => {
      mode = 'closed';
      for (const socket of open.keys()) closeIfUnused(socket);
    },
    cut: () => {
      mode = 'cut';
      const lost = [...open.values()].reduce((count, answering) => count + answering.size, 0);
      for (const socket of open.keys()) socket.destroy();
      return lost;
    },
    untilNone: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      onNone = resolve;
      if (open.size === 0) resolve();
      return promise;
    },
  };
}
