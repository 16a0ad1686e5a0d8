import * as fc from 'fast-check';
import { getOperationAST, getVariableValues, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { costliestField, describeWindow, suggestWindow } from '#src/graph/cheaper-window.ts';
import { type ListTotals, nothingKnown } from '#src/graph/field-plan.ts';
import { planOperation } from '#src/graph/operation-plan.ts';
import { buildSchema } from '#src/graph/schema.ts';

const schema = buildSchema();

function prepared(query: string, variables: Readonly<Record<string, unknown>> = {}) {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new TypeError('no operation');
  const { coerced = {} } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  return { operation, context: { schema, fragments: {}, variableValues: coerced } };
}

function planOf(query: string) {
  const { operation, context } = prepared(query);
  return planOperation(operation, context, nothingKnown);
}

function costOf(query: string): number {
  return planOf(query).count.max;
}

function suggest(query: string, budget: number, variables?: Readonly<Record<string, unknown>>) {
  const { operation, context } = prepared(query, variables);
  return suggestWindow(operation, context, nothingKnown, budget);
}

interface List {
  readonly path: string;
  readonly argument: 'first' | 'last';
  readonly size: number;
}

/** Lists by their paths, each written with its window. */
const parts: Readonly<Record<string, (window: (path: string) => string) => string>> = {
  jobs: (window) => `jobs(${window('jobs')}) { nodes { jobId images(${window('jobs.nodes.images')}) {
    nodes { originalFilename assets { filename } datasetImages { imageId } } } } }`,
  assets: (window) => `assets(${window('assets')}) { nodes { filename datasetImages { imageId } } }`,
  pictures: (window) =>
    `pictures: datasetImages(${window('pictures')}) { edges { node { assets { filename } } } }`,
  again: (window) =>
    `again: assets(${window('again')}) { nodes { datasetImages { imageId assets { url } } } }`,
};
const pathsOf: Readonly<Record<string, readonly string[]>> = {
  jobs: ['jobs', 'jobs.nodes.images'],
  assets: ['assets'],
  pictures: ['pictures'],
  again: ['again'],
};

function queryWith(lists: readonly List[]): string {
  const windows = new Map(lists.map(({ path, argument, size }) => [path, `${argument}: ${size}`]));
  const window = (path: string): string => windows.get(path) ?? 'first: 20';
  const written = Object.entries(parts).filter(([name]) => windows.has(name));
  return `{ ${written.map(([, write]) => write(window)).join('\n')} }`;
}

const sizes = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 200 }));
const operations: fc.Arbitrary<List[]> = fc.subarray(Object.keys(parts), { minLength: 1 }).chain((names) =>
  fc.tuple(
    ...names
      .flatMap((name) => pathsOf[name] ?? [])
      .map((path) =>
        fc.record({
          path: fc.constant(path),
          argument: fc.constantFrom('first' as const, 'last' as const),
          size: sizes,
        }),
      ),
  ),
);
const budgets = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 2000 }));

describe('the suggestion of smaller windows', () => {
  it('fits, and with the next larger size it would not', () => {
    const kinds = { none: 0, one: 0, several: 0 };
    void fc.assert(
      fc.property(operations, budgets, (lists, budget) => {
        const suggestion = suggest(queryWith(lists), budget);
        if (suggestion === null) {
          kinds.none += 1;
          const smallest = lists.map((list) => ({ ...list, size: Math.min(list.size, 1) }));
          const isFitting = costOf(queryWith(lists)) <= budget;
          expect(isFitting || costOf(queryWith(smallest)) > budget).toBe(true);
          return;
        }
        kinds[suggestion.windows.length === 1 ? 'one' : 'several'] += 1;
        const resized = (add: number): List[] =>
          lists.map((list) => {
            const smaller = suggestion.windows.find(({ path }) => path === list.path);
            if (!smaller) return list;
            expect(smaller).toMatchObject({ argument: list.argument, insteadOf: list.size });
            expect(smaller.size).toBeLessThan(list.size);
            return { ...list, size: Math.min(list.size, smaller.size + add) };
          });
        expect(costOf(queryWith(resized(0)))).toBe(suggestion.requests);
        expect(suggestion.requests).toBeLessThanOrEqual(budget);
        expect(costOf(queryWith(resized(1)))).toBeGreaterThan(budget);
      }),
      { numRuns: 400 },
    );
    expect(Math.min(...Object.values(kinds)), JSON.stringify(kinds)).toBeGreaterThan(10);
  });

  it('names the list that keeps the most of its rows', () => {
    const suggestion = suggest(
      `{ jobs(first: 10) { nodes { images(first: 100) { nodes { datasetImages { imageId } } } } } }`,
      150,
    );
    expect(suggestion).toEqual({
      windows: [{ path: 'jobs.nodes.images', argument: 'first', size: 14, insteadOf: 100 }],
      requests: 141,
    });
  });

  it('says the size that is meant where none is given, and the argument that gives one', () => {
    expect(suggest('{ assets { nodes { datasetImages { imageId } } } }', 11)?.windows).toEqual([
      { path: 'assets', argument: 'first', size: 10, insteadOf: 20 },
    ]);
    expect(suggest('{ assets(last: 40) { nodes { datasetImages { imageId } } } }', 13)?.windows).toEqual([
      { path: 'assets', argument: 'last', size: 10, insteadOf: 40 },
    ]);
  });

  it('changes one of two lists that have their size from the same variable', () => {
    const query = `query ($size: Int) {
      assets(first: $size) { nodes { datasetImages { imageId } } }
      jobs(first: $size) { totalCount nodes { jobId } }
    }`;
    expect(suggest(query, 42, { size: 60 })).toEqual({
      windows: [{ path: 'assets', argument: 'first', size: 40, insteadOf: 60 }],
      requests: 42,
    });
  });

  it('makes all lists smaller where none is enough by itself', () => {
    const list = (name: string): string => `${name}: assets { nodes { datasetImages { imageId } } }`;
    const names = ['a', 'b', 'c'];
    const query = `{ ${names.map((name, index) => list(name).replace('assets', `assets(first: ${50 + index})`))} }`;
    const suggestion = suggest(query, 33);
    expect(suggestion?.windows.map(({ path }) => path)).toEqual(names);
    expect(new Set(suggestion?.windows.map(({ size }) => size)).size).toBe(1);
  });

  it('is none for an operation that fits, and for one that no window makes cheaper', () => {
    expect(suggest('{ assets { nodes { datasetImages { imageId } } } }', 21)).toBeNull();
    const ids = Array.from({ length: 5 }, (_, index) => `a${index}: asset(assetId: "${index}") { filename }`);
    expect(suggest(`{ ${ids.join(' ')} }`, 4)).toBeNull();
  });

  it('plans a bounded number of times, however many lists there are', () => {
    const lists = Array.from(
      { length: 60 },
      (_, index) =>
        `l${index}: assets(first: 200, filter: { search: "${index}" }) { nodes { datasetImages { imageId } } }`,
    );
    const query = `{ ${lists.join('\n')} }`;
    const { operation, context } = prepared(query);
    const plansFor = (budget: number): number => {
      let asked = 0;
      // Each join asks for it once in each plan.
      const totals: ListTotals = (upstream) => {
        if (upstream === 'acusight') asked += 1;
        return null;
      };
      suggestWindow(operation, context, totals, budget);
      return asked / lists.length;
    };
    // Any of the lists would be enough by itself, and none of them.
    for (const budget of [costOf(query) - 1, 200]) expect(plansFor(budget)).toBeLessThanOrEqual(50);
  });
});

describe('the costliest field', () => {
  it('is the one whose own requests are the most', () => {
    const plan = planOf(
      '{ assets(first: 200) { nodes { datasetImages { imageId } } } setDesigns { totalCount } }',
    );
    expect(costliestField(plan)).toEqual({ path: 'assets.nodes.datasetImages', requests: 200 });
  });

  it('is none where nothing is asked', () => {
    expect(costliestField(planOf('{ __typename }'))).toBeNull();
  });
});

describe('describeWindow', () => {
  it('writes the argument as an operation has it', () => {
    expect(describeWindow({ path: 'a.b', argument: 'last', size: 3, insteadOf: 20 })).toBe(
      '`a.b(last: 3)` instead of 20',
    );
  });
});
