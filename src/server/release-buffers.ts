/**
 * Gives back the memory of bytes that have passed through. V8 counts the bytes of buffers only loosely: at the speed of
 * a local network more than 70 MB of them wait to be collected while nobody needs them (`npm run bench`). A
 * collection of the young ones, which takes a few milliseconds, frees them.
 */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Every so many bytes the buffers that carried them are collected. */
const betweenBytes = 16 * 1024 * 1024;

/** Is told of bytes that have passed, of all uploads together. */
export type ReleaseBuffers = (bytes: number) => void;

export function createReleaseBuffers(collect: () => void = exposedCollector()): ReleaseBuffers {
  let passedBytes = 0;
  return (bytes) => {
    passedBytes += bytes;
    if (passedBytes < betweenBytes) return;
    passedBytes = 0;
    collect();
  };
}

/** The function `gc` that V8 has for programs that ask for it; without it nothing is freed early. */
function exposedCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('globalThis.gc');
  return typeof gc === 'function' ? () => void gc({ type: 'minor', execution: 'sync' }) : () => {};
}
