import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Environment } from '#src/config/env.ts';
import { ask } from '#test/support/ask.ts';
import { subscribe } from '#test/support/subscribe.ts';
import { serviceEnvironment, startWorld, type World } from '#test/support/world.ts';

const hidden = { message: 'The schema is not shown here', extensions: { code: 'BAD_USER_INPUT' } };

/** Operations that resemble right ones, and with what variables. */
const almostRight: readonly (readonly [query: string, variables: Readonly<Record<string, unknown>>])[] = [
  ['{ jobz { totalCount } }', {}],
  ['{ jobs { totalCounts } }', {}],
  ['{ jobs }', {}],
  ['{ jobs(frist: 1) { totalCount } }', {}],
  ['{ jobs(orderDirection: DESK) { totalCount } }', {}],
  ['{ jobs(orderDirection: "DESC") { totalCount } }', {}],
  ['{ jobs(filter: { serch: "a" }) { totalCount } }', {}],
  ['query ($f: JobFilters) { jobs(filter: $f) { totalCount } }', {}],
  ['{ node(id: "a") { jobId } }', {}],
  ['{ node(id: "a") { ... on Jobs { jobId } } }', {}],
  ['{ __typename @skipp(if: true) }', {}],
  ['query ($d: OrderDirection) { jobs(orderDirection: $d) { totalCount } }', { d: 'DESK' }],
  ['query ($f: JobFilter) { jobs(filter: $f) { totalCount } }', { f: { serch: 'a' } }],
  ['query ($t: [AssetTag!]) { assets(filter: { includeTags: $t }) { totalCount } }', { t: ['MODLE'] }],
];

async function openWorld(extra: Environment): Promise<World> {
  return startWorld({ env: (simulators) => ({ ...serviceEnvironment(simulators), ...extra }) });
}

describe('in production', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ NODE_ENV: 'production' });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it.each([
    getIntrospectionQuery(),
    '{ __type(name: "Job") { name } }',
    '{ a: __schema { queryType { name } } }',
    '{ jobs { totalCount } ...F } fragment F on Query { ... { __schema { queryType { name } } } }',
    'mutation { __schema { queryType { name } } }',
  ])('the schema is not shown: %s', async (query) => {
    world.takeRequests();
    const { data, errors } = await world.query(query);
    expect(errors).toMatchObject([hidden]);
    expect(data).toBeUndefined();
    expect(world.takeRequests()).toEqual([]);
  });

  it('the name of a type is data, and is answered', async () => {
    const { data, errors } = await world.query('{ __typename jobs(first: 1) { nodes { __typename } } }');
    expect(errors).toEqual([]);
    expect(data).toEqual({ __typename: 'Query', jobs: { nodes: [{ __typename: 'Job' }] } });
  });

  it.each(almostRight)('no name is suggested: %s %j', async (query, variables) => {
    const { errors } = await world.query(query, variables);
    expect(errors).not.toEqual([]);
    for (const { message, extensions } of errors) {
      expect(message).not.toMatch(/did you mean/i);
      expect(extensions.code).toBe('BAD_USER_INPUT');
    }
  });

  it('no name is suggested to who subscribes', async () => {
    await using subscription = await subscribe(world.url, 'subscription { job(jobId: "a") { jobIdd } }');
    expect((await subscription.next())?.errors.map(({ message }) => message)).toEqual([
      'Cannot query field "jobIdd" on type "Job".',
    ]);
  });

  it('what is wrong and where is still said', async () => {
    const { errors } = await world.query('{ jobs(filter: { serch: "a" }) { totalCount } }');
    expect(errors).toMatchObject([
      {
        message: 'Field "serch" is not defined by type "JobFilter".',
        locations: [{ line: 1, column: 18 }],
        extensions: { argument: ['filter', 'serch'] },
      },
    ]);
  });

  it.each(['/graphql', '/graphql/assets/graphiql.js'])('GraphiQL is not there: %s', async (path) => {
    const { status, headers, text } = await ask(`${world.url}${path}`, { headers: { accept: 'text/html' } });
    expect([status, headers.get('content-type')]).toEqual([404, 'text/plain; charset=utf-8']);
    expect(text).toBe('GraphiQL is not shown here. GraphQL itself is: send POST requests to /graphql.\n');
  });
});

describe.each([
  [
    'in production with GATEWAY_INTROSPECTION=allow',
    { NODE_ENV: 'production', GATEWAY_INTROSPECTION: 'allow' },
  ],
  ['elsewhere', {}],
] as const)('%s', (_where, extra) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(extra);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('the schema is shown', async () => {
    const { data, errors } = await world.query(getIntrospectionQuery());
    expect(errors).toEqual([]);
    expect(data.__schema.queryType.name).toBe('Query');
  });

  it.each(almostRight.slice(0, 6))('names are suggested: %s', async (query, variables) => {
    const { errors } = await world.query(query, variables);
    expect(errors[0]?.message).toContain('Did you mean');
  });

  it('GraphiQL is there', async () => {
    const { status, text } = await ask(`${world.url}/graphql`, { headers: { accept: 'text/html' } });
    expect([status, text.includes('GraphiQL')]).toEqual([200, true]);
  });
});
