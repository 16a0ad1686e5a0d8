import {
  ApolloClient,
  gql,
  HttpLink,
  InMemoryCache,
  type ObservableQuery,
  type TypedDocumentNode,
  type TypePolicies,
} from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  type MockInstance,
  vi,
} from 'vitest';
import { allAssets } from '#test/support/upstream-lists.ts';
import { startWorld, type World } from '#test/support/world.ts';

type AssetsData = {
  readonly assets: {
    readonly totalCount: number;
    readonly edges: readonly {
      readonly cursor: string;
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

type Assets = AssetsData['assets'];

type AssetsVariables = {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
  readonly filter?: { readonly includeTags?: readonly string[] } | null;
  readonly orderBy?: { readonly field: string; readonly direction: string } | null;
};

const assetsQuery: TypedDocumentNode<AssetsData, AssetsVariables> = gql`
  query Assets(
    $first: Int, $after: String, $last: Int, $before: String, $filter: AssetFilter, $orderBy: AssetOrder
  ) {
    assets(
      first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy
    ) {
      totalCount
      edges { cursor node { id assetId filename } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`;

const lists = [
  { name: 'the default list', list: {}, wire: {} },
  {
    name: 'a filtered and ordered list',
    list: { filter: { includeTags: ['PRODUCT'] }, orderBy: { field: 'FILENAME', direction: 'ASC' } },
    wire: { include_tags: 'product', sort_by: 'filename', order: 'asc' },
  },
] as const;

describe('Apollo Client with relayStylePagination', () => {
  let world: World;
  let client: ApolloClient;
  let operations: number;
  let complaints: MockInstance[];
  beforeAll(async () => {
    world = await startWorld();
  });
  beforeEach(() => {
    operations = 0;
    complaints = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'error')].map((spy) =>
      spy.mockImplementation(() => undefined),
    );
    client = connect({
      Query: { fields: { assets: relayStylePagination(['filter', 'orderBy']) } },
      // Without an id of their own they lie inside their parents, where halves are to be put together.
      ImageFile: { merge: true },
      MediaResource: { merge: true },
    });
  });
  afterEach(() => {
    client.stop();
    const complained = complaints.flatMap((spy) => spy.mock.calls);
    for (const spy of complaints) spy.mockRestore();
    expect(complained).toEqual([]);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const connect = (typePolicies: TypePolicies) =>
    new ApolloClient({
      cache: new InMemoryCache({ typePolicies }),
      link: new HttpLink({
        uri: `${world.url}/graphql`,
        fetch: (...request) => {
          operations += 1;
          return fetch(...request);
        },
      }),
    });
  const upstreamIds = async (wire: Record<string, string> = {}) =>
    (await allAssets(world.simulators, wire)).map((row) => row['id']);

  it.each(lists)('loads all pages of $name with fetchMore, each row once and in order', async (given) => {
    const expected = await upstreamIds(given.wire);
    using view = await open(client, { first: 37, ...given.list });
    for (let page = view.assets(); page.pageInfo.hasNextPage; page = view.assets()) {
      await view.more({ after: page.pageInfo.endCursor });
    }
    expect(view.ids()).toEqual(expected);
    expect(view.assets().totalCount).toBe(expected.length);
    expect(expected.length).toBeGreaterThan(37);
    expect(operations).toBe(Math.ceil(expected.length / 37));
  });

  it('loads all pages backward from the end', async () => {
    const expected = await upstreamIds();
    using view = await open(client, { last: 37 });
    expect(view.ids()).toEqual(expected.slice(-37));
    for (let page = view.assets(); page.pageInfo.hasPreviousPage; page = view.assets()) {
      await view.more({ before: page.pageInfo.startCursor });
    }
    expect(view.ids()).toEqual(expected);
    expect(operations).toBe(Math.ceil(expected.length / 37));
  });

  it('keeps lists of another filter and order apart', async () => {
    const [first, second] = lists;
    using all = await open(client, { first: 10, ...first.list });
    using some = await open(client, { first: 10, ...second.list });
    await all.more({ after: all.assets().pageInfo.endCursor });
    await some.more({ after: some.assets().pageInfo.endCursor });
    expect(all.ids()).toEqual((await upstreamIds(first.wire)).slice(0, 20));
    expect(some.ids()).toEqual((await upstreamIds(second.wire)).slice(0, 20));
  });

  it('holds every asset once, by its global id, whichever query it came with', async () => {
    using all = await open(client, { first: 200 });
    using some = await open(client, { first: 200, orderBy: { field: 'FILENAME', direction: 'ASC' } });
    const [edge] = all.assets().edges;
    if (edge === undefined) throw new Error('there are no assets');
    const query: TypedDocumentNode<AssetData, { readonly assetId: string }> = gql`
      query Asset($assetId: String!) { asset(assetId: $assetId) { id visibility } }
    `;
    const { data } = await client.query({ query, variables: { assetId: edge.node.assetId } });
    expect(data?.asset).toMatchObject({ id: edge.node.id, visibility: expect.any(String) });

    const cached = Object.entries(client.cache.extract() as Record<string, Record<string, unknown>>);
    const assets = cached.filter(([key]) => key.startsWith('Asset:'));
    expect(new Set(assets.map(([, asset]) => asset['assetId'])).size).toBe(assets.length);
    expect(assets.length).toBe(new Set([...all.ids(), ...some.ids()]).size);
    expect(Object.fromEntries(cached)[`Asset:${edge.node.id}`]).toMatchObject({
      ...edge.node,
      visibility: data?.asset?.visibility,
    });
  });

  const halves = [
    gql`{ setDesigns(first: 50) { nodes { id baseImages { id imageMedia { url } } } } }`,
    gql`{ setDesigns(first: 50) { nodes { id baseImages { id imageMedia { contentHash } } } } }`,
    gql`{ jobs(first: 20) { nodes { id images(first: 5) { nodes { id output { fullSize } } } } } }`,
    gql`{ jobs(first: 20) { nodes { id images(first: 5) { nodes { id output { thumbnail } } } } } }`,
  ];

  it('puts together what several queries select of objects without an id', async () => {
    for (const query of halves) await client.query({ query });
    const cached = JSON.stringify(client.cache.extract());
    expect(cached).toMatch(/\{"__typename":"MediaResource","url":"[^"]+","contentHash":"[^"]+"\}/);
    expect(cached).toMatch(/\{"__typename":"ImageFile","fullSize":"[^"]+","thumbnail":"[^"]+"\}/);
  });

  // The last: Apollo gives a warning once in a process, and these are meant to come.
  it('warns where they would be lost, so that silence means something', async () => {
    const careless = connect({});
    for (const query of halves) await careless.query({ query });
    careless.stop();
    const complained = complaints.flatMap((spy) => spy.mock.calls.flat()).join('\n');
    for (const spy of complaints) spy.mockClear();
    for (const type of ['ImageFile', 'MediaResource'])
      expect(complained).toContain(`objects of type ${type}`);
  });
});

type AssetData = { readonly asset: { readonly id: string; readonly visibility: string } | null };

/** A screen that watches the list, with its first page there. */
async function open(client: ApolloClient, variables: AssetsVariables) {
  const query = client.watchQuery({ query: assetsQuery, variables });
  const subscription = query.subscribe(() => undefined);
  await shown(query, () => true);
  const assets = (): Assets => {
    const result = query.getCurrentResult();
    if (result.dataState !== 'complete') throw new Error(`the list is ${result.dataState}`);
    return result.data.assets;
  };
  return {
    assets,
    ids: () => assets().edges.map((edge) => edge.node.assetId),
    /** Asks for another page, and waits until it is shown: that is a moment after the answer. */
    more: async (window: AssetsVariables) => {
      const before = assets().edges.length;
      await query.fetchMore({ variables: window });
      await shown(query, (list) => list.edges.length > before);
    },
    [Symbol.dispose]: () => subscription.unsubscribe(),
  };
}

async function shown(query: ObservableQuery<AssetsData, AssetsVariables>, isIt: (assets: Assets) => boolean) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const subscription = query.subscribe(({ dataState, data, error }) => {
    if (error !== undefined) reject(error);
    else if (dataState === 'complete' && isIt(data.assets)) resolve();
  });
  try {
    await promise;
  } finally {
    subscription.unsubscribe();
  }
}
