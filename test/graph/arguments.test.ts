import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWorld, type World } from '#test/support/world.ts';

/** Operations that are wrong by themselves, and the path of the argument that is. */
const wrong: readonly [
  title: string,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  argument: readonly (string | number)[],
][] = [
  ['a negative first', '{ jobs(first: -1) { totalCount } }', {}, ['first']],
  ['a first over 200', '{ assets(first: 201) { nodes { id } } }', {}, ['first']],
  ['a last over 200', '{ setDesigns(last: 1000000000) { nodes { id } } }', {}, ['last']],
  ['first with last', '{ datasetImages(first: 1, last: 1) { nodes { id } } }', {}, ['last']],
  ['a garbage cursor', '{ jobs(after: "garbage") { nodes { id } } }', {}, ['after']],
  ['an empty cursor', '{ jobs(before: "") { nodes { id } } }', {}, ['before']],
  [
    'a wrong window below the rows of a list',
    '{ jobs { nodes { images(first: -2) { nodes { id } } } } }',
    {},
    ['first'],
  ],
  [
    'a wrong window in a fragment',
    '{ ...F } fragment F on Query { jobs { edges { node { images(last: 201) { totalCount } } } } }',
    {},
    ['last'],
  ],
  ['an unknown enum word', '{ jobs(orderDirection: UP) { totalCount } }', {}, ['orderDirection']],
  [
    'an unknown enum word inside an input',
    '{ assets(filter: { includeTags: [PRODUCT, SHOE] }) { totalCount } }',
    {},
    ['filter', 'includeTags', 1],
  ],
  [
    'an unknown enum word in a variable',
    'query ($split: DatasetSplit) { datasetImages(filter: { split: $split }) { totalCount } }',
    { split: 'SOME' },
    ['filter', 'split'],
  ],
  [
    'an unknown enum word deep in a variable',
    'query ($filter: AssetFilter) { assets(filter: $filter) { totalCount } }',
    { filter: { includeTags: ['MODEL', 'SHOE'] } },
    ['filter', 'includeTags', 1],
  ],
  [
    'a variable of the wrong type',
    'query ($n: Int) { jobs(first: $n) { totalCount } }',
    { n: 'x' },
    ['first'],
  ],
  ['a size from a variable', 'query ($n: Int) { jobs(first: $n) { totalCount } }', { n: -7 }, ['first']],
  [
    'jobId with search',
    '{ jobs(filter: { jobId: "a", search: "b" }) { totalCount } }',
    {},
    ['filter', 'search'],
  ],
  [
    'a stage without a project',
    '{ datasetImages(filter: { stage: "complete" }) { totalCount } }',
    {},
    ['filter', 'stage'],
  ],
  [
    'projectId with withoutProject',
    '{ datasetImages(filter: { projectId: 1, withoutProject: true }) { totalCount } }',
    {},
    ['filter', 'withoutProject'],
  ],
  [
    'a class with a comma',
    '{ datasetImages(filter: { classValues: ["blazer", "a,b"] }) { totalCount } }',
    {},
    ['filter', 'classValues', 1],
  ],
  [
    'a time that is none',
    '{ assets(filter: { createdAfter: "yesterday" }) { totalCount } }',
    {},
    ['filter', 'createdAfter'],
  ],
  ['an id that is no UUID', '{ setDesign(setDesignId: "7") { name } }', {}, ['setDesignId']],
  ['an id that is a dot segment', '{ asset(assetId: "..") { filename } }', {}, ['assetId']],
  ['a negative id', '{ datasetImage(imageId: -1) { id } }', {}, ['imageId']],
  ['an empty job id', '{ job(jobId: "") { jobStatus } }', {}, ['jobId']],
  [
    'half of a surrogate pair',
    'query ($text: String) { jobs(filter: { search: $text }) { totalCount } }',
    { text: 'a\ud83d' },
    ['filter', 'search'],
  ],
];

describe('wrong arguments', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  beforeEach(() => {
    world.takeRequests();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it.each(wrong)(
    '%s is refused with the path of the argument and asks no backend',
    async (_title, query, variables, argument) => {
      const { data, errors } = await world.query(query, variables);
      expect(errors).toHaveLength(1);
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
      expect(data).toBeUndefined();
      expect(world.takeRequests()).toEqual([]);
    },
  );

  it('all wrong arguments of an operation are reported at once, each with its field', async () => {
    const { errors } = await world.query(
      '{ a: jobs(first: -1) { totalCount } assets(last: 999) { totalCount } }',
    );
    expect(errors.map((error) => [error.path, error.extensions['argument']])).toEqual([
      [['a'], ['first']],
      [['assets'], ['last']],
    ]);
  });

  it('a cursor of another filter or order is refused', async () => {
    const { data } = await world.query('{ jobs(first: 1) { pageInfo { endCursor } } }');
    const after = data.jobs.pageInfo.endCursor;
    world.takeRequests();
    for (const args of ['orderDirection: ASC', 'filter: { jobType: "model_swap" }']) {
      const { errors } = await world.query(
        `query ($after: String) { jobs(after: $after, ${args}) { totalCount } }`,
        { after },
      );
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: ['after'] });
    }
    const { errors } = await world.query('query ($after: String) { assets(after: $after) { totalCount } }', {
      after,
    });
    expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(world.takeRequests()).toEqual([]);
  });

  it('a field that is skipped is not checked', async () => {
    const { data, errors } = await world.query(
      '{ jobs(first: -1) @skip(if: true) { totalCount } assets { totalCount } }',
    );
    expect(errors).toEqual([]);
    expect(data.assets.totalCount).toBeGreaterThan(0);
  });

  it('syntax and validation errors have the same code', async () => {
    for (const query of ['{', '{ nothing }', '{ jobs(size: 3) { totalCount } }']) {
      const { errors } = await world.query(query);
      expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
  });

  it('are found once where fragments double at every level', async () => {
    const levels = Array.from(
      { length: 10 },
      (_, level) => `fragment F${level} on Job { ...F${level + 1} ...F${level + 1} }`,
    );
    const { errors } = await world.query(
      `{ jobs { nodes { ...F0 } } } ${levels.join(' ')} fragment F10 on Job { images(first: -1) { totalCount } }`,
    );
    expect(errors.map(({ extensions }) => extensions['argument'])).toEqual([['first']]);
  });

  it('of the same kind in one variable are told apart', async () => {
    const { errors } = await world.query(
      'query ($tags: [AssetTag!]) { assets(filter: { includeTags: $tags }) { totalCount } }',
      {
        tags: ['X', 'MODEL', 'X'],
      },
    );
    expect(errors.map(({ extensions }) => extensions['argument'])).toEqual([
      ['filter', 'includeTags', 0],
      ['filter', 'includeTags', 2],
    ]);
  });
});
