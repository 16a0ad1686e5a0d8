/**
 * Where the gateway says what happens to it: one JSON line an event. Owns that no line holds a secret: values are
 * cleaned before they are written, and every finished line is searched for the secrets of the configuration.
 */

import { pino } from 'pino';
import type { LogLevel } from '#src/config/config.ts';
import { loggable, loggableText } from './loggable.ts';
import { createSecretRemover } from './redaction.ts';

export interface Log {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: { readonly err: unknown }, message: string): void;
}

/** Takes finished lines, each with its newline. */
export interface LogDestination {
  write(line: string): void;
  /** Writes what it still holds. */
  flushSync?(): void;
}

/**
 * Lines are gathered until there are so many characters of them, or so long, in milliseconds: each write costs a system call.
 * Not many more than that a pipe takes whole, so that lines of several workers do not mix.
 */
const gathered = { length: 4_096, ms: 50 };

/** What a process writes when it ends is written as well, unless it is killed. */
function standardOutput(): LogDestination {
  let held = '';
  let timer: NodeJS.Timeout | undefined;
  // Node writes there before it goes on. pino's own destination tries for ever, and does nothing else, where nobody reads.
  const flushSync = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const lines = held;
    held = '';
    if (lines !== '') process.stdout.write(lines);
  };
  // Whoever read the log is gone, or its disk is full: no reason to be gone as well, and nowhere to say so.
  process.stdout.on('error', () => {});
  process.once('exit', flushSync);
  return {
    write: (line) => {
      if (held.length + line.length > gathered.length) flushSync();
      held += line;
      timer ??= setTimeout(flushSync, gathered.ms).unref();
    },
    flushSync,
  };
}

/**
 * @param options.level the least level that is written; default `info`
 * @param options.secrets never stand in a line: `secretsOf(config)`
 * @param destination default: standard output
 */
export function createLog(
  options: { readonly level?: LogLevel; readonly secrets?: readonly string[] } = {},
  destination: LogDestination = standardOutput(),
): Log {
  const removeSecrets = createSecretRemover(options.secrets ?? []);
  const writer = pino(
    { name: 'atelier', level: options.level ?? 'info', serializers: { err: (err: unknown) => err } },
    { write: (line) => destination.write(removeSecrets(line)) },
  );
  const writeAt =
    (level: 'info' | 'warn' | 'error') =>
    (details: object, message: string): void => {
      if (!writer.isLevelEnabled(level)) return;
      writer[level](loggable(details), loggableText(message));
      // What is wrong is told at once, with all that came before it.
      if (level !== 'info') destination.flushSync?.();
    };
  return { info: writeAt('info'), warn: writeAt('warn'), error: writeAt('error') };
}
