import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dialect, Page } from '#src/pagination/dialect.ts';
import { readListWindow } from '#src/pagination/read-list-window.ts';
import { planWindow, type WindowPlan } from '#src/pagination/window-plan.ts';
import { placedWindow, placesByPosition, type WindowRequest } from '#src/pagination/window-request.ts';
import { dialects, type PositionArgs, positionArgs, totals } from './arbitraries.ts';
import { type ChangingList, changingList, rowOrder } from './changing-list.ts';
import { statedBounds } from './drift-model.ts';
import { descending, requestOf } from './list-requests.ts';

const numbered: Dialect = { kind: 'page-number', cap: 100 };
const offsets: Dialect = { kind: 'offset', cap: 100 };

interface Reading {
  readonly plan: WindowPlan;
  /** Every page asked for, in order. */
  readonly asked: readonly Page[];
  readonly request: WindowRequest;
}

/** A window's plan, and what reading it asks of a list that is as it was when the cursors were made. */
async function readPlanned(
  args: PositionArgs,
  list: ChangingList,
  knownTotal: number | null = null,
): Promise<Reading> {
  const request = requestOf(args, list);
  const plan = planWindow(request, list.source.dialect, rowOrder, () => knownTotal);
  await readListWindow(request, list.source);
  return { plan, asked: list.asked, request };
}

describe('the plan of a window', () => {
  it('names the first page, and no fewer further ones than are asked for', () =>
    fc.assert(
      fc.asyncProperty(positionArgs, dialects, totals, async (args, dialect, total) => {
        const { plan, asked } = await readPlanned(args, changingList(descending(total), dialect));
        expect(asked[0]).toEqual(plan.first);
        expect(asked.length - 1).toBeLessThanOrEqual(plan.mostFurther);
      }),
      { numRuns: 1500 },
    ));

  it('names every page where the length of the list is known', () =>
    fc.assert(
      fc.asyncProperty(positionArgs, dialects, totals, async (args, dialect, total) => {
        const { plan, asked } = await readPlanned(args, changingList(descending(total), dialect), total);
        expect(asked).toEqual([plan.first, ...(plan.further ?? [null])]);
      }),
      { numRuns: 1500 },
    ));

  it('asks for the length of a list only where it makes a difference', () => {
    const never = (): never => {
      throw new Error('asked');
    };
    const list = changingList(descending(1000), numbered);
    expect(planWindow(requestOf({ first: 100 }, list), numbered, rowOrder, never).further).toEqual([]);
    expect(() => planWindow(requestOf({ first: 101 }, list), numbered, rowOrder, never)).toThrow('asked');
  });

  it('is exact where its place does not depend on the end of the list, and the list reaches behind it', () =>
    fc.assert(
      fc.asyncProperty(positionArgs, dialects, async (args, dialect) => {
        const longer = 1500;
        const { plan, asked, request } = await readPlanned(args, changingList(descending(longer), dialect));
        fc.pre(placedWindow(request, placesByPosition(request)).kind === 'range');
        expect(statedBounds(request, longer).end).toBeLessThan(longer);
        expect(asked.length - 1).toBe(plan.mostFurther);
      }),
      { numRuns: 600 },
    ));

  it('is exact for the last rows of a long list of offsets, and one page above at most of numbered pages', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 200 }),
        dialects,
        fc.integer({ min: 400, max: 1200 }),
        async (last, dialect, total) => {
          const { plan, asked } = await readPlanned({ last }, changingList(descending(total), dialect));
          const spare = dialect.kind === 'page-number' && last > 0 ? 1 : 0;
          expect([plan.mostFurther, plan.mostFurther - spare]).toContain(asked.length - 1);
        },
      ),
      { numRuns: 500 },
    ));

  it('says that a cursor of a row may have to be found again, and that one of a place has not', () => {
    const list = changingList(descending(300), numbered);
    const mayHaveMoved = (request: WindowRequest): boolean =>
      planWindow(request, numbered, rowOrder, () => null).mayHaveMoved;
    const after = requestOf({ first: 20, after: 39 }, list);
    expect(mayHaveMoved(requestOf({ first: 20 }, list))).toBe(false);
    expect(mayHaveMoved(after)).toBe(true);
    expect(mayHaveMoved({ ...after, size: 0 })).toBe(false);
    expect(mayHaveMoved({ ...after, after: { position: 39, anchor: null, total: 300 } })).toBe(false);
  });

  it.each<[string, PositionArgs, Dialect, Omit<WindowPlan, 'mayHaveMoved'>]>([
    ['one page', { first: 20 }, numbered, { first: { offset: 0, limit: 20 }, further: [], mostFurther: 0 }],
    [
      'two pages',
      { first: 200 },
      offsets,
      { first: { offset: 0, limit: 100 }, further: null, mostFurther: 1 },
    ],
    [
      'the total alone',
      { first: 0 },
      numbered,
      { first: { offset: 0, limit: 1 }, further: [], mostFurther: 0 },
    ],
    [
      'the last rows',
      { last: 150 },
      offsets,
      { first: { offset: 0, limit: 100 }, further: null, mostFurther: 2 },
    ],
    [
      'numbered pages that lie across',
      { last: 150 },
      numbered,
      { first: { offset: 0, limit: 100 }, further: null, mostFurther: 3 },
    ],
  ])('of %s', (_what, args, dialect, expected) => {
    const request = requestOf(args, changingList(descending(1000), dialect));
    expect(planWindow(request, dialect, rowOrder, () => null)).toEqual({ ...expected, mayHaveMoved: false });
  });
});
