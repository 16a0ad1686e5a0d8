import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { requestIdOf } from '#src/server/request-id.ts';
import { ask } from '#test/support/ask.ts';
import { openEventStream } from '#test/support/event-stream.ts';
import { eventually } from '#test/support/eventually.ts';
import { upstreamNames } from '#test/support/studio-query.ts';
import { type AnswerError, serviceEnvironment, startWorld, type World } from '#test/support/world.ts';

const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/;
const json = { 'content-type': 'application/json' };

describe('the id of a request', () => {
  it.each(['a', 'trace-1:2.3+4/5=', 'x'.repeat(128)])('is the one that the client sent: %j', (id) => {
    expect(requestIdOf(id)).toBe(id);
  });

  it.each([undefined, '', 'x'.repeat(129), 'two words', 'a"b', 'a\\b', 'é', '<b>', ['a', 'b']])(
    'is a new one where the client sent %j',
    (sent) => {
      expect(requestIdOf(sent)).toMatch(uuid);
      expect(requestIdOf(sent)).not.toBe(requestIdOf(sent));
    },
  );
});

describe('every answer of /graphql', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterEach(() => {
    for (const upstream of upstreamNames) world.simulators[upstream].clearFaults();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const post = (body: string, headers: Record<string, string> = json) =>
    ask(`${world.url}/graphql`, { method: 'POST', headers: { 'x-request-id': 'mine-1', ...headers }, body });
  const query = (text: string) => post(JSON.stringify({ query: text }));

  it.each<[string, () => ReturnType<typeof ask>]>([
    ['a wrong argument', () => query('{ assets(first: -1) { totalCount } }')],
    ['an unknown field', () => query('{ nothing }')],
    ['the same unknown field again', () => query('{ nothing }')],
    ['no GraphQL', () => query('hello')],
    ['no JSON', () => post('{')],
    ['no query', () => post('{}')],
    ['a batch', () => post('[{"query":"{__typename}"}]')],
    ['another media type', () => post('{ __typename }', { 'content-type': 'text/plain' })],
    ['a page of another site', () => post('{}', { ...json, 'sec-fetch-site': 'cross-site' })],
    [
      'a mutation by GET',
      () => ask(`${world.url}/graphql?query=mutation{__typename}`, { headers: { 'x-request-id': 'mine-1' } }),
    ],
    [
      'a method that there is not',
      () => ask(`${world.url}/graphql`, { method: 'PUT', headers: { 'x-request-id': 'mine-1' } }),
    ],
    [
      'an upload without a map',
      () => post('--b--\r\n', { 'content-type': 'multipart/form-data; boundary=b' }),
    ],
  ])('names the request in its header and in every error: %s', async (_what, send) => {
    const { headers, body } = await send();
    expect(headers.get('x-request-id')).toBe('mine-1');
    const { errors } = body as { readonly errors: readonly AnswerError[] };
    expect(errors.length).toBeGreaterThan(0);
    for (const { extensions } of errors) expect(extensions).toMatchObject({ requestId: 'mine-1' });
    expect(world.takeRequests()).toEqual([]);
  });

  it('names it where a backend fails, once for each field', async () => {
    world.simulators.piktid.inject({ kind: 'status', status: 500 });
    const { body } = await query('{ jobs { totalCount } assets { totalCount } }');
    expect(body).toMatchObject({
      errors: [{ extensions: { requestId: 'mine-1' } }, { extensions: { requestId: 'mine-1' } }],
    });
  });

  it('gives another id to everybody who sends none', async () => {
    const ids = await Promise.all(
      [1, 2].map(async () => {
        const { headers, body } = await post('{"query":"{ nothing }"}', { ...json, 'x-request-id': '' });
        const { errors } = body as { readonly errors: readonly AnswerError[] };
        expect(errors[0]?.extensions['requestId']).toBe(headers.get('x-request-id'));
        return headers.get('x-request-id');
      }),
    );
    expect(ids[0]).toMatch(uuid);
    expect(ids[0]).not.toBe(ids[1]);
  });

  it('names it in the events of a subscription', async () => {
    const text = encodeURIComponent('subscription { job(jobId: "there-is-no-such-job") { jobStatus } }');
    await using stream = await openEventStream(`${world.url}/graphql?query=${text}`, {
      accept: 'text/event-stream',
      'x-request-id': 'mine-2',
    });
    world.simulators.piktid.inject({ kind: 'status', status: 403 });
    let message = await stream.next();
    while (message && message.event !== 'next') message = await stream.next();
    expect(message?.data).toMatchObject({ errors: [{ extensions: { requestId: 'mine-2' } }] });
  });

  it('may be read as JSON and as nothing else, and is kept by nobody', async () => {
    for (const { headers } of [
      await query('{ __typename }'),
      await ask(`${world.url}/graphql?query={__typename}`),
    ]) {
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('server')).toBeNull();
    }
  });
});

describe('the log of operations', () => {
  it('has one line for each request, with what it was and how it ended', async () => {
    await using world = await startWorld();
    world.simulators.piktid.inject({ kind: 'status', status: 500 });
    const requestId = { 'x-request-id': 'mine-3' };
    await world.query('query Screen { assets { totalCount } jobs { totalCount } }', {}, requestId);
    await world.query('mutation { __typename }');
    await world.query('{ nothing }');
    await eventually(() => expect(world.operations).toHaveLength(3));
    expect(world.operations).toEqual([
      {
        requestId: 'mine-3',
        caller: 'ip:127.0.0.1',
        kind: 'query',
        operation: 'Screen',
        documentHash: '1cab070bebf5f0e67a938cbc48234f39768e526887b6b71a9f407877c5d7112b',
        outcome: 'partial',
        durationMs: expect.any(Number),
        planned: { min: 2, max: 2 },
        sent: { piktid: 6 },
        cacheHits: 0,
        shared: 0,
        codes: ['UPSTREAM_UNAVAILABLE'],
        refusedBy: null,
        status: 200,
        complete: true,
      },
      expect.objectContaining({
        kind: 'mutation',
        operation: null,
        codes: [],
        requestId: expect.stringMatching(uuid),
      }),
      expect.objectContaining({ kind: 'query', codes: ['BAD_USER_INPUT'] }),
    ]);
  });

  it('bounds names that have no end', async () => {
    await using world = await startWorld();
    await world.query(`query ${'Q'.repeat(5_000)} { __typename }`);
    await eventually(() => expect(world.operations).toMatchObject([{ operation: 'Q'.repeat(100) }]));
  });

  it('has a line for who is refused', async () => {
    const env = { GATEWAY_API_KEYS: 'a-key-of-sixteen-characters' };
    await using world = await startWorld({
      env: (simulators) => {
        const { GATEWAY_ANONYMOUS: _open, ...rest } = serviceEnvironment(simulators);
        return { ...rest, ...env };
      },
    });
    await world.query('{ __typename }');
    await eventually(() =>
      expect(world.operations).toMatchObject([{ status: 401, codes: ['UNAUTHENTICATED'] }]),
    );
    await world.query('{ __typename }', {}, { authorization: `Bearer ${env.GATEWAY_API_KEYS}` });
    await eventually(() => expect(world.operations).toHaveLength(2));
    expect(world.operations[1]).toMatchObject({ caller: expect.stringMatching(/^key:[\da-f]{12}$/) });
  });
});
