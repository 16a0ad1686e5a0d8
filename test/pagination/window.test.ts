import { describe, expect, it } from 'vitest';
import { type Window, type WindowDirection, windowBetween, windowBounds } from '#src/pagination/window.ts';

describe('windowBetween', () => {
  const cases: [
    what: string,
    direction: WindowDirection,
    size: number,
    start: number,
    end: number | null,
    window: Window,
  ][] = [
    ['begins at the start', 'forward', 5, 10, null, { kind: 'range', offset: 10, limit: 5 }],
    ['allows no rows', 'forward', 0, 10, null, { kind: 'range', offset: 10, limit: 0 }],
    ['is cut at the end', 'forward', 5, 0, 3, { kind: 'range', offset: 0, limit: 3 }],
    ['does not reach for the end', 'forward', 20, 0, 50, { kind: 'range', offset: 0, limit: 20 }],
    ['lies between both', 'forward', 20, 10, 12, { kind: 'range', offset: 10, limit: 2 }],
    ['is empty between crossed places', 'forward', 5, 10, 3, { kind: 'range', offset: 10, limit: 0 }],
    ['ends at the end', 'backward', 5, 0, 30, { kind: 'range', offset: 25, limit: 5 }],
    ['is cut at the first row', 'backward', 5, 0, 3, { kind: 'range', offset: 0, limit: 3 }],
    ['is cut at the start', 'backward', 5, 28, 30, { kind: 'range', offset: 28, limit: 2 }],
    ['is empty between crossed places', 'backward', 5, 10, 9, { kind: 'range', offset: 10, limit: 0 }],
    ['has no place without an end', 'backward', 5, 0, null, { kind: 'tail', limit: 5, notBefore: 0 }],
    ['keeps the start without an end', 'backward', 5, 10, null, { kind: 'tail', limit: 5, notBefore: 10 }],
  ];
  it.each(cases)('%s: %s %d from %d to %j', (_what, direction, size, start, end, window) => {
    expect(windowBetween(start, end, size, direction)).toEqual(window);
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
