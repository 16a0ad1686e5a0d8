import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '#test/support/ask.ts';
import { serviceEnvironment, startWorld, type World } from '#test/support/world.ts';

const [studio, other] = ['https://studio.example', 'http://localhost:5173'];

function corsOf(headers: Headers): string[] {
  return [...headers.keys()].filter((name) => name.startsWith('access-control-'));
}

describe('a gateway with origins that may use it', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({
      env: (simulators) => ({
        ...serviceEnvironment(simulators),
        CORS_ORIGINS: `${studio}, ${other}`,
      }),
    });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const preflight = (origin: string) =>
    ask(`${world.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
  const post = (headers: Record<string, string>, query = '{ __typename }') =>
    ask(`${world.url}/graphql`, { method: 'POST', json: { query }, headers });

  it.each([studio, other])('answers the preflight of %s', async (origin) => {
    const { status, headers, text } = await preflight(origin);
    expect([status, text]).toEqual([204, '']);
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(headers.get('access-control-allow-methods')).toBe('GET, POST');
    expect(Number(headers.get('access-control-max-age'))).toBeGreaterThan(600);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('vary')).toBe('Origin');
    const allowed = headers.get('access-control-allow-headers')?.split(', ');
    const usual = ['authorization', 'x-request-id', 'cache-control', 'content-type'];
    const own = [
      'x-atelier-explain',
      'x-atelier-cost',
      'x-piktid-token',
      'x-sartiq-token',
      'x-acusight-token',
    ];
    expect(allowed).toEqual(expect.arrayContaining([...usual, ...own, 'apollo-require-preflight']));
  });

  it.each([
    `${studio}.evil.example`,
    'http://studio.example',
    'https://studio.example:8443',
    'null',
    'https://STUDIO.example',
  ])('tells %j nothing', async (origin) => {
    const asked = await preflight(origin);
    expect([asked.status, corsOf(asked.headers)]).toEqual([204, []]);
    const posted = await post({ origin });
    expect([posted.status, corsOf(posted.headers)]).toEqual([403, []]);
    expect(posted.headers.get('vary')).toBe('Origin');
  });

  it.each([
    ['an answer', '{ __typename }', 200],
    ['a refusal', '{ nothing }', 200],
  ])('lets a page read %s, with what stands in its headers', async (_what, query, status) => {
    const answer = await post({ origin: studio }, query);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('access-control-allow-origin')).toBe(studio);
    const exposed = answer.headers.get('access-control-expose-headers')?.split(', ');
    expect(exposed).toEqual(expect.arrayContaining(['x-request-id', 'retry-after', 'ratelimit-remaining']));
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('lets a page read why it was refused', async () => {
    const options = { method: 'POST', body: 'x', headers: { origin: studio, 'content-type': 'text/plain' } };
    const answer = await ask(`${world.url}/graphql`, options);
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([415, studio]);
  });

  it('asks nobody for any of this', () => {
    expect(world.takeRequests()).toEqual([]);
  });
});

it('without such origins says nothing of CORS to anybody', async () => {
  await using world = await startWorld();
  const headers = { origin: studio, 'access-control-request-method': 'POST' };
  const preflight = await ask(`${world.url}/graphql`, { method: 'OPTIONS', headers });
  expect([preflight.status, corsOf(preflight.headers)]).toEqual([204, []]);
  const { headers: own } = await ask(`${world.url}/graphql`, {
    method: 'POST',
    json: { query: '{ __typename }' },
  });
  expect(corsOf(own)).toEqual([]);
});

it('answers a preflight without asking the gate, because browsers send no key with it', async () => {
  await using world = await startWorld({
    env: (simulators) => {
      const { GATEWAY_ANONYMOUS: _open, ...env } = serviceEnvironment(simulators);
      return { ...env, GATEWAY_API_KEYS: 'a-key-of-sixteen-characters', CORS_ORIGINS: studio };
    },
  });
  const headers = { origin: studio, 'access-control-request-method': 'POST' };
  expect((await ask(`${world.url}/graphql`, { method: 'OPTIONS', headers })).status).toBe(204);
  const refused = await ask(`${world.url}/graphql`, {
    method: 'POST',
    json: { query: '{ __typename }' },
    headers: { origin: studio },
  });
  expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, studio]);
});
