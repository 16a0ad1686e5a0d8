import { type ExecutionArgs, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { nothingKnown } from '#src/graph/field-plan.ts';
import { encodeGlobalId } from '#src/graph/global-id.ts';
import { buildSchema } from '#src/graph/schema.ts';
import { createPlanner } from '#src/server/planning.ts';

const schema = buildSchema();
const argsOf = (query: string, variableValues: Record<string, unknown> = {}): ExecutionArgs => ({
  schema,
  document: parse(query),
  variableValues,
});

describe('a planner', () => {
  it('plans a document once for the same variables, whatever is sent beside them', () => {
    const planner = createPlanner();
    const query = 'query ($first: Int) { assets(first: $first) { nodes { filename } } }';
    const args = argsOf(query, { first: 3 });
    const first = planner(args, nothingKnown)?.plan;
    const beside = { ...args, variableValues: { first: 3, nobodyAskedFor: Math.random() } };
    expect(planner(beside, nothingKnown)?.plan).toBe(first);
    expect(planner({ ...args, variableValues: { first: 4 } }, nothingKnown)?.plan).not.toBe(first);
    expect(planner(argsOf(query, { first: 3 }), nothingKnown)?.plan).not.toBe(first);
  });

  it('plans anew where it is known that a list it depends on has another length', () => {
    const planner = createPlanner();
    const args = argsOf('{ assets(first: 150) { nodes { filename } } setDesigns { totalCount } }');
    const requestsWith = (known: Readonly<Record<string, number>>): number[] => {
      const plan = planner(args, (upstream) => known[upstream] ?? null)?.plan;
      return [plan?.count.min ?? 0, plan?.count.max ?? 0];
    };
    expect(requestsWith({})).toEqual([2, 3]);
    expect(requestsWith({ piktid: 100 })).toEqual([2, 2]);
    expect(requestsWith({ piktid: 101 })).toEqual([3, 3]);
    expect(requestsWith({})).toEqual([2, 3]);
    const first = planner(args, nothingKnown)?.plan;
    expect(planner(args, (upstream) => (upstream === 'piktid' ? null : 7))?.plan).toBe(first);
  });

  it('looks once into the objects of a type, however many ids are asked for', () => {
    const stepsFor = (count: number, distinct: number): number | undefined => {
      const ids = Array.from({ length: count }, (_, at) =>
        encodeGlobalId('Asset', [`asset-${at % distinct}`]),
      );
      const query =
        'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Asset { datasetImages { assets { url } } } } }';
      return createPlanner()(argsOf(query, { ids }), nothingKnown)?.plan.steps;
    };
    expect(stepsFor(200, 200)).toBe(stepsFor(1, 1));
    expect(stepsFor(200, 1)).toBe(stepsFor(1, 1));
  });

  it('reads equal ids once', () => {
    const ids = Array.from({ length: 200 }, () => encodeGlobalId('Asset', ['the-same']));
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    expect(createPlanner()(argsOf(query, { ids }), nothingKnown)?.plan.count).toEqual({ min: 1, max: 1 });
  });

  it('refuses what is too large to be planned', () => {
    const nested = (depth: number): string =>
      depth === 0
        ? '{ id }'
        : `{ a: datasetImages { b: assets ${nested(depth - 1)} c: assets ${nested(depth - 1)} } }`;
    const query = `{ assets(first: 1) { nodes ${nested(12)} } }`;
    expect(() => createPlanner()(argsOf(query), nothingKnown)).toThrow(/more than 5000 places/);
  });
});
