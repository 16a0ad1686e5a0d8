import { setImmediate as turn } from 'node:timers/promises';
import {
  type ExecutionArgs,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  parse,
} from 'graphql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildSchema } from '#src/graph/schema.ts';
import { createShapeExecution } from '#src/server/use-shape-execution.ts';
import type { Simulators } from '#test/simulators/start.ts';
import { unsigned, withBrokenRows } from '#test/support/broken-rows.ts';
import { knownValues } from '#test/support/known-values.ts';
import { type KnownValues, randomQuery } from '#test/support/random-operation.ts';
import { upstreamNames } from '#test/support/studio-query.ts';
import {
  type Answer,
  type RunningGateway,
  serviceEnvironment,
  startGatewayWith,
  startWorld,
  type World,
} from '#test/support/world.ts';

/** Signed addresses hold the time. */
const now = () => Date.UTC(2026, 2, 20, 8, 30);
const schema = buildSchema();
const byShape = createShapeExecution();

let world: World;
let compiled: RunningGateway;
let ordinary: RunningGateway;
let known: KnownValues;
let executed = 0;

beforeAll(async () => {
  world = await startWorld({ now });
  // A few requests for each, or the test would last for minutes.
  const env = { ...serviceEnvironment(world.simulators), MAX_REQUESTS_PER_OPERATION: '25' };
  const execute = (args: ExecutionArgs) => {
    const result = byShape(args);
    if (result) executed += 1;
    return result;
  };
  compiled = await startGatewayWith(env, { now, execute });
  ordinary = await startGatewayWith(env, { now, execute: () => null });
  known = await knownValues(world);
});
afterAll(async () => {
  await compiled[Symbol.asyncDispose]();
  await ordinary[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});
afterEach(() => {
  for (const name of upstreamNames) world.simulators[name].clearFaults();
});

/** Everything of an answer but signatures, which are new ones each time; what fails together is told in any order. */
function comparable({ status, data, errors, extensions }: Answer) {
  const told = errors.map((error) => JSON.stringify(error)).sort();
  return { status, data: unsigned(data), errors: told, extensions };
}

async function compare(
  query: string,
  variables: Readonly<Record<string, unknown>>,
  name: string,
): Promise<Answer> {
  const answers = await Promise.all([compiled, ordinary].map((gateway) => gateway.query(query, variables)));
  const [left, right] = answers.map(comparable);
  expect(left, `${name}: ${query} ${JSON.stringify(variables)}`).toEqual(right);
  return answers[0] as Answer;
}

/** What is wrong with the backends, and with which operations, by their seeds. */
const worlds: readonly {
  readonly name: string;
  readonly seeds: readonly [first: number, last: number];
  readonly spoil: (simulators: Simulators) => void;
}[] = [
  { name: 'all is well', seeds: [1, 200], spoil: () => {} },
  {
    name: 'rows are broken',
    seeds: [201, 400],
    spoil: (simulators) => {
      for (const name of upstreamNames) simulators[name].inject({ kind: 'rewrite', body: withBrokenRows });
    },
  },
  {
    name: 'a backend refuses and another one stammers',
    seeds: [401, 500],
    spoil: ({ sartiq, acusight }) => {
      sartiq.inject({ kind: 'status', status: 403 });
      acusight.inject({ kind: 'broken-json' });
    },
  },
];

describe.each(worlds)('random operations while $name', ({ seeds: [first, last], spoil }) => {
  it('have the same answer by their shapes and in the ordinary way', { timeout: 300_000 }, async () => {
    spoil(world.simulators);
    const before = executed;
    let [answered, failed] = [0, 0];
    for (let seed = first; seed <= last; seed += 1) {
      const { query, variables } = randomQuery(schema, known, { seed, kind: 'anything' });
      const { data, errors } = await compare(query, variables, `seed ${seed}`);
      if (data) answered += 1;
      if (data && errors.length > 0) failed += 1;
    }
    expect(executed - before).toBe(answered);
    expect(answered).toBeGreaterThan((last - first) / 3);
    if (first > 200) expect(failed).toBeGreaterThan(20);
    expect([...compiled.logged, ...ordinary.logged]).toEqual([]);
  });
});

describe('an operation by its shape', () => {
  it('leaves out and takes in what its variables say, each time anew', async () => {
    const query = `query Some($with: Boolean!, $without: Boolean! = false) {
      jobs(first: 2) { nodes { jobId ...More @include(if: $with) createdBy @skip(if: $without) } }
    } fragment More on Job { jobType images(first: 1) { nodes { status } } }`;
    for (const variables of [{ with: true }, { with: false, without: true }, { with: true, without: true }]) {
      const { data } = await compare(query, variables, 'choice');
      const [job] = data.jobs.nodes;
      expect('jobType' in job).toBe(variables.with);
      expect('createdBy' in job).toBe(!variables.without);
    }
  });

  it.each([
    ['introspection', '{ __schema { queryType { name } } jobs(first: 1) { totalCount } }'],
    [
      'a name that objects have of their own',
      '{ jobs(first: 1) { nodes { __proto__: jobId constructor: jobType } } }',
    ],
    [
      'several operations',
      'query One { jobs(first: 1) { totalCount } } query Two { assets(first: 1) { totalCount } }',
    ],
    [
      'an interface',
      '{ nodes(ids: []) { id } search(text: "jpg", first: 4) { nodes { ... on Node { id } ... on Picture { filename } } } }',
    ],
    [
      'the same field twice',
      '{ jobs(first: 2) { nodes { jobId } nodes { jobId jobType } } again: jobs(first: 2) { nodes { jobStatus } } }',
    ],
  ])('is the same with %s', async (_what, query) => {
    await compare(query, {}, 'special');
  });
});

describe('a list of which one entry is missing that may not be', () => {
  it('lets nothing fail unheard that was begun for the others', async () => {
    const entry = new GraphQLObjectType<{ readonly late: Promise<number> }>({
      name: 'Entry',
      fields: { late: { type: new GraphQLNonNull(GraphQLInt), resolve: ({ late }, _args) => late } },
    });
    const late = Promise.withResolvers<number>();
    const query = new GraphQLObjectType({
      name: 'Query',
      fields: {
        entries: {
          type: new GraphQLList(new GraphQLNonNull(entry)),
          resolve: () => [{ late: late.promise }, new Error('no entry')],
        },
      },
    });
    const unheard: unknown[] = [];
    const hear = (reason: unknown): void => void unheard.push(reason);
    process.on('unhandledRejection', hear);
    const result = createShapeExecution()({
      schema: new GraphQLSchema({ query }),
      document: parse('{ entries { late } }'),
    });
    late.reject(new Error('late'));
    expect(await result).toMatchObject({ data: { entries: null }, errors: [{ message: 'no entry' }] });
    await turn();
    process.off('unhandledRejection', hear);
    expect(unheard).toEqual([]);
  });
});
