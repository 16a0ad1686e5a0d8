import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSchema, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allAssets, allImages, allJobs } from '#test/support/upstream-lists.ts';
import { startWorld, type World } from '#test/support/world.ts';
import { type Compilation, compileRelay } from './relay-compiler.ts';
import {
  connectionFields,
  nodeDocument,
  nodeTypeNames,
  paginationDocument,
  type RelayDocument,
  refetchable,
} from './relay-documents.ts';

const sdl = readFileSync(fileURLToPath(new URL('../../schema.graphql', import.meta.url)), 'utf8');
const schema = buildSchema(sdl);
const connections = connectionFields(schema);
const nodeTypes = nodeTypeNames(schema);

const compile = (documents: readonly RelayDocument[], text = sdl) =>
  compileRelay(
    text,
    documents.map((document) => document.text),
  );

/** One artifact for each fragment, one for its query, nothing else. */
function expectCompiled(
  { exitCode, output, artifacts, operations }: Compilation,
  documents: RelayDocument[],
) {
  expect(output).not.toContain('[ERROR]');
  expect(exitCode).toBe(0);
  expect([...artifacts.keys()].sort()).toEqual(documents.flatMap((one) => [one.fragment, one.query]).sort());
  expect([...operations.keys()].sort()).toEqual(documents.map((one) => one.query).sort());
}

/** What a generated file says of a field: its type, up to the line's end or the end of its block. */
function generatedType(compilation: Compilation, { fragment }: RelayDocument, field: string): string {
  const artifact = compilation.artifacts.get(fragment) ?? '';
  const pattern = new RegExp(`^  readonly ${field}: ((?:[^\\n]*\\{\\n(?:    .*\\n)*  )?[^\\n]*);$`, 'm');
  return (pattern.exec(artifact)?.[1] ?? '').replaceAll(/\s+/g, ' ');
}

describe('the Relay compiler', () => {
  it('accepts a pagination fragment on every connection, in every direction that its arguments allow', () => {
    const documents = connections.flatMap((connection) =>
      connection.directions.map((direction) => paginationDocument(connection, direction)),
    );
    expect(connections.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'Query.jobs',
        'Query.assets',
        'Query.setDesigns',
        'Query.datasetImages',
        'Job.images',
      ]),
    );
    for (const { name, directions } of connections) expect(directions, name).toContain('forward');
    expect(documents.length).toBeGreaterThanOrEqual(15);
    const compilation = compile(documents);
    expectCompiled(compilation, documents);
    for (const text of compilation.operations.values()) expect(validate(schema, parse(text))).toEqual([]);
  });

  it('accepts a refetchable fragment on every type that implements Node', () => {
    const documents = nodeTypes.map((type) => nodeDocument(schema, type));
    expect(nodeTypes).toEqual(expect.arrayContaining(['Asset', 'DatasetImage', 'Image', 'Job', 'SetDesign']));
    const compilation = compile(documents);
    expectCompiled(compilation, documents);
    for (const text of compilation.operations.values()) expect(validate(schema, parse(text))).toEqual([]);
  });

  it('makes a field with @semanticNonNull non-null under @throwOnFieldError only', () => {
    const selection = 'width datasetImages { id }';
    const plain = refetchable('Asset', 'plain', '', selection);
    const strict = refetchable('Asset', 'strict', '@throwOnFieldError', selection);
    const caught = refetchable('Asset', 'caught', '', 'datasetImages @catch(to: RESULT) { id }');
    const documents = [plain, strict, caught];
    const compilation = compile(documents);
    expectCompiled(compilation, documents);
    const list = 'ReadonlyArray<{ readonly id: string; }>';
    expect(generatedType(compilation, plain, 'datasetImages')).toBe(`${list} | null | undefined`);
    expect(generatedType(compilation, strict, 'datasetImages')).toBe(list);
    expect(generatedType(compilation, strict, 'width')).toBe('number | null | undefined');
    expect(generatedType(compilation, caught, 'datasetImages')).toBe(`Result<${list}, unknown>`);
  });

  it('makes entries of a list non-null under @throwOnFieldError where the levels say so', () => {
    const selection = 'baseImages { id }';
    const plain = refetchable('SetDesign', 'plain', '', selection);
    const strict = refetchable('SetDesign', 'strict', '@throwOnFieldError', selection);
    const compilation = compile([plain, strict]);
    expectCompiled(compilation, [plain, strict]);
    const entry = '{ readonly id: string; }';
    expect(generatedType(compilation, plain, 'baseImages')).toBe(
      `ReadonlyArray<${entry} | null | undefined>`,
    );
    expect(generatedType(compilation, strict, 'baseImages')).toBe(`ReadonlyArray<${entry}>`);
  });

  it('refuses a connection whose PageInfo lacks endCursor', () => {
    const broken = sdl.replace(/^ {2}endCursor: String\n/m, '');
    expect(broken).not.toBe(sdl);
    const documents = connections.map((connection) => paginationDocument(connection, 'forward'));
    const { exitCode, output, artifacts } = compile(documents, broken);
    expect(exitCode).toBe(1);
    for (const { field } of connections) expect(output).toContain(`invalid field '${field.name}'`);
    expect(output).toContain("expose a 'pageInfo { endCursor }' field");
    expect([...artifacts]).toEqual([]);
  });

  it('refuses a refetchable fragment on a type that is no Node', () => {
    const document = refetchable('ImageFile', 'file', '', 'fullSize');
    const { exitCode, output, artifacts } = compile([document]);
    expect(exitCode).toBe(1);
    expect(output).toContain(`Invalid use of @refetchable on fragment '${document.fragment}'`);
    expect([...artifacts]).toEqual([]);
  });
});

describe('a query that the Relay compiler made', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  /** A client's part in Relay: sends the compiled text with every variable, those of the other direction as null. */
  const runner = (document: RelayDocument) => {
    const text = compile([document]).operations.get(document.query) ?? '';
    return async (variables: Readonly<Record<string, unknown>>) => {
      const { data, errors } = await world.query(text, variables);
      expect(errors).toEqual([]);
      return data;
    };
  };
  const bothWays = (name: string, nodeFields: string) => {
    const connection = connections.find((one) => one.name === name);
    if (connection === undefined) throw new Error(`${name} is no connection`);
    return runner(paginationDocument(connection, 'bidirectional', nodeFields));
  };

  it('reads an asset again by its id', async () => {
    const run = runner(nodeDocument(schema, 'Asset'));
    const { data } = await world.query('{ assets(first: 1) { nodes { id assetId filename } } }');
    const [asset] = data.assets.nodes;
    expect((await run({ id: asset.id })).node).toMatchObject({ __typename: 'Asset', ...asset });
  });

  it('pages forward through all assets', async () => {
    const expected = (await allAssets(world.simulators)).map((row) => row['id']);
    const run = bothWays('Query.assets', 'assetId');
    const seen: unknown[] = [];
    let after: string | null = null;
    do {
      const { assets } = await run({
        first: 37,
        after,
        last: null,
        before: null,
        filter: null,
        orderBy: null,
      });
      seen.push(...assets.edges.map((edge: { node: { assetId: string } }) => edge.node.assetId));
      after = assets.pageInfo.hasNextPage ? assets.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(expected);
  });

  it('pages backward through all images of a job, by the id of the job', async () => {
    const jobs = await allJobs(world.simulators);
    const jobId = String(jobs.find((job) => job['total_images'] === 450)?.['job_id']);
    const { data } = await world.query('query ($jobId: String!) { job(jobId: $jobId) { id } }', { jobId });
    const expected = await allImages(world.simulators, jobId);
    const run = bothWays('Job.images', 'imageIndex groupIndex');
    const seen: string[] = [];
    let before: string | null = null;
    do {
      const { node } = await run({
        id: data.job.id,
        first: null,
        after: null,
        last: 150,
        before,
        filter: null,
        orderBy: null,
      });
      seen.unshift(...node.images.edges.map((edge: ImageEdge) => place(edge.node)));
      before = node.images.pageInfo.hasPreviousPage ? node.images.pageInfo.startCursor : null;
    } while (before !== null);
    expect(seen.toSorted()).toEqual(
      expected.map((row) => `${row['image_index']}/${row['group_index']}`).toSorted(),
    );
  });
});

interface ImageEdge {
  readonly node: { readonly imageIndex: number; readonly groupIndex: number };
}

function place({ imageIndex, groupIndex }: ImageEdge['node']): string {
  return `${imageIndex}/${groupIndex}`;
}
