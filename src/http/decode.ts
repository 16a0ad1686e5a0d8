/**
 * Turns parsed JSON into rows, at the boundary and once. A row that breaks the contract becomes that row's
 * failure and leaves its neighbours alone. Owns the wire's common value types; each upstream owns its own shapes.
 */

import { z } from 'zod';
import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import { breachOf, ContractBreach, wholes } from './contract-breach.ts';
import { type JsonBody, numberOf, parseJsonBody } from './json.ts';

/** A row, or why it could not be read. GraphQL turns a failure among values into an error at that place. */
export type Decoded<Row> = Row | UpstreamFailure;

/** A number of the contract; one with more digits than a double holds is rounded. */
export const wireNumber = z.preprocess((value) => numberOf(value) ?? value, z.number());

/** A whole number of the contract, of 32 bits as GraphQL's `Int` is. */
export const wireInteger = wireNumber.pipe(z.int32());

/** A whole number that outgrows 32 bits, for example of bytes. */
export const wireSafeInteger = wireNumber.pipe(z.int());

/** Text that may be missing; missing is null. */
export const wireText = z
  .string()
  .nullish()
  .transform((text) => text ?? null);

/** The written form of a UUID, of whatever version. */
export const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A UUID of the contract, in lower case. */
export const wireUuid = z.string().regex(uuidPattern).toLowerCase();

/** A UUID that may be missing; missing is null. */
export const wireOptionalUuid = wireUuid.nullish().transform((uuid) => uuid ?? null);

/** A number that may be missing; missing is null. */
export const wireOptionalNumber = z.preprocess((value) => value ?? null, wireNumber.nullable());

/** A whole number that may be missing; missing is null. */
export const wireOptionalInteger = z.preprocess((value) => value ?? null, wireInteger.nullable());

/** Free JSON; missing is null. */
export const wireJson = z
  .unknown()
  .optional()
  .transform((value) => value ?? null);

/** Text whose type the contract leaves open: anything but text is shown as its JSON. */
export const wireOpenText = z
  .unknown()
  .optional()
  .transform((value) => (value == null ? null : typeof value === 'string' ? value : JSON.stringify(value)));

/** A list that may be missing or null; that is empty. Entries are decoded one by one by whoever reads it. */
export const wireList = z
  .array(z.unknown())
  .nullish()
  .transform((list) => list ?? []);

/** Parses a body; throws `UPSTREAM_CONTRACT` where it is not JSON. */
export function parseAnswer(upstream: UpstreamName, body: string): JsonBody {
  try {
    return parseJsonBody(body);
  } catch (cause) {
    throw new UpstreamFailure(
      'UPSTREAM_CONTRACT',
      upstream,
      'answered with a body that is not JSON',
      {},
      { cause: new ContractBreach([{ field: wholes.answer, fault: 'wrong-type' }], { cause }) },
    );
  }
}

/** Reads a whole answer's envelope; throws `UPSTREAM_CONTRACT` where it is not of the shape. */
export function decodeAnswer<T>(upstream: UpstreamName, schema: z.ZodType<T>, answer: unknown): T {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  const breach = breachOf(result.error, answer, wholes.answer);
  throw contractFailure(upstream, 'answered in another shape than its contract has', result.error, breach);
}

/** Reads one row. `key` names the row in the failure, from its raw fields. */
export function decodeRow<T>(
  upstream: UpstreamName,
  schema: z.ZodType<T>,
  raw: unknown,
  key: (fields: Readonly<Record<string, unknown>>) => unknown,
): Decoded<T> {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const row = typeof raw === 'object' && raw !== null ? key(raw as Record<string, unknown>) : undefined;
  const details = typeof row === 'string' || typeof row === 'number' ? { row: String(row) } : {};
  const breach = breachOf(result.error, raw, wholes.row);
  const what = 'sent a row in another shape than its contract has';
  return contractFailure(upstream, what, result.error, breach, details);
}

function contractFailure(
  upstream: UpstreamName,
  what: string,
  error: z.ZodError,
  breach: ContractBreach,
  details: { readonly row?: string } = {},
): UpstreamFailure {
  const path = error.issues[0]?.path ?? [];
  const field = path.length > 0 ? { field: path.map(String).join('.') } : {};
  return new UpstreamFailure(
    'UPSTREAM_CONTRACT',
    upstream,
    what,
    { ...details, ...field },
    { cause: breach },
  );
}
