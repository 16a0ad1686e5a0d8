/**
 * Rows by their columns: for each, its name on the wire, its name in the row, and its kind. From one table come a zod schema,
 * which decides what is right and says what is wrong, and a function made of the table, which reads a row that is as rows
 * nearly always are. That function only ever gives what the schema would; whatever it is not sure of it leaves to the schema.
 */

import { z } from 'zod';
import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import {
  type Decoded,
  decodeRow,
  uuidPattern,
  wireInteger,
  wireJson,
  wireList,
  wireNumber,
  wireOpenText,
  wireOptionalInteger,
  wireOptionalNumber,
  wireOptionalUuid,
  wireSafeInteger,
  wireText,
  wireUuid,
} from './decode.ts';

/** A value that the schema must look at. */
export const unsure: unique symbol = Symbol('unsure');

/** Values of one kind on the wire. */
export interface WireKind<Value> {
  readonly schema: z.ZodType<Value>;
  /** What the schema would make of it, or `unsure`. */
  readonly read: (value: unknown) => Value | typeof unsure;
  /** Whether a value may have had a number whose digits a double does not hold; absent where no value can. */
  keepsDigits?(value: Value): boolean;
}

export type Column<Value> = readonly [nameOnTheWire: string, kind: WireKind<Value>];

/** By the names of the row. */
type Columns = Readonly<Record<string, Column<unknown>>>;

type RowOf<Table extends Columns> = {
  readonly [Name in keyof Table]: Table[Name] extends Column<infer Value> ? Value : never;
};

/** Reads rows of one kind. `Given` is what a row has from where it was found. */
export interface RowReader<Row, Given extends object = object> {
  readonly schema: z.ZodType<Row>;
  readonly read: (raw: unknown, given: Given) => (Row & Given) | typeof unsure;
  /** Whether a column of the row may have had a number whose digits a double does not hold. */
  keepsDigits(row: Row): boolean;
}

/** A kind for which no quicker way is known than its schema, or that has one of its own. */
export function kindOf<Value>(schema: z.ZodType<Value>, read: WireKind<Value>['read']): WireKind<Value> {
  return { schema, read };
}

export const text: WireKind<string> = kindOf(z.string(), (value) =>
  typeof value === 'string' ? value : unsure,
);
export const optionalText: WireKind<string | null> = kindOf(wireText, (value) => {
  if (typeof value === 'string') return value;
  return isMissing(value) ? null : unsure;
});
export const openText: WireKind<string | null> = {
  ...kindOf(wireOpenText, optionalText.read),
  keepsDigits: (value) => value !== null && numberOrPartsText.test(value),
};
export const json: WireKind<unknown> = {
  ...kindOf(wireJson, (value) => value ?? null),
  keepsDigits: holdsNumber,
};
export const integer: WireKind<number> = kindOf(wireInteger, (value) => (isInt32(value) ? value : unsure));
export const optionalInteger: WireKind<number | null> = kindOf(wireOptionalInteger, (value) => {
  if (isInt32(value)) return value;
  return isMissing(value) ? null : unsure;
});
export const safeInteger: WireKind<number> = kindOf(wireSafeInteger, (value) =>
  Number.isSafeInteger(value) ? (value as number) : unsure,
);
export const number: WireKind<number> = kindOf(wireNumber, (value) => (isDouble(value) ? value : unsure));
export const optionalNumber: WireKind<number | null> = kindOf(wireOptionalNumber, (value) => {
  if (isDouble(value)) return value;
  return isMissing(value) ? null : unsure;
});
export const uuid: WireKind<string> = kindOf(wireUuid, (value) =>
  typeof value === 'string' && uuidPattern.test(value) ? value.toLowerCase() : unsure,
);
export const optionalUuid: WireKind<string | null> = kindOf(wireOptionalUuid, (value) =>
  isMissing(value) ? null : uuid.read(value),
);
export const optionalBoolean: WireKind<boolean | null> = optional(
  kindOf(z.boolean(), (value) => (typeof value === 'boolean' ? value : unsure)),
);
/** A list whose entries are decoded one by one, with what their row is. */
export const rawList: WireKind<readonly unknown[]> = kindOf(wireList, (value) => {
  if (Array.isArray(value)) return value;
  return isMissing(value) ? [] : unsure;
});

/** What may be missing; missing is null. */
export function optional<Value>({ schema, read, keepsDigits }: WireKind<Value>): WireKind<Value | null> {
  const nullable = schema.nullish().transform((value) => value ?? null);
  const kind = kindOf<Value | null>(nullable, (value) => (isMissing(value) ? null : read(value)));
  return keepsDigits ? { ...kind, keepsDigits: (value) => value !== null && keepsDigits(value) } : kind;
}

/** A list of which every entry must be right. */
export function listOf<Value>({ schema, read, keepsDigits }: WireKind<Value>): WireKind<readonly Value[]> {
  const kind = kindOf<readonly Value[]>(z.array(schema), (list) => {
    if (!Array.isArray(list)) return unsure;
    const values: Value[] = [];
    for (const each of list) {
      const value = read(each);
      if (value === unsure) return unsure;
      values.push(value);
    }
    return values;
  });
  return keepsDigits ? { ...kind, keepsDigits: (values) => values.some(keepsDigits) } : kind;
}

/** A list that may be missing, whose entries are rows of which each is right or wrong by itself. */
export function rowsBy<Row>(decode: (raw: unknown) => Decoded<Row>): WireKind<readonly Decoded<Row>[]> {
  const schema = wireList.transform((list): readonly (Row | UpstreamFailure)[] => list.map(decode));
  return kindOf(schema, (value) => {
    const list = rawList.read(value);
    return list === unsure ? unsure : list.map(decode);
  });
}

/** An object that is right or wrong with its row. */
export function objectOf<Row>({ schema, read, keepsDigits }: RowReader<Row>): WireKind<Row> {
  return { schema, read: (value) => read(value, {}), keepsDigits };
}

/** @param options.typename the `__typename` of its rows */
export function rowReader<
  const Name extends string,
  const Table extends Columns,
  Given extends object = object,
>(options: {
  readonly typename: Name;
  readonly given?: readonly (keyof Given & string)[];
  readonly columns: Table;
}): RowReader<{ readonly __typename: Name } & RowOf<Table>, Given> {
  const { typename, given = [], columns } = options;
  return readerFor({ __typename: typename }, given, columns) as unknown as RowReader<
    { readonly __typename: Name } & RowOf<Table>,
    Given
  >;
}

/** Reads objects that have no type of their own. */
export function objectReader<const Table extends Columns>(columns: Table): RowReader<RowOf<Table>> {
  return readerFor({}, [], columns) as RowReader<RowOf<Table>>;
}

/** Reads one row. `key` names the row in the failure, from its raw fields. */
export function readRow<Row, Given extends object>(
  upstream: UpstreamName,
  reader: RowReader<Row, Given>,
  raw: unknown,
  key: (fields: Readonly<Record<string, unknown>>) => unknown,
  given: Given,
): Decoded<Row & Given> {
  const row = reader.read(raw, given);
  if (row !== unsure) return row;
  return decodeRow(
    upstream,
    reader.schema.transform((columns) => ({ ...columns, ...given })),
    raw,
    key,
  );
}

function readerFor(
  constants: Readonly<Record<string, string>>,
  given: readonly string[],
  columns: Columns,
): RowReader<object> {
  const table = Object.entries(columns);
  const shape = Object.fromEntries(table.map(([, [wire, { schema }]]) => [wire, schema]));
  const schema = z.object(shape).transform((wire) => ({
    ...constants,
    ...Object.fromEntries(table.map(([name, [column]]) => [name, wire[column]])),
  }));
  const kept = table.flatMap(([name, [, { keepsDigits }]]) => (keepsDigits ? [{ name, keepsDigits }] : []));
  return {
    schema,
    read: compile(constants, given, table),
    keepsDigits: (row) => kept.some((column) => column.keepsDigits(row[column.name as keyof typeof row])),
  };
}

/**
 * Whether any of the rows may have had a number whose digits a double does not hold; a row that was read badly is told of as it
 * was sent.
 */
export function anyKeepsDigits<Row>(
  rows: readonly Decoded<Row>[],
  keepsDigits: (row: Row) => boolean,
): boolean {
  return rows.some((row) => row instanceof UpstreamFailure || keepsDigits(row));
}

/** All names are those of contracts: nothing of a request or an answer becomes code. */
function compile(
  constants: Readonly<Record<string, string>>,
  given: readonly string[],
  table: readonly (readonly [name: string, column: Column<unknown>])[],
): RowReader<object>['read'] {
  const kinds = table.map((_, index) => `const read${index} = kinds[${index}].read;`);
  const values = table.map(
    ([, [wire]], index) =>
      `const v${index} = read${index}(raw[${JSON.stringify(wire)}]); if (v${index} === unsure) return unsure;`,
  );
  const entries = [
    ...Object.entries(constants).map(([name, value]) => `${name}: ${JSON.stringify(value)}`),
    ...table.map(([name], index) => `${name}: v${index}`),
    ...given.map((name) => `${name}: given.${name}`),
  ];
  const code = `${kinds.join('\n')}
    return (raw, given) => {
      if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return unsure;
      ${values.join('\n')}
      return { ${entries.join(', ')} };
    };`;
  const compiled: unknown = new Function('kinds', 'unsure', code)(
    table.map(([, [, kind]]) => kind),
    unsure,
  );
  return compiled as RowReader<object>['read'];
}

/** The JSON of what is no text, or a text that looks like it; a number outside of doubles is written `null`. */
const numberOrPartsText = /^(?:[[{]|-?\d[\d.eE+-]*$|null$)/;

/** Whether free JSON has a number anywhere. */
export function holdsNumber(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'number';
  return Object.values(value).some(holdsNumber);
}

function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isInt32(value: unknown): value is number {
  return typeof value === 'number' && (value | 0) === value;
}

function isDouble(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
