import { type ExecutionArgs, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { encodeGlobalId } from '#src/graph/global-id.ts';
import { buildSchema } from '#src/graph/schema.ts';
import { createPlanner } from '#src/server/planning.ts';

const schema = buildSchema();
const totals = { assets: null, datasetImages: null };
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
    const first = planner(args, totals)?.plan;
    const beside = { ...args, variableValues: { first: 3, nobodyAskedFor: Math.random() } };
    expect(planner(beside, totals)?.plan).toBe(first);
    expect(planner({ ...args, variableValues: { first: 4 } }, totals)?.plan).not.toBe(first);
    expect(planner(argsOf(query, { first: 3 }), totals)?.plan).not.toBe(first);
    expect(planner(args, { ...totals, assets: 7 })?.plan).not.toBe(first);
  });

  it('looks once into the objects of a type, however many ids are asked for', () => {
    const stepsFor = (count: number, distinct: number): number | undefined => {
      const ids = Array.from({ length: count }, (_, at) =>
        encodeGlobalId('Asset', [`asset-${at % distinct}`]),
      );
      const query =
        'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Asset { datasetImages { assets { url } } } } }';
      return createPlanner()(argsOf(query, { ids }), totals)?.plan.steps;
    };
    expect(stepsFor(200, 200)).toBe(stepsFor(1, 1));
    expect(stepsFor(200, 1)).toBe(stepsFor(1, 1));
  });

  it('reads equal ids once', () => {
    const ids = Array.from({ length: 200 }, () => encodeGlobalId('Asset', ['the-same']));
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    expect(createPlanner()(argsOf(query, { ids }), totals)?.plan.count).toEqual({ min: 1, max: 1 });
  });

  it('refuses what is too large to be planned', () => {
    const nested = (depth: number): string =>
      depth === 0
        ? '{ id }'
        : `{ a: datasetImages { b: assets ${nested(depth - 1)} c: assets ${nested(depth - 1)} } }`;
    const query = `{ assets(first: 1) { nodes ${nested(12)} } }`;
    expect(() => createPlanner()(argsOf(query), totals)).toThrow(/more than 5000 places/);
  });
});
