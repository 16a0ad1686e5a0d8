import { describe, expect, it } from 'vitest';
import { BadUserInput } from '#src/errors.ts';
import { parseWindow, type Window, type WindowArgs, windowBounds } from '#src/pagination/window.ts';

const options = { defaultSize: 20, maxSize: 200, readCursor: Number };

describe('parseWindow', () => {
  const cases: [what: string, args: WindowArgs, window: Window][] = [
    [
      'takes the default size from the start when nothing is given',
      {},
      { kind: 'range', offset: 0, limit: 20 },
    ],
    [
      'takes null for absent',
      { first: null, after: null, last: null, before: null },
      { kind: 'range', offset: 0, limit: 20 },
    ],
    ['begins behind `after`', { first: 5, after: '9' }, { kind: 'range', offset: 10, limit: 5 }],
    ['allows 200 rows', { first: 200 }, { kind: 'range', offset: 0, limit: 200 }],
    ['allows no rows', { first: 0, after: '9' }, { kind: 'range', offset: 10, limit: 0 }],
    ['ends `first` at `before`', { first: 5, before: '3' }, { kind: 'range', offset: 0, limit: 3 }],
    [
      'reads `before` alone forwards from the start',
      { before: '50' },
      { kind: 'range', offset: 0, limit: 20 },
    ],
    [
      'reads between `after` and `before` alone forwards',
      { after: '9', before: '12' },
      { kind: 'range', offset: 10, limit: 2 },
    ],
    ['ends `last` at `before`', { last: 5, before: '30' }, { kind: 'range', offset: 25, limit: 5 }],
    [
      'cuts `last` at the start of the list',
      { last: 5, before: '3' },
      { kind: 'range', offset: 0, limit: 3 },
    ],
    [
      'cuts `last` at `after`',
      { last: 5, after: '27', before: '30' },
      { kind: 'range', offset: 28, limit: 2 },
    ],
    ['knows no place for `last` alone', { last: 5 }, { kind: 'tail', limit: 5, notBefore: 0 }],
    ['keeps `after` for `last`', { last: 5, after: '9' }, { kind: 'tail', limit: 5, notBefore: 10 }],
    [
      'is empty when `after` is behind `before`',
      { first: 5, after: '9', before: '3' },
      { kind: 'range', offset: 10, limit: 0 },
    ],
    [
      'is empty when `last` lies between an `after` at `before`',
      { last: 5, after: '9', before: '9' },
      { kind: 'range', offset: 10, limit: 0 },
    ],
  ];
  it.each(cases)('%s', (_what, args, window) => {
    expect(parseWindow(args, options)).toEqual(window);
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
    const refusal = refusalOf(() => parseWindow({ [argument]: size }, options));
    expect(refusal.details).toEqual({ argument: [argument] });
    expect(refusal.message).toBe(`\`${argument}\` must be a whole number from 0 to 200, but is ${size}`);
  });

  it('refuses `first` with `last`, even when both are 0', () => {
    expect(refusalOf(() => parseWindow({ first: 1, last: 1 }, options)).details).toEqual({
      argument: ['last'],
    });
    expect(refusalOf(() => parseWindow({ first: 0, last: 0 }, options)).message).toContain(
      '`first` and `last`',
    );
  });

  it('lets each cursor be read under the name of its argument, and passes a refusal on', () => {
    const read: string[] = [];
    const readCursor = (cursor: string, argument: string): number => {
      read.push(`${argument}=${cursor}`);
      if (cursor === 'bad') throw new BadUserInput('no cursor', { argument: [argument] });
      return 7;
    };
    expect(
      refusalOf(() => parseWindow({ after: 'good', before: 'bad' }, { ...options, readCursor })).details,
    ).toEqual({
      argument: ['before'],
    });
    expect(read).toEqual(['after=good', 'before=bad']);
  });

  it('takes an empty text for a cursor, not for an absent one', () => {
    const readCursor = (cursor: string, argument: string): number => {
      throw new BadUserInput(`not a cursor: "${cursor}"`, { argument: [argument] });
    };
    expect(refusalOf(() => parseWindow({ after: '' }, { ...options, readCursor })).details).toEqual({
      argument: ['after'],
    });
  });
});

describe('windowBounds', () => {
  it('cuts a range at the end of the list', () => {
    expect(windowBounds({ kind: 'range', offset: 5, limit: 10 }, 8)).toEqual({ start: 5, end: 8 });
    expect(windowBounds({ kind: 'range', offset: 5, limit: 10 }, 3)).toEqual({ start: 3, end: 3 });
  });

  it('puts a tail at the end of the list, but never before its first allowed row', () => {
    expect(windowBounds({ kind: 'tail', limit: 10, notBefore: 0 }, 25)).toEqual({ start: 15, end: 25 });
    expect(windowBounds({ kind: 'tail', limit: 10, notBefore: 20 }, 25)).toEqual({ start: 20, end: 25 });
    expect(windowBounds({ kind: 'tail', limit: 10, notBefore: 30 }, 25)).toEqual({ start: 25, end: 25 });
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
