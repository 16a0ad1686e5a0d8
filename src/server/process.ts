/** What a process that runs a gateway shares with others that do: how it ends, and what it says if it cannot start. */

import { ConfigError } from '#src/config/faults.ts';

/** Resolves to the name of the first signal that asks the process to end. */
export function untilSignal(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  return promise;
}

/** One line for people: why a gateway could not start, and what to do where that is known. */
export function startFailure(error: unknown): string {
  if (error instanceof ConfigError) return `atelier: ${error.message}`;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const where = error instanceof Error && 'port' in error ? `port ${error.port}` : 'the address';
  if (code === 'EADDRINUSE') return `atelier: ${where} is in use; set PORT to another one`;
  if (code === 'EACCES') return `atelier: ${where} is not allowed to this user; set PORT to another one`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return 'atelier: HOST is not an address of this machine';
  }
  return `atelier: could not start: ${error instanceof Error ? error.message : String(error)}`;
}
