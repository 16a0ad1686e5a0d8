import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '#src/config/config.ts';
import { type Gateway, startGateway } from '#src/server/gateway.ts';
import { ask } from '#test/support/ask.ts';
import { silentLog } from '#test/support/silent-log.ts';

describe('a gateway whose backends are all dead', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    const dead = 'http://127.0.0.1:1';
    const config = parseConfig({ PORT: '0', PIKTID_URL: dead, SARTIQ_URL: dead, ACUSIGHT_URL: dead });
    gateway = await startGateway(config, { log: silentLog, now: Date.now });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  it.each([
    ['/health', { status: 'ok' }],
    ['/health?x=1', { status: 'ok' }],
    ['/ready', { status: 'ready' }],
    ['/ready?verbose', { status: 'ready' }],
  ])('answers GET %s, which no cache may keep', async (path, body) => {
    const answer = await ask(gateway.url + path);
    expect([answer.status, answer.body]).toEqual([200, body]);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    '/foo/health',
    '/health/',
    '/healthz',
    '/graphql/health',
    '/foo/graphql',
    '/unknown',
    '/%00',
    '//health',
  ])('has nothing at %s', async (path) => {
    const answer = await ask(gateway.url + path);
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({ error: expect.stringContaining('/graphql') });
  });

  it('sends a browser from / to GraphiQL', async () => {
    const answer = await ask(gateway.url);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/graphql']);
  });

  it('answers what needs no backend, and names the dead one for what does', async () => {
    const query = (text: string) => ask(`${gateway.url}/graphql`, { method: 'POST', json: { query: text } });
    expect((await query('{ __typename }')).body).toEqual({ data: { __typename: 'Query' } });
    const token = { 'x-piktid-token': 'x' };
    const answer = await ask(`${gateway.url}/graphql`, {
      method: 'POST',
      json: { query: '{ assets { totalCount } }' },
      headers: token,
    });
    expect(answer.body).toMatchObject({
      data: { assets: null },
      errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE', upstream: 'piktid' } }],
    });
  });
});
