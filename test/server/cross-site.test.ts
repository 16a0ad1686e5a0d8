import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { crossSiteRefusal } from '#src/server/cross-site.ts';
import { ask } from '#test/support/ask.ts';
import { openUpload, postForm, uploadInput, uploadParts } from '#test/support/upload.ts';
import { serviceEnvironment, startWorld, type World } from '#test/support/world.ts';

const friend = 'https://studio.example';
const json = { 'content-type': 'application/json' };
const rules = {
  listen: { host: '0.0.0.0', port: 4000 },
  gate: { kind: 'open' },
  edge: { corsOrigins: [friend], trustedProxies: 0 },
} as const;
const atGateway = { ...json, host: 'gateway.example:4000' };

describe('a request that came from', () => {
  it.each<[string, Record<string, string>]>([
    ['no browser', {}],
    ['the own page', { 'sec-fetch-site': 'same-origin', origin: 'http://gateway.example:4000' }],
    [
      'the own page behind a proxy that renames the host',
      { 'sec-fetch-site': 'same-origin', origin: 'https://public.example' },
    ],
    ['a person', { 'sec-fetch-site': 'none' }],
    ['a page that may', { 'sec-fetch-site': 'cross-site', origin: friend }],
    ['a page that may, in an old browser', { origin: friend }],
    ['the own page in an old browser', { origin: 'http://gateway.example:4000' }],
    ['the own page behind TLS', { origin: 'https://gateway.example:4000' }],
  ])('%s may run operations: %j', (_what, headers) => {
    for (const method of ['GET', 'POST']) {
      expect(crossSiteRefusal({ method, headers: { ...atGateway, ...headers } }, rules)).toBeNull();
    }
  });

  it.each<Record<string, string>>([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'something-new' },
    { 'sec-fetch-site': 'cross-site', origin: 'http://gateway.example:4000' },
    { 'sec-fetch-site': 'cross-site', origin: `${friend}.evil.example` },
    { origin: 'https://evil.example' },
    { origin: 'http://gateway.example' },
    { origin: 'http://gateway.example:4001' },
    { origin: 'http://gateway.example:4000.evil.example' },
    { origin: 'null' },
    { origin: '' },
    { origin: 'https://public.example', 'x-forwarded-host': 'public.example' },
  ])('a page of elsewhere may not: %j', (headers) => {
    for (const method of ['GET', 'POST']) {
      const refusal = crossSiteRefusal({ method, headers: { ...atGateway, ...headers } }, rules);
      expect(refusal).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    }
  });

  it('the own page in an old browser may where a trusted proxy says how the gateway is called', () => {
    const behind = { ...rules, edge: { corsOrigins: [], trustedProxies: 1 } };
    const headers = { ...atGateway, origin: 'https://public.example', 'x-forwarded-host': 'public.example' };
    expect(crossSiteRefusal({ method: 'POST', headers }, behind)).toBeNull();
  });
});

describe('a gateway for its own machine', () => {
  const loopback = { ...rules, listen: { host: '127.0.0.1', port: 4000 } };
  const refusalFor = (host: string | undefined, other: object = {}) =>
    crossSiteRefusal(
      { method: 'GET', headers: host === undefined ? {} : { host } },
      { ...loopback, ...other },
    );

  it.each([
    undefined,
    'localhost',
    'LocalHost:4000',
    '127.0.0.1:4000',
    '127.1.2.3',
    '[::1]:4000',
    'a.localhost:1',
  ])('is asked as %j', (host) => {
    expect(refusalFor(host)).toBeNull();
  });

  it.each([
    'evil.example',
    'evil.example:4000',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '10.0.0.1',
    '',
    '[::2]',
  ])('is not asked as %j, to which a page may have pointed its own name', (host) => {
    expect(refusalFor(host)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });

  it('is asked by any name behind a proxy, and where callers must prove themselves', () => {
    expect(refusalFor('gateway.example', { edge: { corsOrigins: [], trustedProxies: 1 } })).toBeNull();
    expect(refusalFor('gateway.example', { gate: { kind: 'api-keys', keys: ['x'] } })).toBeNull();
  });
});

describe('a page of another site', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({
      env: (simulators) => ({ ...serviceEnvironment(simulators), CORS_ORIGINS: friend }),
    });
  });
  afterEach(() => {
    expect(world.takeRequests()).toEqual([]);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const query = '{ assets { totalCount } }';
  const cross = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
  const refused = {
    status: 403,
    body: {
      errors: [
        {
          message: expect.stringContaining('CORS_ORIGINS'),
          extensions: { code: 'FORBIDDEN', requestId: expect.any(String) },
        },
      ],
    },
  };
  const get = `/graphql?query=${encodeURIComponent(query)}`;

  it.each<[string, string, object]>([
    ['JSON', '/graphql', { method: 'POST', json: { query } }],
    ['a query in the address', get, {}],
    ['a picture', get, { headers: { accept: 'image/*' } }],
    ['a frame', get, { headers: { accept: 'text/html,application/json' } }],
    ['an EventSource', get, { headers: { accept: 'text/event-stream' } }],
    [
      'GraphQL',
      '/graphql',
      { method: 'POST', body: query, headers: { 'content-type': 'application/graphql' } },
    ],
    [
      'a form',
      '/graphql',
      {
        method: 'POST',
        body: `query=${query}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      },
    ],
    [
      'text',
      '/graphql',
      { method: 'POST', body: JSON.stringify({ query }), headers: { 'content-type': 'text/plain' } },
    ],
  ])('runs nothing by %s', async (_what, path, options: { headers?: object }) => {
    const headers = { ...options.headers, ...cross };
    expect(await ask(world.url + path, { ...options, headers })).toMatchObject(refused);
    const old = { ...options.headers, origin: 'https://evil.example' };
    expect(await ask(world.url + path, { ...options, headers: old })).toMatchObject(refused);
  });

  it('uploads nothing', async () => {
    const parts = uploadParts(uploadInput(world.simulators), Buffer.from('PK'));
    expect(await postForm(world.url, parts, cross)).toMatchObject({
      status: 403,
      errors: refused.body.errors,
    });
    const endless = openUpload(world.url, cross);
    await endless.send('--test-boundary\r\n');
    expect(await endless.answer).toMatchObject({ status: 403, connection: 'close' });
    endless.request.destroy();
  });

  it('may lead a person to GraphiQL', async () => {
    const headers = { accept: 'text/html', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    const page = await ask(world.url + get, { headers });
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/html'),
    ]);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'text/xml', ''])(
    'or anybody else gets nowhere with a body of type %j',
    async (type) => {
      const body = type.includes('form') ? `query=${encodeURIComponent(query)}` : JSON.stringify({ query });
      const answer = await ask(`${world.url}/graphql`, {
        method: 'POST',
        body: Buffer.from(body),
        headers: { 'content-type': type },
      });
      expect(answer.status).toBe(415);
      expect(answer.body).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    },
  );

  it('that is a friend gets its answers', async () => {
    const { errors } = await world.query(query, {}, { 'sec-fetch-site': 'cross-site', origin: friend });
    expect(errors).toEqual([]);
    expect(world.takeRequests()).toHaveLength(1);
  });
});
