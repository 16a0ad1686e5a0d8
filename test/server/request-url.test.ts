import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { urlRefusal } from '#src/server/request-url.ts';
import { serviceEnvironment, startWorld, type World } from '#test/support/world.ts';

const strange = [
  'localhost:99999',
  '[',
  'a b',
  'localhost:x',
  'localhost/x?',
  'localhost#',
  'me@localhost',
  'localhost\\x',
];

describe('a request', () => {
  it.each(strange)('to the host %j has no URL', (host) => {
    expect(urlRefusal({ url: '/graphql?query=x', headers: { host } })).toMatchObject({ status: 400 });
  });

  it.each([undefined, '', 'localhost', 'LocalHost:4000', '127.0.0.1:1', '[::1]:4000', 'a_b.example', 'x:'])(
    'to the host %j has one',
    (host) => {
      const headers = host === undefined ? {} : { host };
      for (const search of ['', '?', '?query={__typename}', '?%', '?a=b#c?//@[']) {
        expect(urlRefusal({ url: `/graphql${search}`, headers })).toBeNull();
      }
    },
  );
});

describe('a gateway', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ env: serviceEnvironment });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const askAs = async (host: string, method: string): Promise<unknown[]> => {
    const headers = { host, 'content-type': 'application/json' };
    const answered = Promise.withResolvers<unknown[]>();
    const sent = request(`${world.url}/graphql?query={__typename}`, { method, headers, agent: false });
    sent.on('error', answered.reject);
    sent.on('response', async (response) => {
      answered.resolve([response.statusCode, JSON.parse(await text(response))]);
    });
    sent.end(method === 'POST' ? JSON.stringify({ query: '{ assets { totalCount } }' }) : undefined);
    return answered.promise;
  };

  it.each(strange)('refuses a request to the host %j in the form of GraphQL', async (host) => {
    for (const method of ['GET', 'POST']) {
      expect(await askAs(host, method)).toEqual([
        400,
        {
          errors: [
            {
              message: 'The header `Host` must be a host name or an address, and may have a port behind it',
              extensions: { code: 'BAD_USER_INPUT', requestId: expect.any(String) },
            },
          ],
        },
      ]);
    }
    expect(world.operations.at(-1)).toMatchObject({ status: 400, codes: ['BAD_USER_INPUT'] });
    expect(world.takeRequests()).toEqual([]);
    expect(world.logged).toEqual([]);
  });

  it('answers one to a host that is one', async () => {
    expect(await askAs('localhost:4000', 'GET')).toEqual([200, { data: { __typename: 'Query' } }]);
  });
});
