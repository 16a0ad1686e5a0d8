import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareCodePoints, compareInstants, compareNumbers } from '#src/pagination/compare.ts';

/** Those whose years have four digits. */
const dates = fc.date({
  min: new Date('0000-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59Z'),
  noInvalidDate: true,
});

describe('compareCodePoints', () => {
  it('orders as UTF-8 does', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (left, right) => {
        const bytes = Buffer.compare(Buffer.from(left), Buffer.from(right));
        expect(Math.sign(compareCodePoints(left, right))).toBe(bytes);
      }),
    ));

  it('puts what is above U+FFFF behind everything below', () => {
    expect(compareCodePoints('\u{1f600}', '\uffff')).toBeGreaterThan(0);
    expect(compareCodePoints('a', 'ab')).toBeLessThan(0);
  });
});

describe('compareInstants', () => {
  it.each([
    ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00+00:00'],
    ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00.000000Z'],
    ['2026-03-01T12:00:00.5Z', '2026-03-01T12:00:00.500Z'],
    ['2026-03-01T00:30:00+02:00', '2026-02-28T22:30:00Z'],
    ['2026-03-01T12:00:00-05:30', '2026-03-01T17:30:00Z'],
    ['2026-03-01t12:00:00z', '2026-03-01 12:00:00Z'],
  ])('takes %s and %s for the same instant', (left, right) => {
    expect(compareInstants(left, right)).toBe(0);
  });

  it.each([
    ['2026-03-01T12:00:00.123456Z', '2026-03-01T12:00:00.123457+00:00'],
    ['2026-03-01T12:00:00.1234567890123456788Z', '2026-03-01T12:00:00.1234567890123456789Z'],
    ['2026-03-01T12:00:00.09Z', '2026-03-01T12:00:00.1Z'],
    ['2026-03-01T12:00:00.999999Z', '2026-03-01T12:00:01Z'],
    ['2026-03-01T12:00:00+02:00', '2026-03-01T11:00:00Z'],
    ['0099-12-31T23:59:59Z', '0100-01-01T00:00:00Z'],
    ['0050-01-01T00:00:00Z', '1949-01-01T00:00:00Z'],
  ])('puts %s before %s', (left, right) => {
    expect(compareInstants(left, right)).toBeLessThan(0);
    expect(compareInstants(right, left)).toBeGreaterThan(0);
  });

  it('agrees with dates to the millisecond', () =>
    fc.assert(
      fc.property(dates, dates, (left, right) => {
        const expected = Math.sign(left.getTime() - right.getTime());
        expect(Math.sign(compareInstants(left.toISOString(), right.toISOString()))).toBe(expected);
      }),
    ));

  it.each(['', '2026-03-01', '2026-03-01T12:00:00', 'yesterday'])('knows no order for "%s"', (text) => {
    expect(compareInstants(text, '2026-03-01T12:00:00Z')).toBeNaN();
    expect(compareInstants('2026-03-01T12:00:00Z', text)).toBeNaN();
  });
});

describe('compareNumbers', () => {
  it('orders by value, not by text', () => {
    expect(compareNumbers('9', '10')).toBeLessThan(0);
    expect(compareNumbers('0.5', '0.50')).toBe(0);
    expect(compareNumbers('-1', '1e-7')).toBeLessThan(0);
    expect(compareNumbers('', '0')).toBeNaN();
    expect(compareNumbers('x', '0')).toBeNaN();
  });
});
