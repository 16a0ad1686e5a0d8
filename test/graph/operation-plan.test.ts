import { type GraphQLSchema, getOperationAST, getVariableValues, Kind, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BadUserInput } from '#src/errors.ts';
import { nothingKnown } from '#src/graph/field-plan.ts';
import { decodeGlobalId } from '#src/graph/global-id.ts';
import { type OperationPlan, type PlannedRequest, planOperation } from '#src/graph/operation-plan.ts';
import { buildSchema } from '#src/graph/schema.ts';
import type { LoggedRequest } from '#test/simulators/simulator.ts';
import { knownValues } from '#test/support/known-values.ts';
import { type KnownValues, type OperationKind, randomQuery } from '#test/support/random-operation.ts';
import { upstreamNames } from '#test/support/studio-query.ts';
import { startWorld, type World } from '#test/support/world.ts';

let nowMs = Date.UTC(2026, 2, 20, 8, 30);
let world: World;
let schema: GraphQLSchema;
let known: KnownValues;

beforeAll(async () => {
  world = await startWorld({ now: () => nowMs });
  schema = buildSchema();
  known = await knownValues(world);
  world.takeRequests();
});
afterAll(() => world[Symbol.asyncDispose]());

/** What an operation may cost; those that would cost more are not run. */
const mostRequests = 200;

function planOf(query: string, variables: Readonly<Record<string, unknown>>): OperationPlan {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new TypeError('no operation');
  const { coerced = {} } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  const fragments = Object.fromEntries(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
  return planOperation(operation, { schema, fragments, variableValues: coerced }, nothingKnown);
}

/** Null where the arguments do not go together. */
function planUnlessRefused(
  query: string,
  variables: Readonly<Record<string, unknown>>,
): OperationPlan | null {
  try {
    return planOf(query, variables);
  } catch (error) {
    if (error instanceof BadUserInput) return null;
    throw error;
  }
}

function requests(): { upstream: string; request: LoggedRequest }[] {
  return upstreamNames.flatMap((upstream) =>
    world.simulators[upstream].requests.map((request) => ({ upstream, request })),
  );
}

/** Whether a plan holds a request: route or path, and every parameter that it does not leave open. */
function holds(planned: PlannedRequest, upstream: string, { method, path, query }: LoggedRequest): boolean {
  if (planned.upstream !== upstream || planned.method !== method) return false;
  const route = new RegExp(`^${planned.route.replace(/\{\w+\}/g, '[^/]+')}$`);
  if (planned.path === null ? !route.test(path) : decodeURIComponent(planned.path) !== path) return false;
  const isFixed = (name: string): boolean => ![...planned.open, ...planned.needs].includes(name);
  const sent = [...query].filter(([name]) => isFixed(name));
  const fixed = Object.entries(planned.parameters).filter(([name]) => isFixed(name));
  const wanted = fixed.flatMap(([name, value]) =>
    Array.isArray(value) ? value.map((each) => [name, each]) : [[name, String(value)]],
  );
  return JSON.stringify(sent.sort()) === JSON.stringify(wanted.sort());
}

/** Each request is counted for the most exact plan that holds it and has room. */
function unplanned(plan: OperationPlan, sent: ReturnType<typeof requests>): string[] {
  const room = new Map(plan.requests.map((planned) => [planned, planned.count.max]));
  const exactFirst = plan.requests.toSorted((left, right) => left.open.length - right.open.length);
  return sent.flatMap(({ upstream, request }) => {
    const planned = exactFirst.find((each) => holds(each, upstream, request) && (room.get(each) ?? 0) > 0);
    if (!planned) return [`${upstream} ${request.method} ${request.path}?${request.query}`];
    room.set(planned, (room.get(planned) ?? 0) - 1);
    return [];
  });
}

/** What a person wants to know of an operation whose plan was wrong. */
function tellingOf(seed: number, plan: OperationPlan, sent: ReturnType<typeof requests>): string {
  const planned = plan.requests.map(
    ({ method, path, route, parameters, count, fields }) =>
      `${count.min}-${count.max} ${method} ${path ?? route} ${JSON.stringify(parameters)} for ${fields}`,
  );
  const made = sent.map(({ request: { method, path, query } }) => `${method} ${path}?${query}`);
  return [`seed ${seed}`, 'planned:', ...planned, 'made:', ...made].join('\n');
}

interface Explained {
  readonly explain: { readonly plan: { readonly requests: { readonly min: number; readonly max: number } } };
}

/** Ids of objects that one request reads, whatever it answers. */
function wholeIds(): KnownValues[string] {
  const isWhole = (id: unknown): boolean => {
    const type = decodeGlobalId(String(id))?.type ?? '';
    return !['Image', 'Subject', 'ShotType', 'BackgroundPreset'].includes(type);
  };
  return (known['id'] ?? []).filter(isWhole) as [unknown, ...unknown[]];
}

/** Runs so many random operations, each with its plan. */
async function runRandom(
  kind: OperationKind,
  runs: number,
  check: (plan: OperationPlan, sent: ReturnType<typeof requests>, told: string) => void,
): Promise<void> {
  let executed = 0;
  for (let seed = 1; executed < runs; seed += 1) {
    const values = kind === 'anything' ? known : { ...known, id: wholeIds(), ids: wholeIds() };
    const { query, variables } = randomQuery(schema, values, { seed, kind });
    const plan = planUnlessRefused(query, variables);
    if (plan !== null && plan.count.max > mostRequests) continue;
    for (const upstream of upstreamNames) world.simulators[upstream].clearRequests();
    // What is kept for minutes is asked for anew.
    nowMs += 600_000;
    const { data, errors } = await world.query(query, variables);
    const sent = requests();
    // What is longer than a document may be is refused, too.
    if (plan === null || (data === undefined && /at most/.test(errors[0]?.message ?? ''))) {
      expect([data, errors[0]?.extensions.code, sent]).toEqual([undefined, 'BAD_USER_INPUT', []]);
      continue;
    }
    executed += 1;
    check(plan, sent, tellingOf(seed, plan, sent));
  }
}

describe('the plan of an operation', () => {
  it('holds every request that is made, and their number lies within its bounds', async () => {
    let joined = 0;
    await runRandom('anything', 200, (plan, sent, told) => {
      expect(unplanned(plan, sent), told).toEqual([]);
      expect(sent.length, told).toBeGreaterThanOrEqual(plan.count.min);
      expect(sent.length, told).toBeLessThanOrEqual(plan.count.max);
      if (sent.some(({ request }) => request.query.has('filename') || request.query.has('search')))
        joined += 1;
    });
    expect(joined).toBeGreaterThan(40);
  }, 120_000);

  it('is exact where no row decides', async () => {
    let made = 0;
    await runRandom('first pages', 100, (plan, sent, told) => {
      expect(unplanned(plan, sent), told).toEqual([]);
      expect([plan.count.min, plan.count.max], told).toEqual([sent.length, sent.length]);
      made += sent.length;
    });
    expect(made).toBeGreaterThan(100);
  }, 120_000);

  it('is exact for windows of any number of pages, once the lengths of their lists are known', async () => {
    let [executed, ofSeveralPages] = [0, 0];
    for (let seed = 1; executed < 200; seed += 1) {
      const values = { ...known, id: wholeIds(), ids: wholeIds() };
      const { query, variables } = randomQuery(schema, values, { seed, kind: 'windows' });
      if (planUnlessRefused(query, variables) === null) continue;
      const learning = await world.query(query, variables);
      // What could not be read has no length.
      if (learning.errors.length > 0) continue;
      executed += 1;
      const explained = await world.query(query, variables, { 'x-atelier-explain': 'plan' });
      const { requests: planned } = (explained.extensions as Explained).explain.plan;
      for (const upstream of upstreamNames) world.simulators[upstream].clearRequests();
      await world.query(query, variables);
      expect([planned.min, planned.max], `seed ${seed}: ${query}`).toEqual([
        requests().length,
        requests().length,
      ]);
      const before = planOf(query, variables).count;
      if (before.min < before.max) ofSeveralPages += 1;
    }
    expect(ofSeveralPages).toBeGreaterThan(60);
  }, 120_000);
});
