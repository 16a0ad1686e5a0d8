/** Notices that nothing has come from a client for too long. Decides nothing about it. */

import type { IncomingMessage } from 'node:http';

/** Calls `onSilence` each time that no byte of the body was read for so long, until the request is closed. */
export function watchSilence(request: IncomingMessage, silenceMs: number, onSilence: () => void): void {
  const timer = setTimeout(() => {
    timer.refresh();
    onSilence();
  }, silenceMs);
  request.on('data', () => timer.refresh());
  request.once('close', () => clearTimeout(timer));
}
