import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { Client, createRequest, fetchExchange, stringifyDocument } from '@urql/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Environment } from '#src/config/env.ts';
import { buildSchema } from '#src/graph/schema.ts';
import { createPersistedOperations } from '#src/server/persisted-operations.ts';
import { readRegisteredOperations } from '#src/server/registered-operations.ts';
import { createMutation } from '#test/support/hostile.ts';
import { serviceEnvironment, startWorld, type World } from '#test/support/world.ts';

const jobsQuery = 'query Jobs($first: Int) { jobs(first: $first) { totalCount } }';
const assetsQuery = '{ assets { totalCount } }';
const unknownHash = 'ab'.repeat(32);

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function byHash(sha256Hash: unknown, more: object = {}): object {
  return { extensions: { persistedQuery: { version: 1, sha256Hash } }, ...more };
}

interface Sent {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of data, field by field
  readonly data: any;
  readonly errors:
    | readonly { readonly message: string; readonly extensions: { readonly code: string } }[]
    | undefined;
}

async function send(url: string, body: object): Promise<Sent> {
  return readAnswer(
    await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: JSON.stringify(body),
    }),
  );
}

async function get(url: string, parameters: Readonly<Record<string, string>>): Promise<Sent> {
  const headers = { accept: 'application/graphql-response+json' };
  return readAnswer(await fetch(`${url}/graphql?${new URLSearchParams(parameters)}`, { headers }));
}

async function readAnswer(response: Response): Promise<Sent> {
  return { status: response.status, ...((await response.json()) as Omit<Sent, 'status'>) };
}

const refused = (message: string, code = 'BAD_USER_INPUT') => ({
  status: 400,
  errors: [{ message, extensions: { code } }],
});
const notFound = refused('PersistedQueryNotFound', 'PERSISTED_QUERY_NOT_FOUND');
const notRegistered = refused('Only registered operations run here');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-operations-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function operationsFile(name: string, content: unknown): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

function worldWith(extra: Environment): Promise<World> {
  return startWorld({ env: (simulators) => ({ ...serviceEnvironment(simulators), ...extra }) });
}

describe('automatic persisted operations', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  beforeEach(() => {
    world.takeRequests();
  });
  afterEach(() => {
    expect(world.logged).toEqual([]);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('run by their hash once they were sent with it', async () => {
    const hash = sha256(jobsQuery);
    const variables = { first: 1 };
    expect(await send(world.url, byHash(hash, { variables }))).toMatchObject(notFound);
    expect(world.takeRequests()).toEqual([]);
    const whole = await send(world.url, byHash(hash, { query: jobsQuery, variables }));
    expect(whole).toMatchObject({ status: 200, data: { jobs: { totalCount: expect.any(Number) } } });
    expect(await send(world.url, byHash(hash, { variables }))).toEqual(whole);
    expect(await send(world.url, byHash(hash.toUpperCase(), { variables }))).toEqual(whole);
  });

  it('run by GET too, mutations excepted', async () => {
    const persistedQuery = (text: string) => ({
      extensions: JSON.stringify({ persistedQuery: { version: 1, sha256Hash: sha256(text) } }),
    });
    await send(world.url, byHash(sha256(assetsQuery), { query: assetsQuery }));
    expect(await get(world.url, persistedQuery(assetsQuery))).toMatchObject({
      status: 200,
      data: { assets: { totalCount: expect.any(Number) } },
    });
    await send(world.url, byHash(sha256(createMutation), { query: createMutation }));
    world.takeRequests();
    expect(await get(world.url, persistedQuery(createMutation))).toMatchObject({ status: 405 });
    expect(world.takeRequests()).toEqual([]);
  });

  it('are refused where the hash is of another document, and are not remembered', async () => {
    const mismatch = refused('The document is not the one that its id stands for');
    expect(await send(world.url, byHash(unknownHash, { query: assetsQuery }))).toMatchObject(mismatch);
    expect(await send(world.url, byHash(unknownHash))).toMatchObject(notFound);
    expect(world.takeRequests()).toEqual([]);
  });

  it.each(['{ nothing }', '{', '{ jobs { ...F } }'])(
    'are not remembered where they are wrong: %s',
    async (query) => {
      expect(await send(world.url, byHash(sha256(query), { query }))).toMatchObject({ status: 400 });
      expect(await send(world.url, byHash(sha256(query)))).toMatchObject(notFound);
    },
  );

  it.each([
    { version: 2, sha256Hash: unknownHash },
    { version: 1, sha256Hash: 'short' },
    { version: 1, sha256Hash: 5 },
    { version: 1 },
    'text',
    [],
  ])('are refused where the extension is malformed: %j', async (persistedQuery) => {
    expect(await send(world.url, { query: assetsQuery, extensions: { persistedQuery } })).toMatchObject(
      refused('`extensions.persistedQuery` must have `version` 1 and a SHA-256 as `sha256Hash`'),
    );
    expect(world.takeRequests()).toEqual([]);
  });

  it('are what Apollo Client sends, by POST and by GET', async () => {
    for (const useGETForHashedQueries of [false, true]) {
      const bodies: string[] = [];
      const client = new ApolloClient({
        cache: new InMemoryCache(),
        link: new PersistedQueryLink({ sha256, useGETForHashedQueries }).concat(
          new HttpLink({
            uri: `${world.url}/graphql`,
            fetch: (input, init) => {
              bodies.push(`${init?.method} ${init?.body ?? ''}`);
              return fetch(input, init);
            },
          }),
        ),
      });
      const query = gql(`query ByApollo${useGETForHashedQueries ? 'Get' : 'Post'} { jobs { totalCount } }`);
      const read = async () => (await client.query({ query, fetchPolicy: 'network-only' })).data;
      const data = await read();
      expect(data).toMatchObject({ jobs: { totalCount: expect.any(Number) } });
      expect(await read()).toEqual(data);
      const hasDocument = bodies.map((body) => body.includes('"query"'));
      expect(hasDocument).toEqual([false, true, false]);
      expect(bodies[2]?.startsWith(useGETForHashedQueries ? 'GET' : 'POST')).toBe(true);
      client.stop();
    }
  });

  it('are what urql sends after it was told that the hash is unknown', async () => {
    const query = '{ setDesigns { totalCount } }';
    const text = stringifyDocument(createRequest(query, {}).query);
    const persistedQuery = { version: 1, sha256Hash: sha256(text) } as const;
    const client = new Client({
      url: `${world.url}/graphql`,
      exchanges: [fetchExchange],
      preferGetMethod: false,
    });
    const run = (more: object = {}) =>
      client
        .executeQuery(createRequest(query, {}, { persistedQuery: { ...persistedQuery, ...more } }))
        .toPromise();
    const first = await run();
    expect(first.error?.graphQLErrors.map(({ message }) => message)).toEqual(['PersistedQueryNotFound']);
    const second = await run({ miss: true });
    expect(second.data).toEqual({ setDesigns: { totalCount: expect.any(Number) } });
    expect((await run()).data).toEqual(second.data);
  });

  it('take a bounded amount of memory, the oldest go first', () => {
    const operations = createPersistedOperations({ registered: new Map(), locked: false });
    const size = 100_000;
    for (let number = 0; number < 100; number += 1) {
      operations.remember(String(number), String(number).padEnd(size));
    }
    const isKnown = (number: number): boolean => {
      try {
        return operations.find(null, { kind: 'automatic', id: String(number) }) !== null;
      } catch {
        return false;
      }
    };
    expect(isKnown(99)).toBe(true);
    expect(isKnown(0)).toBe(false);
    const known = Array.from({ length: 100 }, (_, number) => number).filter(isKnown);
    expect(known.length * size * 2).toBeLessThanOrEqual(8 * 1024 ** 2);
  });
});

describe('registered operations', () => {
  const md5 = '0cc175b9c0f1b6a831c399e269772661';
  let world: World;
  beforeAll(async () => {
    const file = await operationsFile('registered.json', {
      [`sha256:${sha256(jobsQuery)}`]: jobsQuery,
      [sha256(createMutation)]: createMutation,
      [md5]: assetsQuery,
    });
    world = await worldWith({ PERSISTED_OPERATIONS_FILE: file, PERSISTED_OPERATIONS: 'only' });
  });
  beforeEach(() => {
    world.takeRequests();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const jobs = { status: 200, data: { jobs: { totalCount: expect.any(Number) } } };

  it.each([
    ['as Apollo Client and urql send it', byHash(sha256(jobsQuery))],
    ['as `documentId`', { documentId: sha256(jobsQuery) }],
    ['as `documentId` with its kind', { documentId: `sha256:${sha256(jobsQuery)}` }],
    ['as `id`', { id: sha256(jobsQuery) }],
    ['as `doc_id`', { doc_id: sha256(jobsQuery) }],
    ['with the document itself', { documentId: sha256(jobsQuery), query: jobsQuery }],
  ])('run by their hash %s', async (_how, body) => {
    expect(await send(world.url, { ...body, variables: { first: 1 } })).toMatchObject(jobs);
  });

  it('run by an id of any kind, as Relay makes them', async () => {
    const body = { doc_id: md5, variables: {} };
    expect(await send(world.url, body)).toMatchObject({
      data: { assets: { totalCount: expect.any(Number) } },
    });
  });

  it('run by GET, mutations excepted', async () => {
    expect(await get(world.url, { documentId: sha256(jobsQuery), variables: '{"first":1}' })).toMatchObject(
      jobs,
    );
    world.takeRequests();
    expect(await get(world.url, { documentId: sha256(createMutation) })).toMatchObject({ status: 405 });
    expect(world.takeRequests()).toEqual([]);
  });

  it.each([
    ['a document', { query: assetsQuery }],
    ['a document with its hash', byHash(sha256(assetsQuery), { query: assetsQuery })],
    ['an unknown hash', byHash(unknownHash)],
    ['an unknown id', { documentId: 'other' }],
    ['nothing at all', {}],
  ])('are all that runs; refused is %s', async (_what, body) => {
    expect(await send(world.url, body)).toMatchObject(notRegistered);
    expect(await send(world.url, body)).toMatchObject(notRegistered);
    expect(world.takeRequests()).toEqual([]);
  });

  it('are all that runs: another document under a registered hash is refused', async () => {
    expect(await send(world.url, byHash(sha256(jobsQuery), { query: assetsQuery }))).toMatchObject(
      refused('The document is not the one that its id stands for'),
    );
    expect(await get(world.url, { query: assetsQuery })).toMatchObject(notRegistered);
    expect(world.takeRequests()).toEqual([]);
  });

  it('leave others alone where they are not the only ones', async () => {
    const file = await operationsFile('open.json', { [md5]: assetsQuery });
    await using open = await worldWith({ PERSISTED_OPERATIONS_FILE: file });
    expect(await send(open.url, { id: md5 })).toMatchObject({ data: { assets: {} } });
    expect(await send(open.url, { query: jobsQuery })).toMatchObject(jobs);
    expect(await send(open.url, { id: 'other', query: jobsQuery })).toMatchObject(jobs);
    expect(await send(open.url, { id: 'other' })).toMatchObject(
      refused('No operation is registered under this id'),
    );
    expect(await send(open.url, { id: '' })).toMatchObject(refused('`id` must be text that is not empty'));
  });
});

describe('a file of registered operations', () => {
  it('that has faults prevents the start, and all of them are named', async () => {
    const file = await operationsFile('faults.json', {
      [unknownHash]: assetsQuery,
      broken: '{',
      wrong: '{ nothing }',
      large: `{ ${'a '.repeat(5000)}}`,
      right: assetsQuery,
    });
    await expect(readRegisteredOperations(file, buildSchema)).rejects.toMatchObject({
      faults: [
        `PERSISTED_OPERATIONS_FILE: the operation ${unknownHash} has another SHA-256`,
        'PERSISTED_OPERATIONS_FILE: the operation broken is no valid document: Syntax Error: Expected Name, found <EOF>.',
        'PERSISTED_OPERATIONS_FILE: the operation wrong is no valid document: Cannot query field "nothing" on type "Query".',
        'PERSISTED_OPERATIONS_FILE: the operation large is no valid document: The document has more than 4,000 tokens; no more are allowed',
      ],
    });
    await expect(worldWith({ PERSISTED_OPERATIONS_FILE: file })).rejects.toThrow(/has 4 faults: /);
  });

  it.each([
    ['text', 'must be a file of JSON'],
    ['[]', 'must have one JSON object: the text of each document by its SHA-256'],
    ['{"a": 5}', 'must have one JSON object: the text of each document by its SHA-256'],
    ['null', 'must have one JSON object: the text of each document by its SHA-256'],
  ])('with %s is refused', async (content, fault) => {
    const file = await operationsFile('shape.json', content);
    await expect(worldWith({ PERSISTED_OPERATIONS_FILE: file })).rejects.toMatchObject({
      faults: [`PERSISTED_OPERATIONS_FILE ${fault}`],
    });
  });

  it('that is not there is refused', async () => {
    const file = join(folder, 'missing.json');
    await expect(worldWith({ PERSISTED_OPERATIONS_FILE: file })).rejects.toMatchObject({
      faults: ['PERSISTED_OPERATIONS_FILE must be a file that can be read (ENOENT)'],
    });
  });
});
