import { getIntrospectionQuery } from 'graphql';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask } from '#test/support/ask.ts';
import { createMutation, type HostileRequest, hostileRequests, times } from '#test/support/hostile.ts';
import { serviceEnvironment, startWorld, type World } from '#test/support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({
    env: (simulators) => ({ ...serviceEnvironment(simulators), NODE_ENV: 'production' }),
  });
});
beforeEach(() => {
  world.takeRequests();
});
afterEach(() => {
  expect(world.takeRequests()).toEqual([]);
  expect(world.logged).toEqual([]);
});
afterAll(() => world[Symbol.asyncDispose]());

const responseJson = 'application/graphql-response+json';

interface Refused {
  readonly status: number;
  readonly allow: string | null;
  readonly data: unknown;
  readonly messages: readonly string[];
  readonly codes: readonly unknown[];
}

async function refusalOf(request: Partial<HostileRequest>, accept = responseJson): Promise<Refused> {
  const { method = 'POST', search = '', body = null } = request;
  const answer = await ask(`${world.url}/graphql${search}`, {
    method,
    headers: { accept, ...(body === null ? {} : { 'content-type': 'application/json' }) },
    ...(body === null ? {} : { body }),
  });
  const { data, errors = [] } = answer.body as {
    data?: unknown;
    errors?: { message: string; extensions: { code: unknown } }[];
  };
  return {
    status: answer.status,
    allow: answer.headers.get('allow'),
    data,
    messages: errors.map(({ message }) => message),
    codes: [...new Set(errors.map(({ extensions }) => extensions.code))],
  };
}

const refused = (message: string) => ({
  status: 400,
  data: undefined,
  messages: expect.arrayContaining([message]),
  codes: ['BAD_USER_INPUT'],
});

/** What each hostile request is told. */
const answers: Readonly<Record<keyof typeof hostileRequests, unknown>> = {
  '1,000 aliases': refused('The operation has 1,000 aliases; at most 100 are allowed'),
  '10,000 directives': refused('The document has 190,014 characters; at most 100,000 are allowed'),
  '30 levels': refused('The operation has 31 levels of fields; at most 20 are allowed'),
  'a document of 1 MB': { status: expect.toBeOneOf([400, 413]), data: undefined },
  '4,000 times the same field': refused('The document has more than 4,000 tokens; no more are allowed'),
  'a fragment bomb': refused(
    'The document has over 1,000,000,000 fields and fragments in all places where they are spread; at most 10,000 are allowed',
  ),
  'a billion rows': refused('`first` must be a whole number from 0 to 200, but is 1000000000'),
  'a batch': refused('Batching is not supported.'),
  'a mutation by GET': {
    ...refused('Can only perform a mutation operation from a POST request.'),
    status: 405,
    allow: 'POST',
  },
  introspection: refused('The schema is not shown here'),
  'an unknown hash': { ...refused('PersistedQueryNotFound'), codes: ['PERSISTED_QUERY_NOT_FOUND'] },
};

describe('a hostile request asks no backend and is told why:', () => {
  const names = Object.keys(hostileRequests) as (keyof typeof hostileRequests)[];

  it.each(names)('%s', async (name) => {
    expect(await refusalOf(hostileRequests[name](''))).toMatchObject(answers[name] as object);
  });

  it.each(names)('%s, sent again', async (name) => {
    const request = hostileRequests[name](' ');
    const first = await refusalOf(request);
    expect(await refusalOf(request)).toEqual(first);
    expect(first.status).toBeGreaterThanOrEqual(400);
  });

  it('in the old media type with the status that it has for documents', async () => {
    expect(await refusalOf(hostileRequests['30 levels'](''), 'application/json')).toMatchObject({
      ...refused('The operation has 31 levels of fields; at most 20 are allowed'),
      status: 200,
    });
  });
});

describe('long lists are refused before any backend is asked:', () => {
  const words = (count: number): string[] => Array.from({ length: count }, (_, index) => `word ${index}`);
  const uuid = '5d1f7c1e-6c0e-4b5f-8f0a-6a1d1f0f9b21';
  it.each([
    [
      'query ($v: [ID!]!) { nodes(ids: $v) { id } }',
      words(1000),
      '`ids` must be at most 200 ids, but are 1000',
    ],
    [
      'query ($v: [String!]) { datasetImages(filter: { classValues: $v }) { totalCount } }',
      words(201),
      '`filter.classValues` must have at most 200 entries, but has 201',
    ],
    [
      'query ($v: [AssetTag!]) { assets(filter: { includeTags: $v }) { totalCount } }',
      Array(201).fill('MODEL'),
      '`filter.includeTags` must have at most 200 entries, but has 201',
    ],
    [
      'query ($v: [String!]) { jobs(filter: { imageFeedback: $v }) { totalCount } }',
      words(201),
      '`filter.imageFeedback` must have at most 200 entries, but has 201',
    ],
    [
      'query ($v: [String!]) { jobs { nodes { images(filter: { feedback: $v }) { totalCount } } } }',
      words(201),
      '`filter.feedback` must have at most 200 entries, but has 201',
    ],
    [
      'mutation ($v: [Float!]) { createAnnotation(input: { imageId: 1, type: "polygon", classValue: "a", geometry: $v }) { userErrors { message } } }',
      Array(2002).fill(0.5),
      '`input.geometry` must have at most 2000 entries, but has 2002',
    ],
    [
      'mutation ($v: [SubjectPortraitInput!]) { createSetDesign(input: { name: "x", subjectPortraits: $v }) { userErrors { message } } }',
      Array(2001).fill({ subjectId: uuid }),
      '`input.subjectPortraits` must have at most 2000 entries, but has 2001',
    ],
    [
      `mutation ($v: [UUID!]!) { requestSetDesignCompletion(input: { setDesignId: "${uuid}", subjectIds: $v, shotTypeIds: [] }) { userErrors { message } } }`,
      Array(2001).fill(uuid),
      '`input.subjectIds` must have at most 2000 entries, but has 2001',
    ],
  ])('%s', async (query, v, message) => {
    expect(await refusalOf({ body: JSON.stringify({ query, variables: { v } }) })).toMatchObject(
      refused(message),
    );
  });

  it('a list of wrong words is told in part', async () => {
    const query = 'query ($v: [AssetTag!]) { assets(filter: { includeTags: $v }) { totalCount } }';
    const { status, messages } = await refusalOf({
      body: JSON.stringify({ query, variables: { v: words(20_000) } }),
    });
    expect(status).toBe(400);
    expect(messages).toHaveLength(51);
  });

  it('many wrong arguments are told in part', async () => {
    const query = `{ jobs { nodes { ${times(100, (n) => `a${n}: images(first: -1) { totalCount }`)} } } }`;
    const { status, messages } = await refusalOf({ body: JSON.stringify({ query }) });
    expect([status, messages.length]).toEqual([400, 50]);
  });

  it('many unknown fields are told in part', async () => {
    const query = `{ jobs { nodes { ${times(1000, (n) => `nothing${n}`)} } } }`;
    const { status, messages } = await refusalOf({ body: JSON.stringify({ query }) });
    expect([status, messages.length]).toEqual([400, 21]);
  });
});

describe('a request of another shape is refused:', () => {
  const shapes: readonly (readonly [body: string, message: string])[] = [
    ['5', 'POST body is expected to be object but received number'],
    ['"text"', 'POST body is expected to be object but received string'],
    ['null', 'POST body is expected to be object but received null'],
    ['[]', 'Batching is not supported.'],
    ['[{"query":"{ jobs { totalCount } }"}]', 'Batching is not supported.'],
    ['{', 'POST body sent invalid JSON.'],
    ['', 'POST body sent invalid JSON.'],
    ['{"query":5}', 'Expected "query" param to be a string, but given number.'],
    ['{"query":["{ jobs { totalCount } }"]}', 'Expected "query" param to be a string, but given array.'],
    [
      '{"query":"{ jobs { totalCount } }","variables":[]}',
      'Expected "variables" param to be empty or an object, but given array.',
    ],
    [
      '{"query":"{ jobs { totalCount } }","variables":"{}"}',
      'Expected "variables" param to be empty or an object, but given string.',
    ],
    [
      '{"query":"{ jobs { totalCount } }","extensions":5}',
      'Expected "extensions" param to be empty or an object, but given number.',
    ],
    [
      '{"query":"{ jobs { totalCount } }","operationName":5}',
      '`operationName` must be text, but is a number',
    ],
    [
      '{"query":"{ jobs { totalCount } }","operationName":{}}',
      '`operationName` must be text, but is an object',
    ],
    [
      '{"query":"query A { jobs { totalCount } }","operationName":"B"}',
      'Could not determine what operation to execute.',
    ],
    ['{"query":"{ jobs { totalCount } }","other":1}', 'Unexpected parameter "other" in the request body.'],
    ['{"variables":{}}', 'Must provide query string.'],
  ];
  it.each(shapes)('%s', async (body, message) => {
    expect(await refusalOf({ body })).toMatchObject(refused(message));
  });

  it.each(['variables', 'extensions'])('%s in an address that are no JSON', async (name) => {
    expect(await refusalOf({ method: 'GET', search: `?query={jobs{totalCount}}&${name}={` })).toMatchObject(
      refused('`variables` and `extensions` must be JSON'),
    );
  });

  it.each(['[', '{"a":'])('variables with %s inside each other 50,000 times', async (open) => {
    const close = open === '[' ? ']' : '}';
    const value = `${open.repeat(50_000)}1${close.repeat(50_000)}`;
    const query =
      'mutation ($input: CreateSetDesignInput!) { createSetDesign(input: $input) { userErrors { message } } }';
    const body = JSON.stringify({ query, variables: { input: 'HERE' } }).replace('"HERE"', value);
    expect(await refusalOf({ body })).toMatchObject(
      refused('The variables have more than 100 levels; no more are allowed'),
    );
  });

  it('and is told nothing of what it sent that is no JSON', async () => {
    const answer = await ask(`${world.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: 'secret-of-the-body',
    });
    expect(answer.text).not.toContain('secret');
    expect(answer.status).toBe(400);
  });
});

describe('a mutation by GET is refused', () => {
  it.each([
    ['alone', `?query=${encodeURIComponent(createMutation)}`],
    [
      'chosen by its name',
      `?query=${encodeURIComponent(`query A { __typename } ${createMutation.replace('mutation', 'mutation B')}`)}&operationName=B`,
    ],
  ])('%s', async (_how, search) => {
    expect(await refusalOf({ method: 'GET', search })).toMatchObject({
      status: 405,
      allow: 'POST',
      data: undefined,
    });
  });

  it('after it was read from a POST', async () => {
    const text = `query A { __typename } ${createMutation.replace('mutation', 'mutation B')}`;
    const posted = await refusalOf({ body: JSON.stringify({ query: text, operationName: 'A' }) });
    expect(posted).toMatchObject({ status: 200, data: { __typename: 'Query' } });
    const search = `?query=${encodeURIComponent(text)}&operationName=B`;
    expect(await refusalOf({ method: 'GET', search })).toMatchObject({ status: 405, allow: 'POST' });
  });
});

it('what GraphiQL asks first is answered where the schema is shown', async () => {
  await using open = await startWorld();
  const { errors, data } = await open.query(getIntrospectionQuery({ oneOf: true }));
  expect(errors).toEqual([]);
  expect(data.__schema.queryType.name).toBe('Query');
});
