/**
 * Values as a log line may have them: bounded, without what looks like a secret, and errors as what kind they are, what
 * they say, where they were thrown and what caused them. Takes nothing else from an error: those of HTTP clients and
 * parsers carry headers, bodies and inputs in fields of their own. Pure.
 */

import { isSecretName, redacted, redactText } from './redaction.ts';

/** Fields of errors that are short words or numbers of their makers, never input. */
const safeFields = ['code', 'errno', 'syscall', 'port', 'status', 'statusCode', 'upstream', 'row', 'field'];

/** How far causes and values within values are followed. */
const maxDepth = 6;
/** Of a list, of an object, of the errors that an aggregate holds. */
const maxEntries = 50;
const maxTextLength = 2_000;
const maxFieldLength = 200;
const maxStackLength = 8_000;

export function loggable(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return loggableText(value);
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= maxDepth) return '[deeper]';
  if (value instanceof Error) return loggableError(value, depth);
  if (value instanceof URL || value instanceof Date) return loggableText(String(value));
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.slice(0, maxEntries).map((each) => loggable(each, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, maxEntries)
      .map(([name, each]) => [name, isSecretName(name) ? redacted : loggable(each, depth + 1)]),
  );
}

export function loggableText(text: string, maxLength = maxTextLength): string {
  return redactText(text.slice(0, maxLength));
}

function loggableError(error: Error, depth: number): object {
  const { name, message, stack, cause } = error;
  const several = 'errors' in error && Array.isArray(error.errors) ? error.errors : null;
  return {
    type: name,
    message: loggableText(message),
    ...pickSafe(error),
    stack: loggableText(stack ?? '', maxStackLength),
    ...(cause === undefined ? {} : { cause: loggable(cause, depth + 1) }),
    ...(several === null ? {} : { errors: loggable(several, depth + 1) }),
  };
}

function pickSafe(error: object): object {
  const picked: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(error)) {
    if (!safeFields.includes(name)) continue;
    if (typeof value === 'number') picked[name] = value;
    if (typeof value === 'string') picked[name] = loggableText(value, maxFieldLength);
  }
  return picked;
}
