import { describe, expect, it } from 'vitest';
import { BadUserInput } from '#src/errors.ts';
import { type CursorTarget, createCursorCodec } from '#src/pagination/cursor.ts';
import type { Window, WindowArgs } from '#src/pagination/window.ts';
import {
  type Place,
  parseWindowRequest,
  placedWindow,
  placesByPosition,
  type WindowRequest,
} from '#src/pagination/window-request.ts';

const codec = createCursorCodec('rows');
const options = { defaultSize: 20, maxSize: 200, codec };
const row9: CursorTarget = { position: 9, anchor: 'k9', total: 50 };
const row30: CursorTarget = { position: 30, anchor: 'k30', total: 50 };

describe('parseWindowRequest', () => {
  const cases: [what: string, args: WindowArgs, request: WindowRequest][] = [
    [
      'takes the default size when nothing is given',
      {},
      { size: 20, direction: 'forward', after: null, before: null },
    ],
    [
      'takes null for absent',
      { first: null, after: null, last: null, before: null },
      { size: 20, direction: 'forward', after: null, before: null },
    ],
    [
      'reads `first` forwards',
      { first: 5, after: codec.encode(row9) },
      { size: 5, direction: 'forward', after: row9, before: null },
    ],
    [
      'reads `last` backwards',
      { last: 0, before: codec.encode(row30) },
      { size: 0, direction: 'backward', after: null, before: row30 },
    ],
    [
      'reads cursors alone forwards',
      { after: codec.encode(row9), before: codec.encode(row30) },
      { size: 20, direction: 'forward', after: row9, before: row30 },
    ],
  ];
  it.each(cases)('%s', (_what, args, request) => {
    expect(parseWindowRequest(args, options)).toEqual(request);
  });

  it.each<[WindowArgs, string]>([
    [{ first: 1, last: 1 }, 'last'],
    [{ first: -1 }, 'first'],
    [{ first: 201 }, 'first'],
    [{ last: 1.5 }, 'last'],
    [{ after: '' }, 'after'],
    [{ before: 'none' }, 'before'],
    [{ after: codec.encode(row9), before: 'none' }, 'before'],
    [{ after: 'none', before: codec.encode(row30) }, 'after'],
    [{ before: createCursorCodec('others').encode(row9) }, 'before'],
  ])('refuses %j and names the argument', (args, argument) => {
    try {
      parseWindowRequest(args, options);
    } catch (error) {
      expect(error).toBeInstanceOf(BadUserInput);
      expect(error).toMatchObject({ details: { argument: [argument] } });
      return;
    }
    throw new Error('it was accepted');
  });
});

describe('placedWindow', () => {
  const row = (position: number): Place => ({ kind: 'row', position });
  const gap = (position: number): Place => ({ kind: 'gap', position });
  const cases: [
    direction: 'forward' | 'backward',
    after: Place | null,
    before: Place | null,
    window: Window,
  ][] = [
    ['forward', null, null, { kind: 'range', offset: 0, limit: 5 }],
    ['forward', row(9), null, { kind: 'range', offset: 10, limit: 5 }],
    ['forward', gap(9), null, { kind: 'range', offset: 9, limit: 5 }],
    ['forward', row(-1), null, { kind: 'range', offset: 0, limit: 5 }],
    ['forward', row(9), row(12), { kind: 'range', offset: 10, limit: 2 }],
    ['forward', gap(9), gap(12), { kind: 'range', offset: 9, limit: 3 }],
    ['forward', gap(9), gap(9), { kind: 'range', offset: 9, limit: 0 }],
    ['forward', row(9), row(3), { kind: 'range', offset: 10, limit: 0 }],
    ['forward', null, row(-1), { kind: 'range', offset: 0, limit: 0 }],
    ['backward', null, row(30), { kind: 'range', offset: 25, limit: 5 }],
    ['backward', null, gap(30), { kind: 'range', offset: 25, limit: 5 }],
    ['backward', row(27), row(30), { kind: 'range', offset: 28, limit: 2 }],
    ['backward', null, row(-1), { kind: 'range', offset: 0, limit: 0 }],
    ['backward', null, null, { kind: 'tail', limit: 5, notBefore: 0 }],
    ['backward', row(9), null, { kind: 'tail', limit: 5, notBefore: 10 }],
    ['backward', gap(9), null, { kind: 'tail', limit: 5, notBefore: 9 }],
  ];
  it.each(cases)('%s after %j before %j', (direction, after, before, window) => {
    const request: WindowRequest = { size: 5, direction, after: null, before: null };
    expect(placedWindow(request, { after, before })).toEqual(window);
  });

  it('begins where the cursors say that their rows are', () => {
    const places = placesByPosition({ after: row9, before: null });
    expect(places).toEqual({ after: { kind: 'row', position: 9 }, before: null });
  });
});
