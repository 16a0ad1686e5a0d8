import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberOf, parseJson } from '#src/http/json.ts';

/** Numbers of JSON, as any backend may write them. */
const numberText = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(fc.constant('0'), fc.stringMatching(/^[1-9]\d{0,24}$/)),
    fc.oneof(fc.constant(''), fc.stringMatching(/^\.\d{1,24}$/)),
    fc.oneof({ weight: 4, arbitrary: fc.constant('') }, fc.stringMatching(/^[eE][+-]?\d{1,3}$/)),
  )
  .map((parts) => parts.join(''));

/** Whole JSON texts. Keys are distinct and no array indices, so objects keep their order. */
const jsonText = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    numberText,
    fc.constantFrom('null', 'true', 'false'),
    fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify(text)),
    fc.stringMatching(/^\d{10,20}$/).map((digits) => JSON.stringify(digits)),
    fc.array(tie('value'), { maxLength: 4 }).map((entries) => `[${entries.join(' , ')}]`),
    fc
      .array(tie('value'), { maxLength: 4 })
      .map((entries) => `{${entries.map((entry, index) => `"key ${index}": ${entry}`).join(',')}}`),
  ),
})).value;

/** The tokens of a JSON text, with numbers in one way of writing: all their digits and where the point is. */
function tokensOf(text: string): string[] {
  const token = /"(?:[^"\\]|\\.)*"|-?\d[\d.]*(?:[eE][+-]?\d+)?|[[\]{}:,]|null|true|false/g;
  return (text.match(token) ?? []).map((word) => (/^[-\d]/.test(word) ? canonicalNumber(word) : word));
}

function canonicalNumber(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

describe('parseJson', () => {
  it('keeps every digit of every number of any JSON text', () => {
    void fc.assert(
      fc.property(jsonText, (text) => {
        expect(tokensOf(JSON.stringify(parseJson(text)))).toEqual(tokensOf(text));
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    '12345678901234567890',
    '-98765432109876543210.5',
    '0.1234567890123456789',
    '1234567.12345678901234',
    '1e400',
    '-1E+999',
    '1e-400',
    '9007199254740993',
  ])('keeps %s, which a double cannot hold, as it was written', (text) => {
    expect(JSON.stringify(parseJson(text))).toBe(text);
    expect(JSON.stringify(parseJson(`{"a":[${text},1]}`))).toBe(`{"a":[${text},1]}`);
  });

  it.each(['0', '-1', '20', '0.5', '1.25', '3600', '1e3', '0.30000000000000004', '9007199254740991'])(
    'makes an ordinary number of %s',
    (text) => {
      expect(parseJson(text)).toBe(Number(text));
      expect(parseJson(`[${text}, 12345678901234567890]`)).toEqual([Number(text), expect.anything()]);
    },
  );

  it('leaves long runs of digits in text alone', () => {
    expect(parseJson('{"a":"12345678901234567890"}')).toEqual({ a: '12345678901234567890' });
  });

  it.each(['', '{', '{"a":01}', 'NaN', '[1,]', '<html>'])('refuses %j', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });
});

describe('numberOf', () => {
  it('reads ordinary and long numbers, and nothing else', () => {
    expect(numberOf(parseJson('1.5'))).toBe(1.5);
    expect(numberOf(parseJson('12345678901234567890'))).toBe(Number('12345678901234567890'));
    expect(['1', null, undefined, {}, true].map(numberOf)).toEqual([null, null, null, null, null]);
  });
});
