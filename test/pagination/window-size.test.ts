import { describe, expect, it } from 'vitest';
import { BadUserInput } from '#src/errors.ts';
import { parseWindowSize } from '#src/pagination/window-size.ts';

const sizes = { defaultSize: 20, maxSize: 200 };

describe('parseWindowSize', () => {
  it.each([
    ['takes the default size forwards when nothing is given', {}, 20, 'forward'],
    ['takes null for absent', { first: null, last: null }, 20, 'forward'],
    ['reads `first` forwards', { first: 5, last: null }, 5, 'forward'],
    ['reads `last` backwards', { first: null, last: 5 }, 5, 'backward'],
    ['allows as many rows as the most, `first`', { first: 200 }, 200, 'forward'],
    ['allows as many rows as the most, `last`', { last: 200 }, 200, 'backward'],
    ['allows no rows, `first`', { first: 0 }, 0, 'forward'],
    ['allows no rows, `last`', { last: 0 }, 0, 'backward'],
  ] as const)('%s', (_what, args, size, direction) => {
    expect(parseWindowSize(args, sizes)).toEqual({ size, direction });
  });

  it.each([
    ['first', -1],
    ['first', 201],
    ['first', 1.5],
    ['first', Number.NaN],
    ['last', -1],
    ['last', 201],
    ['last', Number.POSITIVE_INFINITY],
  ] as const)('refuses `%s: %d` and names argument, bounds and value', (argument, size) => {
    const refusal = refusalOf(() => parseWindowSize({ [argument]: size }, sizes));
    expect(refusal.details).toEqual({ argument: [argument] });
    expect(refusal.message).toBe(`\`${argument}\` must be a whole number from 0 to 200, but is ${size}`);
  });

  it.each([0, 1])('refuses `first: %d` with `last` of the same', (size) => {
    const refusal = refusalOf(() => parseWindowSize({ first: size, last: size }, sizes));
    expect(refusal.details).toEqual({ argument: ['last'] });
    expect(refusal.message).toContain('`first` and `last`');
  });
});

function refusalOf(act: () => unknown): BadUserInput {
  try {
    act();
  } catch (error) {
    if (error instanceof BadUserInput) return error;
    throw error;
  }
  throw new Error('it was accepted');
}
