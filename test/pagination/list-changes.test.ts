import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dialect } from '#src/pagination/dialect.ts';
import { dialects } from './arbitraries.ts';
import { type ChangingList, changes, changingList, values } from './changing-list.ts';
import { fewestFor, isBlind, statedBounds } from './drift-model.ts';
import { type Step, type Walk, walk } from './walk-list.ts';

const MAX_CHANGES = 20;
const MAX_SEARCHES = 4;

/** Up to 20 changes, dealt out to the windows of a walk. */
const batches = fc
  .array(fc.tuple(fc.nat(12), changes), { maxLength: MAX_CHANGES })
  .map((dealt) =>
    Array.from({ length: 13 }, (_, step) => dealt.filter(([at]) => at === step).map(([, change]) => change)),
  );
const lists = fc.oneof(
  fc.array(values, { maxLength: 40 }),
  fc.array(values, { minLength: 40, maxLength: 400 }),
);
const sizes = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 100 }));
const longLists = fc.oneof(
  fc.array(values, { maxLength: 60 }),
  fc.array(values, { minLength: 60, maxLength: 700 }),
);
const anySizes = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 200 }));
const directions = fc.constantFrom('forward', 'backward');
/** With pages large enough that 20 changes cannot move a row out of reach. */
const roomyDialects: fc.Arbitrary<Dialect> = fc.oneof(
  fc.record({ kind: fc.constant('offset'), cap: fc.integer({ min: 10, max: 100 }) }),
  fc.record({ kind: fc.constant('page-number'), cap: fc.integer({ min: 50, max: 100 }) }),
  fc.constantFrom<Dialect[]>({ kind: 'offset', cap: 100 }, { kind: 'page-number', cap: 100 }),
);

describe('walking a list that changes from window to window', () => {
  it(
    'shows no row twice and misses none that was there throughout, where cursors can be checked',
    () =>
      fc.assert(
        fc.asyncProperty(
          lists,
          roomyDialects,
          directions,
          sizes,
          batches,
          async (initial, dialect, direction, size, dealt) => {
            const list = changingList(initial, dialect);
            const walked = await walk(list, direction, size, dealt);
            fc.pre(!walked.steps.some((step) => wasBlind(step, dialect)));
            expect(walked.steps.map(({ answer }) => answer.drift)).not.toContain('unrepaired');
            expect(faultsOf(walked, list)).toEqual([]);
          },
        ),
        { numRuns: 600 },
      ),
    20_000,
  );

  it(
    'shows no row twice and misses none, or says so, whatever the cap',
    () =>
      fc.assert(
        fc.asyncProperty(
          lists,
          dialects,
          directions,
          sizes,
          batches,
          async (initial, dialect, direction, size, dealt) => {
            const list = changingList(initial, dialect);
            const walked = await walk(list, direction, size, dealt);
            fc.pre(
              !walked.steps.some((step) => wasBlind(step, dialect) || step.answer.drift === 'unrepaired'),
            );
            expect(faultsOf(walked, list)).toEqual([]);
          },
        ),
        { numRuns: 400 },
      ),
    20_000,
  );

  it(
    'asks no more than the optimum, four searches, and the optimum again',
    () =>
      fc.assert(
        fc.asyncProperty(
          lists,
          dialects,
          directions,
          sizes,
          batches,
          async (initial, dialect, direction, size, dealt) => {
            const { steps } = await walk(changingList(initial, dialect), direction, size, dealt);
            for (const step of steps) expect(step.requests).toBeLessThanOrEqual(bound(step, dialect));
          },
        ),
        { numRuns: 300 },
      ),
    20_000,
  );

  it(
    'meets every row once and in order by `first` and by `last`, at the optimum and without drift, while nothing changes',
    () =>
      fc.assert(
        fc.asyncProperty(
          longLists,
          dialects,
          directions,
          anySizes,
          async (initial, dialect, direction, size) => {
            const list = changingList(initial, dialect);
            const { steps, met } = await walk(list, direction, size, []);
            expect(met).toEqual(list.rows());
            for (const { answer, requests, request } of steps) {
              expect(answer.drift).toBe('none');
              const optimum = fewestFor(
                { start: answer.start, end: answer.start + answer.rows.length },
                dialect,
              );
              const isUnknownEnd = request.direction === 'backward' && request.before === null;
              if (isUnknownEnd) expect(requests - optimum).toBeOneOf([0, 1]);
              else expect(requests).toBe(optimum);
            }
          },
        ),
        { numRuns: 150 },
      ),
    20_000,
  );
});

/** Constant rows that were missed, and rows that came twice without having moved. */
function faultsOf({ met }: Walk, list: ChangingList): string[] {
  const constant = list.constant();
  const counts = new Map<string, number>();
  for (const { key, value } of met) counts.set(`${value} ${key}`, (counts.get(`${value} ${key}`) ?? 0) + 1);
  const keys = new Set(met.map(({ key }) => key));
  return [
    ...met.filter(({ isPartial }) => isPartial).map(({ key }) => `partial ${key}`),
    ...[...constant].filter((key) => !keys.has(key)).map((key) => `missed ${key}`),
    ...[...counts].filter(([, count]) => count > 1).map(([row]) => `twice ${row}`),
  ];
}

function wasBlind({ request, answer, isChanged }: Step, dialect: Dialect): boolean {
  return isChanged && isBlind(request, answer, dialect);
}

function bound({ request, answer }: Step, dialect: Dialect): number {
  const cursor = request.after ?? request.before;
  const settled = fewestFor({ start: answer.start, end: answer.start + answer.rows.length }, dialect);
  if (cursor === null) return settled + 1;
  const stated = [cursor.total, answer.total].map((total) =>
    fewestFor(statedBounds(request, total), dialect),
  );
  return Math.max(...stated) + MAX_SEARCHES + settled;
}
