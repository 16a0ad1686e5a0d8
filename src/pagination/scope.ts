/**
 * Owns the text that tells lists apart: two requests have the same scope exactly if a position means the same row
 * in both. Pure.
 */

/**
 * Canonical text of a connection with its filter and order. The order of keys does not matter; what is undefined,
 * null, or an object without anything in it counts as absent.
 *
 * @param connection name of the connection, with the key of the object it belongs to if there is one
 * @param args filter and order, without the window's own arguments
 */
export function scopeOf(connection: string, args: object): string {
  return `${JSON.stringify(connection)}${canonical(args) ?? ''}`;
}

function canonical(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item) ?? 'null').join(',')}]`;
  if (value instanceof Date) return JSON.stringify(value);
  const members = Object.entries(value)
    .map(([key, member]) => [JSON.stringify(key), canonical(member)] as const)
    .filter(([, text]) => text !== null)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, text]) => `${key}:${text}`);
  return members.length === 0 ? null : `{${members.join(',')}}`;
}
