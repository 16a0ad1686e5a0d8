/** Where the gateway says what happens to it: one JSON line an event. */

import { pino } from 'pino';

export interface Log {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: { readonly err: unknown }, message: string): void;
}

/** @param options.level the least level that is written; default `info` */
export function createLog(
  options: { readonly level?: 'info' | 'error' } = {},
  destination?: { write(line: string): void },
): Log {
  const settings = { name: 'atelier', level: options.level ?? 'info' };
  return destination ? pino(settings, destination) : pino(settings);
}
