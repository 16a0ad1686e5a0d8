/**
 * Code for shapes that need nothing but rows: one function for each, made of the selection, that takes a row and gives
 * the object of the answer. It knows only values as they should be; for any other it says `unusual`, and
 * `execute-shape.ts` reads that row again, with errors and their places. So nothing here decides what an error is.
 */

import {
  type GraphQLLeafType,
  type GraphQLOutputType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Shape, ShapeField } from './operation-shape.ts';

/** A value that is not read here: a failure, a promise, a null where none may be, or of another type. */
export const unusual: unique symbol = Symbol('unusual');

/** The value of an answer; `unusual` also for what the row is to blame for. */
export type Reader = (value: unknown) => unknown;

/** The reader of a shape; null where a field of it needs more than its row. */
export function readerOf(shape: Shape): Reader | null {
  const parts = shape.fields.map(partOf);
  if (shape.fields.length === 0 || parts.includes(null)) return null;
  return compile(parts as readonly Part[]);
}

/** How one field is read: `take` gets its value from the row, `read` makes the answer's of it. */
interface Part {
  readonly responseName: string;
  /** The property of the row, or a function of the row alone. */
  readonly take: string | Reader;
  /** JavaScript that is true for a value that the answer has as it is; null where `read` must look. */
  readonly asIs: string | null;
  readonly isNullable: boolean;
  readonly read: Reader;
}

function partOf(field: ShapeField): Part | null {
  const { responseName, definition, parentType } = field;
  if (responseName === '__proto__') return null;
  if (definition.name === '__typename') {
    return { responseName, take: () => parentType.name, asIs: null, isNullable: false, read: (name) => name };
  }
  const { resolve, type, name } = definition;
  // Who declares no further parameter cannot depend on arguments, on other rows or on the operation.
  if (resolve && resolve.length > 1) return null;
  const read = readerOfType(type, field);
  if (read === null) return null;
  const nullable = isNonNullType(type) ? type.ofType : type;
  return {
    responseName,
    take: resolve ? (resolve as unknown as Reader) : name,
    asIs: isLeafType(nullable) ? (leafTests[nullable.name] ?? null) : null,
    isNullable: nullable === type,
    read,
  };
}

function readerOfType(type: GraphQLOutputType, field: ShapeField): Reader | null {
  if (isNonNullType(type)) {
    const read = readerOfType(type.ofType, field);
    return read && ((value) => read(value) ?? unusual);
  }
  if (isLeafType(type)) return leafReader(type);
  if (isListType(type)) {
    const read = readerOfType(type.ofType, field);
    return read && listReader(read);
  }
  // What an interface or a union stands for is asked of the schema, which may want to know more than the row.
  const read = isObjectType(type) && !type.isTypeOf ? readerOf(field.below(type)) : null;
  return read && objectReader(read);
}

function listReader(read: Reader): Reader {
  return (list) => {
    if (list === null || list === undefined) return null;
    if (!Array.isArray(list)) return unusual;
    const entries: unknown[] = [];
    for (const each of list) {
      const entry = read(each);
      if (entry === unusual) return unusual;
      entries.push(entry);
    }
    return entries;
  };
}

function objectReader(read: Reader): Reader {
  return (value) => {
    if (value === null || value === undefined) return null;
    return isPlainObject(value) ? read(value) : unusual;
  };
}

/** Neither a failure nor a promise. */
export function isPlainObject(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !(value instanceof Error) &&
    typeof (value as { readonly then?: unknown }).then !== 'function'
  );
}

/**
 * By the names of scalars: JavaScript that is true for a value `v` that is passed on as it is. Whether a text is a UUID was
 * seen when its row was decoded, and it is in lower case since then.
 */
const leafTests: Readonly<Record<string, string>> = {
  String: "typeof v === 'string'",
  ID: "typeof v === 'string'",
  Boolean: "typeof v === 'boolean'",
  Int: "typeof v === 'number' && (v | 0) === v",
  Float: "typeof v === 'number' && v - v === 0",
  DateTime: "typeof v === 'string'",
  URL: "typeof v === 'string'",
  UUID: "typeof v === 'string'",
};

function leafReader(type: GraphQLLeafType): Reader {
  const test = isEnumType(type) ? undefined : leafTests[type.name];
  const isAsIs =
    test === undefined ? () => false : (new Function('v', `return ${test};`) as (v: unknown) => boolean);
  return (value) => {
    if (value === null || value === undefined) return null;
    if (isAsIs(value)) return value;
    // What a serialiser throws is thrown here, too, and said by who reads the row again.
    return value instanceof Error ? unusual : (type.serialize(value) ?? unusual);
  };
}

function compile(parts: readonly Part[]): Reader {
  const [takes, reads] = [parts.map(({ take }) => take), parts.map(({ read }) => read)];
  const steps = parts.map(({ take, asIs, isNullable }, index) => {
    const taken = typeof take === 'string' ? `row.${take}` : `takes[${index}](row)`;
    const checked = `if ((v = reads[${index}](v)) === unusual) return unusual;`;
    const isFine = asIs && (isNullable ? `v === null || ${asIs}` : asIs);
    return `v = ${taken}; ${isFine ? `if (!(${isFine})) ${checked}` : checked} const v${index} = v;`;
  });
  const entries = parts.map(({ responseName }, index) => `${responseName}: v${index}`);
  const code = `return (row) => { let v; ${steps.join('\n')}\nreturn { ${entries.join(', ')} }; };`;
  return new Function('takes', 'reads', 'unusual', code)(takes, reads, unusual) as Reader;
}
