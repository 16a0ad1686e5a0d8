/** Answers of backends of which some rows are wrong, the same ones whenever they are asked for. */

import { createHash } from 'node:crypto';

/** JSON text without the signatures of addresses, which are new ones in each answer. */
export function unsigned(value: unknown): string {
  return String(JSON.stringify(value)).replace(/Signature=[^&"]*/g, '');
}

/** One of so many objects within a list is broken. */
const oneIn = 6;

/** A body with wrong rows, at every depth; for the fault `rewrite`. */
export function withBrokenRows(body: unknown): unknown {
  if (Array.isArray(body)) return body.map((entry) => brokenRow(withBrokenRows(entry)));
  if (typeof body !== 'object' || body === null || JSON.isRawJSON(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, withBrokenRows(value)]));
}

function brokenRow(row: unknown): unknown {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return row;
  const names = Object.keys(row);
  const digest = createHash('sha256').update(unsigned(row)).digest();
  if (digest.readUInt8(0) % oneIn !== 0) return row;
  const name = names[digest.readUInt16BE(1) % names.length] ?? '';
  const value = [null, 'text', 7.5, { deep: [1] }, undefined, 12345678901][digest.readUInt8(3) % 6];
  return { ...row, [name]: value };
}
