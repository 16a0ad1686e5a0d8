import { Client, fetchExchange, gql, type TypedDocumentNode } from '@urql/core';
import { type CacheExchangeOpts, cacheExchange, type KeyingConfig } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery, isObjectType } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allAssets } from '#test/support/upstream-lists.ts';
import { startWorld, type World } from '#test/support/world.ts';

type AssetsData = {
  readonly assets: {
    readonly totalCount: number;
    readonly edges: readonly {
      readonly node: { readonly id: string; readonly assetId: string; readonly filename: string };
    }[];
    readonly pageInfo: {
      readonly hasNextPage: boolean;
      readonly hasPreviousPage: boolean;
      readonly startCursor: string | null;
      readonly endCursor: string | null;
    };
  };
};

type AssetsVariables = {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
};

const assetsQuery: TypedDocumentNode<AssetsData, AssetsVariables> = gql`
  query Assets($first: Int, $after: String, $last: Int, $before: String) {
    assets(first: $first, after: $after, last: $last, before: $before) {
      totalCount
      edges { cursor node { id assetId filename } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`;

type FilesData = {
  readonly jobs: { readonly nodes: readonly { readonly images: { readonly nodes: readonly ImageData[] } }[] };
  readonly setDesigns: {
    readonly nodes: readonly { readonly baseImages: readonly { readonly imageMedia: object | null }[] }[];
  };
};
type ImageData = { readonly inputs: readonly object[]; readonly output: object | null };

/** Selects objects that have no id. */
const filesQuery: TypedDocumentNode<FilesData> = gql`
  query Files {
    jobs(first: 20) { nodes { id images(first: 5) { nodes { id inputs { fullSize } output { fullSize } } } } }
    setDesigns(first: 50) { nodes { id baseImages { id imageMedia { url contentHash } } } }
  }
`;

describe('urql with Graphcache and relayPagination', () => {
  let world: World;
  let introspection: IntrospectionQuery;
  let keys: KeyingConfig;
  let warnings: string[];
  beforeAll(async () => {
    world = await startWorld();
    const { data, errors } = await world.query(getIntrospectionQuery());
    expect(errors).toEqual([]);
    introspection = data;
    keys = keysOfValues(introspection);
  });
  beforeEach(() => {
    warnings = [];
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const connect = (options: Partial<CacheExchangeOpts>) =>
    new Client({
      url: `${world.url}/graphql`,
      preferGetMethod: false,
      exchanges: [
        cacheExchange({
          keys,
          resolvers: { Query: { assets: relayPagination() } },
          // In place of console.warn and console.error.
          logger: (severity, message) => {
            if (severity !== 'debug') warnings.push(message);
          },
          ...options,
        }),
        fetchExchange,
      ],
    });
  const modes = [
    { mode: 'without a schema', options: (): Partial<CacheExchangeOpts> => ({}) },
    { mode: 'with the schema', options: (): Partial<CacheExchangeOpts> => ({ schema: introspection }) },
  ];

  it.each(modes)('loads all pages forward into one list, $mode', async ({ options }) => {
    const expected = (await allAssets(world.simulators)).map((row) => row['id']);
    const client = connect(options());
    let after: string | null = null;
    let shown: AssetsData['assets'];
    let pages = 0;
    do {
      shown = await load(client, { first: 37, after });
      pages += 1;
      expect(idsOf(shown)).toEqual(expected.slice(0, 37 * pages));
      after = shown.pageInfo.endCursor;
    } while (shown.pageInfo.hasNextPage);
    expect(idsOf(shown)).toEqual(expected);
    expect(shown.totalCount).toBe(expected.length);
    expect(pages).toBe(Math.ceil(expected.length / 37));
    expect(warnings).toEqual([]);
  });

  it.each(modes)('loads all pages backward into one list, $mode', async ({ options }) => {
    const expected = (await allAssets(world.simulators)).map((row) => row['id']);
    const client = connect(options());
    let before: string | null = null;
    let shown: AssetsData['assets'];
    do {
      shown = await load(client, { last: 37, before });
      before = shown.pageInfo.startCursor;
    } while (shown.pageInfo.hasPreviousPage);
    expect(idsOf(shown)).toEqual(expected);
    expect(warnings).toEqual([]);
  });

  it.each(modes)('gives the merged list again without a request, $mode', async ({ options }) => {
    const client = connect(options());
    const first = await load(client, { first: 37, after: null });
    const second = await load(client, { first: 37, after: first.pageInfo.endCursor });
    world.takeRequests();
    const again = await client
      .query(assetsQuery, { first: 37, after: first.pageInfo.endCursor }, { requestPolicy: 'cache-only' })
      .toPromise();
    expect(again.data?.assets).toEqual(second);
    expect(world.takeRequests()).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it.each(modes)('holds what has no id inside what has one, $mode', async ({ options }) => {
    expect(Object.keys(keys)).toEqual(
      expect.arrayContaining(['PageInfo', 'AssetConnection', 'AssetEdge', 'ImageFile', 'MediaResource']),
    );
    expect(countFiles(await loadFiles(connect(options())))).toEqual({
      inputs: expect.toSatisfy((count: number) => count > 0),
      outputs: expect.toSatisfy((count: number) => count > 0),
      media: expect.toSatisfy((count: number) => count > 0),
    });
    expect(warnings).toEqual([]);
  });

  // The last: Graphcache gives a warning once in a process, and this one is meant to come.
  it('warns of what has neither id nor key, so that silence means something', async () => {
    await loadFiles(connect({ keys: {} }));
    expect(warnings.some((warning) => warning.includes('ImageFile'))).toBe(true);
    expect(warnings.some((warning) => warning.includes('MediaResource'))).toBe(true);
  });
});

/** The `keys` of a client: no key for each type without an id. */
function keysOfValues(introspection: IntrospectionQuery): KeyingConfig {
  const schema = buildClientSchema(introspection);
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const values = Object.values(schema.getTypeMap()).filter(
    (type) =>
      isObjectType(type) &&
      !type.name.startsWith('__') &&
      !roots.includes(type) &&
      !('id' in type.getFields()),
  );
  return Object.fromEntries(values.map((type) => [type.name, () => null]));
}

async function load(client: Client, variables: AssetsVariables): Promise<AssetsData['assets']> {
  const { data, error } = await client.query(assetsQuery, variables).toPromise();
  if (data === undefined) throw error ?? new Error('no data');
  expect(error).toBeUndefined();
  return data.assets;
}

async function loadFiles(client: Client): Promise<FilesData> {
  const { data, error } = await client.query(filesQuery, {}).toPromise();
  if (data === undefined) throw error ?? new Error('no data');
  expect(error).toBeUndefined();
  return data;
}

function idsOf(assets: AssetsData['assets']): string[] {
  return assets.edges.map((edge) => edge.node.assetId);
}

function countFiles({ jobs, setDesigns }: FilesData) {
  const images = jobs.nodes.flatMap((job) => job.images.nodes);
  const baseImages = setDesigns.nodes.flatMap((setDesign) => setDesign.baseImages);
  return {
    inputs: images.flatMap((image) => image.inputs).length,
    outputs: images.filter((image) => image.output !== null).length,
    media: baseImages.filter((image) => image.imageMedia !== null).length,
  };
}
