/**
 * Connects so that an answer is heard that came before the connection broke. An upstream that refuses a body while it is
 * still sent (413) answers, closes, and resets the connection for the bytes that come after; Node then meets the failed
 * write first, and would throw away the answer that waits to be read. Says nothing about requests.
 */

import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { buildConnector } from 'undici';

type Connector = ReturnType<typeof buildConnector>;

export function createPatientConnector(): Connector {
  const connect = buildConnector({ allowH2: false });
  return (options, callback) => {
    connect(options, (...result) => {
      const [, socket] = result;
      if (socket) holdBackWriteErrors(socket);
      callback(...result);
    });
  };
}

type Done = (error?: Error | null) => void;

/** A failed write is told after Node has read what had arrived: one turn to look, and one to be sure. */
function holdBackWriteErrors(socket: Socket): void {
  const tellLater =
    (done: Done): Done =>
    (error) => {
      if (error)
        void turn()
          .then(turn)
          .then(() => done(error));
      else done();
    };
  const { _write, _writev } = socket;
  socket._write = (chunk, encoding, done) => _write.call(socket, chunk, encoding, tellLater(done));
  if (_writev) socket._writev = (chunks, done) => _writev.call(socket, chunks, tellLater(done));
}
