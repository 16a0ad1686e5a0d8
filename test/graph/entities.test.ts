import { readFile } from 'node:fs/promises';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { lexicographicSortSchema } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { entityTypes, keysOf } from '#src/graph/entity-keys.ts';
import { encodeGlobalId } from '#src/graph/global-id.ts';
import { buildSchema } from '#src/graph/schema.ts';
import { startUpload } from '#test/support/start-work.ts';
import {
  type Answer,
  type RunningGateway,
  serviceEnvironment,
  startGatewayWith,
  startWorld,
  type World,
} from '#test/support/world.ts';

type Row = Readonly<Record<string, unknown>>;

const keyFieldsOf = (type: (typeof entityTypes)[number]): string[] =>
  keysOf(type).flatMap((key) => key.split(' '));

/** The key fields of every type that has a key, for the places where they are found. */
const keys = Object.fromEntries(
  entityTypes.map((type) => [type, `__typename ${[...new Set(keyFieldsOf(type))].join(' ')}`]),
);

const everything = `query ($taskId: UUID!) {
  jobs(first: 3) { nodes { ${keys['Job']} images(first: 3) { nodes { ${keys['Image']} } } } }
  assets(first: 3) { nodes { ${keys['Asset']} } }
  setDesigns(first: 40) {
    nodes {
      ${keys['SetDesign']}
      backgroundPreset { ${keys['BackgroundPreset']} }
      baseImages { ${keys['SetBaseImage']} subject { ${keys['Subject']} } shotType { ${keys['ShotType']} } }
      referenceImages { ${keys['SetReferenceImage']} }
      subjectPortraits { ${keys['SubjectPortrait']} }
    }
  }
  datasetImages(first: 9) { nodes { ${keys['DatasetImage']} annotations { ${keys['Annotation']} } } }
  uploadTask(taskId: $taskId) { ${keys['UploadTask']} }
}`;

const entities = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ${entityTypes.map((type) => `... on ${type} { ${keys[type]} }`).join('\n')}
  }
}`;

/** One object of each type inside an answer, with its key fields. */
function samplesIn(value: unknown, found = new Map<string, Row>()): Map<string, Row> {
  if (typeof value !== 'object' || value === null) return found;
  for (const member of Object.values(value)) samplesIn(member, found);
  if ('__typename' in value) {
    const fields = Object.entries(value).filter(([, member]) => typeof member !== 'object');
    found.set(String(value.__typename), Object.fromEntries(fields));
  }
  return found;
}

let world: World;
let samples: Map<string, Row>;
beforeAll(async () => {
  world = await startWorld({
    env: (simulators) => ({ ...serviceEnvironment(simulators), GATEWAY_FEDERATION: 'subgraph' }),
  });
  const { data, errors } = await world.query(everything, { taskId: await startUpload(world.simulators) });
  expect(errors).toEqual([]);
  samples = samplesIn(data);
});
beforeEach(() => {
  world.takeRequests();
});
afterAll(() => world[Symbol.asyncDispose]());

const read = (representations: readonly unknown[]): Promise<Answer> =>
  world.query(entities, { representations });

function sample(type: string): Row {
  const row = samples.get(type);
  if (!row) throw new Error(`the world has no ${type}`);
  return row;
}

/** What a router sends for a row that it knows by one of its keys. */
function representationOf(row: Row, key: string): Row {
  return Object.fromEntries(['__typename', ...key.split(' ')].map((name) => [name, row[name]]));
}

describe('_entities', () => {
  it('reads every type again by each of its keys', async () => {
    const named = entityTypes.flatMap((type) =>
      keysOf(type).map((key) => ({ type, representation: representationOf(sample(type), key) })),
    );
    expect(named).toHaveLength(20);
    for (const { type, representation } of named) {
      const { data, errors } = await read([representation]);
      expect([errors, data._entities]).toEqual([[], [sample(type)]]);
    }
  });

  it('answers in order, and asks for one object once, whatever it is named by', async () => {
    const [asset, task] = [sample('Asset'), sample('UploadTask')];
    const representations = [
      representationOf(asset, 'assetId'),
      representationOf(task, 'taskId'),
      representationOf(asset, 'id'),
      { ...representationOf(task, 'taskId'), taskId: String(task['taskId']).toUpperCase() },
      { ...representationOf(asset, 'assetId'), filename: 'of another subgraph', rights: { until: null } },
    ];
    const { data, errors } = await read(representations);
    expect(errors).toEqual([]);
    expect(data._entities).toEqual([asset, task, asset, task, asset]);
    expect(world.takeRequests()).toEqual([
      `GET /assets/${asset['assetId']}`,
      `GET /set-designs/upload-tasks/${task['taskId']}`,
    ]);
  });

  it('reads what is written into the document, with variables inside', async () => {
    const { assetId } = sample('Asset');
    const { data, errors } = await world.query(
      'query ($id: String!) { _entities(representations: [{ __typename: "Asset", assetId: $id }]) { ... on Asset { assetId } } }',
      { id: assetId },
    );
    expect([errors, data._entities]).toEqual([[], [{ assetId }]]);
  });

  it('reads parts of one object with one request', async () => {
    const { data } = await world.query(
      '{ setDesigns(first: 40) { nodes { baseImages { __typename id } referenceImages { __typename id } } } }',
    );
    const most = data.setDesigns.nodes
      .map((row: Record<string, Row[]>) => Object.values(row).flat())
      .sort((left: Row[], right: Row[]) => right.length - left.length)[0];
    world.takeRequests();
    const answer = await read(most);
    expect(answer.errors).toEqual([]);
    expect(answer.data._entities.map(({ id }: Row) => id)).toEqual(most.map(({ id }: Row) => id));
    expect(most.length).toBeGreaterThan(3);
    expect(world.takeRequests()).toEqual([expect.stringMatching(/^GET \/set-designs\/[^/]+$/)]);
  });

  it('gives null for what does not exist and for what the caller may not see', async () => {
    const foreign = world.simulators.piktid.data.jobs.find(
      (job) => job.owner === 'marco' && !job.sharedWith.includes('giulia'),
    );
    const { data, errors } = await read([
      { __typename: 'Job', jobId: foreign?.job_id },
      { __typename: 'Job', jobId: 'nowhere' },
      { __typename: 'SetDesign', setDesignId: '00000000-0000-4000-8000-000000000000' },
      { __typename: 'DatasetImage', imageId: 999_999_999 },
    ]);
    expect(foreign).toBeDefined();
    expect([errors, data._entities]).toEqual([[], [null, null, null, null]]);
  });

  it('refuses each representation that names nothing by itself, and asks for none of them', async () => {
    const deep = JSON.parse(`${'{"a":'.repeat(30)}1${'}'.repeat(30)}`);
    const wrong: readonly unknown[] = [
      7,
      'Asset',
      [],
      {},
      deep,
      { __typename: 'Pirate', id: '7' },
      { __typename: 'Node', id: sample('Asset')['id'] },
      { __typename: 'constructor', id: sample('Asset')['id'] },
      { __typename: 'Asset' },
      { __typename: 'Asset', id: null, assetId: sample('Asset')['assetId'] },
      { __typename: 'Asset', id: sample('Job')['id'] },
      { __typename: 'Asset', id: 'garbage' },
      { __typename: 'Asset', assetId: null },
      { __typename: 'Asset', assetId: 7 },
      { __typename: 'Asset', assetId: ' ' },
      { __typename: 'Asset', assetId: '..' },
      { __typename: 'Asset', assetId: '\ud800' },
      { __typename: 'Asset', assetId: 'a'.repeat(201) },
      { __typename: 'Asset', assetId: { toString: 1 } },
      { __typename: 'Asset', assetId: [sample('Asset')['assetId']] },
      { __typename: 'Asset', assetId: deep },
      { __typename: 'Image', jobId: sample('Job')['jobId'], imageIndex: 0, groupIndex: 0 },
      { __typename: 'SetDesign', setDesignId: 'x' },
      { __typename: 'SetBaseImage', baseImageId: sample('SetDesign')['setDesignId'] },
      { __typename: 'DatasetImage', imageId: '7' },
      { __typename: 'DatasetImage', imageId: -1 },
      { __typename: 'DatasetImage', imageId: 1.5 },
      { __typename: 'DatasetImage', imageId: 2 ** 31 },
    ];
    const asset = sample('Asset');
    const { status, data, errors } = await read([...wrong, representationOf(asset, 'id')]);
    expect(status).toBe(200);
    expect(data._entities).toEqual([...wrong.map(() => null), asset]);
    expect(errors.map(({ path, extensions }) => [path, extensions])).toEqual(
      wrong.map((_, index) => [
        ['_entities', index],
        { code: 'BAD_USER_INPUT', argument: ['representations', index] },
      ]),
    );
    expect(world.takeRequests()).toEqual([`GET /assets/${asset['assetId']}`]);
  });

  it('refuses an operation with more representations than `nodes` takes ids, and with a null', async () => {
    const one = representationOf(sample('Asset'), 'id');
    const many = await read(Array.from({ length: 201 }, () => one));
    const none = await read([one, null]);
    for (const { data, errors } of [many, none]) {
      expect(data).toBeUndefined();
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
    expect(many.errors[0]?.extensions['argument']).toEqual(['representations']);
    expect(none.errors[0]?.extensions['argument']).toEqual(['representations', 1]);
    expect(world.takeRequests()).toEqual([]);
  });

  it('fails for the objects of a backend that fails, each with its own error', async () => {
    const [asset, design] = [sample('Asset'), sample('SetDesign')];
    const undo = world.simulators.sartiq.inject({ kind: 'status', status: 503 });
    const { data, errors } = await read([
      representationOf(design, 'setDesignId'),
      representationOf(asset, 'assetId'),
      representationOf(sample('SetBaseImage'), 'id'),
    ]);
    undo();
    expect(data._entities).toEqual([null, asset, null]);
    expect(errors.map(({ path, extensions }) => [path, extensions.code, extensions['upstream']])).toEqual([
      [['_entities', 0], 'UPSTREAM_UNAVAILABLE', 'sartiq'],
      [['_entities', 2], 'UPSTREAM_UNAVAILABLE', 'sartiq'],
    ]);
  });
});

describe('the plan of an operation with _entities', () => {
  const plan = { 'x-atelier-explain': 'plan' };
  const assets = (count: number): Row[] =>
    Array.from({ length: count }, (_, at) => ({ __typename: 'Asset', assetId: `asset-${at}` }));

  it('holds one read for each object, once, and none for what names nothing', async () => {
    const representations = [
      ...assets(3),
      ...assets(2),
      { __typename: 'Asset', id: encodeGlobalId('Asset', ['asset-0']) },
      { __typename: 'Asset', id: 'garbage' },
    ];
    const { extensions } = await world.query(entities, { representations }, plan);
    expect(extensions).toMatchObject({ explain: { plan: { requests: { min: 3, max: 3 } } } });
    expect(world.takeRequests()).toEqual([]);
  });

  it('goes on into the objects', async () => {
    const { extensions } = await world.query(
      `query ($representations: [_Any!]!) { _entities(representations: $representations) {
        ... on Asset { filename datasetImages { filename } } ... on Job { jobStatus }
      } }`,
      { representations: assets(3) },
      plan,
    );
    expect(extensions).toMatchObject({
      explain: { plan: { perUpstream: { piktid: { min: 3, max: 3 }, acusight: { min: 0, max: 3 } } } },
    });
  });

  it('is within the budget, or nothing is asked', async () => {
    await using small = await startGatewayWith({
      ...serviceEnvironment(world.simulators),
      GATEWAY_FEDERATION: 'subgraph',
      MAX_REQUESTS_PER_OPERATION: '5',
    });
    const answer = await small.query(entities, { representations: assets(6) });
    expect(answer.errors).toMatchObject([
      { extensions: { code: 'QUERY_TOO_EXPENSIVE', field: '_entities', requests: { max: 6 } } },
    ]);
    expect(world.takeRequests()).toEqual([]);
    expect((await small.query(entities, { representations: assets(5) })).errors).toEqual([]);
    expect(world.takeRequests()).toHaveLength(5);
  });
});

describe('_service', () => {
  it('tells the schema as it is in subgraph.graphql', async () => {
    const { data, errors } = await world.query('{ _service { sdl } }');
    expect(errors).toEqual([]);
    expect(data._service.sdl).toBe(await readFile('subgraph.graphql', 'utf8'));
  });

  it('is not shown where the schema is not, while _entities is read', async () => {
    await using production = await startGatewayWith({
      ...serviceEnvironment(world.simulators),
      GATEWAY_FEDERATION: 'subgraph',
      NODE_ENV: 'production',
    });
    const { errors } = await production.query('{ ... { a: _service { sdl } } }');
    expect(errors).toMatchObject([
      { message: 'The schema is not shown here', extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    const asset = sample('Asset');
    const answer = await production.query(entities, { representations: [representationOf(asset, 'id')] });
    expect(answer.data._entities).toEqual([asset]);
  });
});

describe('without GATEWAY_FEDERATION', () => {
  let plain: RunningGateway;
  beforeAll(async () => {
    plain = await startGatewayWith(serviceEnvironment(world.simulators));
  });
  afterAll(() => plain[Symbol.asyncDispose]());

  it('the schema has nothing of it', async () => {
    const schema = printSchemaWithDirectives(lexicographicSortSchema(buildSchema()));
    expect(`${schema}\n`).toBe(await readFile('schema.graphql', 'utf8'));
    expect(schema).not.toMatch(/_entities|_service|_Any|@key|@link/);
  });

  it.each(['{ _service { sdl } }', '{ _entities(representations: []) { __typename } }'])(
    'there is no %s',
    async (query) => {
      const { data, errors } = await plain.query(query);
      expect(data).toBeUndefined();
      expect(errors).toMatchObject([{ message: expect.stringMatching(/^Cannot query field "_/) }]);
    },
  );
});
