/** Random windows, dialects and paging arguments for the property tests. */
import * as fc from 'fast-check';
import type { Dialect } from '#src/pagination/dialect.ts';
import type { Window } from '#src/pagination/window.ts';

/** Paging arguments with plain positions in the place of cursors. */
export type PositionArgs = {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: number | null;
  readonly before?: number | null;
};

const MAX_SIZE = 200;
export const DEFAULT_SIZE = 20;

const size = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: MAX_SIZE }));
const position = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 1200 }));

/** Lists from empty to longer than most windows; every cap from 1 to 100. */
export const totals = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 1200 }));
export const dialects: fc.Arbitrary<Dialect> = fc.record({
  kind: fc.constantFrom('page-number', 'offset'),
  cap: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.constant(100)),
});

export const ranges: fc.Arbitrary<Window> = fc.record({
  kind: fc.constant('range'),
  offset: position,
  limit: size,
});
export const tails: fc.Arbitrary<Window> = fc.record({
  kind: fc.constant('tail'),
  limit: size,
  notBefore: position,
});

const absent = fc.constantFrom(undefined, null);
const cursors = { after: fc.oneof(absent, position), before: fc.oneof(absent, position) };
export const positionArgs: fc.Arbitrary<PositionArgs> = fc
  .oneof(
    fc.record({ ...cursors, first: size, last: absent }),
    fc.record({ ...cursors, first: absent, last: size }),
    fc.record({ ...cursors, first: absent, last: absent }),
  )
  .map((args) => Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined)));
