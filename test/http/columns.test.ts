import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UpstreamFailure } from '#src/errors.ts';
import {
  integer,
  json,
  listOf,
  number,
  objectOf,
  objectReader,
  openText,
  optional,
  optionalBoolean,
  optionalInteger,
  optionalNumber,
  optionalText,
  optionalUuid,
  rawList,
  readRow,
  rowReader,
  rowsBy,
  safeInteger,
  text,
  unsure,
  uuid,
  type WireKind,
} from '#src/http/columns.ts';
import { parseJson, parseJsonBody } from '#src/http/json.ts';

const part = objectReader({ size: ['size', integer], label: ['label', optionalText] });

const kinds: Readonly<Record<string, WireKind<unknown>>> = {
  text,
  optionalText,
  openText,
  json,
  integer,
  optionalInteger,
  safeInteger,
  number,
  optionalNumber,
  uuid,
  optionalUuid,
  optionalBoolean,
  rawList,
  'list of numbers': listOf(number),
  'optional list of text': optional(listOf(text)),
  'optional object': optional(objectOf(part)),
  'list of objects': listOf(objectOf(part)),
};

/** What a backend may send: the right values of every kind, and everything near them. */
const wireValue = fc.oneof(
  fc.constantFrom(undefined, null, true, false, '', 'a', 0, -0, 1.5, 2 ** 31, -(2 ** 31), 2 ** 53),
  fc.constantFrom(Number.POSITIVE_INFINITY, parseJson('0.12345678901234567890'), parseJson('1e999')),
  fc.constantFrom(parseJson('12345678901234567890'), parseJson('7.00000000000000000000000')),
  fc.uuid(),
  fc.uuid().map((id) => id.toUpperCase()),
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.array(fc.oneof(fc.integer(), fc.string(), fc.constant(null)), { maxLength: 3 }),
  fc.record({ size: fc.oneof(fc.integer(), fc.string()), label: fc.oneof(fc.string(), fc.constant(null)) }),
  fc.array(fc.record({ size: fc.integer(), more: fc.boolean() }), { maxLength: 3 }),
);

/** JSON texts of values of which some have numbers with more digits than doubles. */
const numberText = fc.oneof(
  fc.constantFrom('1.00000000000000000001', '1e999', '12345678901234567890', '7', '-0.5', '2e-400'),
  fc.stringMatching(/^-?[1-9]\d{0,20}(\.\d{1,20})?(e-?\d{1,3})?$/),
);
const wireText = fc.oneof(
  numberText,
  fc.constantFrom('null', 'true', '"null"', '"12345678901234567890"', '"a"'),
  numberText.map((number) => `[${number}, ${number}]`),
  numberText.map((number) => `{"size": ${number}, "label": "[1"}`),
  numberText.map((number) => `[{"size": 1, "deep": [{"more": ${number}}]}]`),
);

describe.each(Object.entries(kinds))('the kind %s', (_name, kind) => {
  it('says where a value has lost digits when its numbers were read as doubles', () => {
    const read = (raw: unknown): { readonly value: unknown } | null => {
      const { success, data } = kind.schema.safeParse(raw);
      return success ? { value: data } : null;
    };
    void fc.assert(
      fc.property(wireText, (written) => {
        const body = parseJsonBody(`{"column":${written}}`);
        const columnOf = (parsed: unknown): unknown => (parsed as { readonly column: unknown }).column;
        const doubles = read(columnOf(body.value));
        const exact = read(columnOf(body.exactly() ?? body.value));
        // The entries of a raw list say it themselves, where they are read.
        if (doubles && kind !== rawList && !kind.keepsDigits?.(doubles.value))
          expect(JSON.stringify(exact)).toBe(JSON.stringify(doubles));
      }),
      { numRuns: 500 },
    );
  });

  it('reads quickly only what its schema reads, and as the same', () => {
    void fc.assert(
      fc.property(wireValue, (value) => {
        const quick = kind.read(value);
        if (quick !== unsure) expect(kind.schema.safeParse(value)).toEqual({ success: true, data: quick });
      }),
      { numRuns: 500 },
    );
  });
});

describe('the quick way', () => {
  it.each([
    ['text', text, 'a'],
    ['a missing text', optionalText, undefined],
    ['a whole number', integer, -(2 ** 31)],
    ['a number', optionalNumber, 0.25],
    ['a UUID', uuid, '5D1F7C1E-6C0E-4B5F-8F0A-6A1D1F0F9B21'],
    ['an object', objectOf(part), { size: 1 }],
    ['a list', listOf(objectOf(part)), [{ size: 1 }, { size: 2, label: 'b' }]],
  ] as const)('is taken for %s', (_what, kind, value) => {
    expect(kind.read(value)).not.toBe(unsure);
  });
});

describe('readRow', () => {
  interface Owner {
    readonly ownerId: string;
  }
  const thing = rowReader({
    typename: 'Thing',
    given: ['ownerId'] satisfies (keyof Owner)[],
    columns: { thingId: ['id', text], size: ['size', integer], score: ['score', optionalNumber] },
  });
  const decode = (raw: unknown) =>
    readRow<{ readonly __typename: 'Thing' }, Owner>('sartiq', thing, raw, (fields) => fields['id'], {
      ownerId: 'o',
    });

  it.each([
    ['as rows nearly always are', 1, 0.5],
    ['with a number that has more digits than a double', 1, parseJson('0.500000000000000000000')],
  ])('gives a row its type and what is given, %s', (_how, size, score) => {
    expect(decode({ id: 'a', size, score, unknown: true })).toEqual({
      __typename: 'Thing',
      thingId: 'a',
      size: 1,
      score: 0.5,
      ownerId: 'o',
    });
  });

  it('blames a row by its key and the column in the words of the wire', () => {
    const failure = decode({ id: 'a', size: '1' });
    expect(failure).toBeInstanceOf(UpstreamFailure);
    expect(failure).toMatchObject({ details: { row: 'a', field: 'size' } });
  });

  it('decodes rows within a row each by itself', () => {
    const list = rowsBy(decode);
    const read = list.read([{ id: 'a', size: 1 }, { id: 'b' }]);
    expect(read).toMatchObject([{ thingId: 'a' }, { details: { row: 'b', field: 'size' } }]);
    expect(list.read(undefined)).toEqual([]);
    expect(list.read('none')).toBe(unsure);
  });
});
