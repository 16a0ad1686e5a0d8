/**
 * A subgraph of somebody else, as small as one can be: campaigns that show what is in Atelier, and one field that it adds
 * to Atelier's assets. Knows nothing of Atelier but its keys.
 */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSchema, createYoga } from 'graphql-yoga';

/** Objects of Atelier by their keys. */
export interface Campaign {
  readonly name: string;
  readonly hero: { readonly assetId: string } | null;
  readonly pictures: readonly { readonly assetId: string }[];
  readonly parts: readonly { readonly id: string }[];
  readonly scene: { readonly setDesignId: string } | null;
  readonly shots: readonly ImageKey[];
}

export interface ImageKey {
  readonly jobId: string;
  readonly imageIndex: number;
  readonly groupIndex: number;
  readonly version: number;
}

/** For composition. */
export const campaignsSdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])

  type Query { campaigns: [Campaign!]! }

  type Campaign @key(fields: "name") {
    name: String!
    hero: Asset
    pictures: [Asset]!
    parts: [SetBaseImage]!
    scene: SetDesign
    shots: [Image]!
  }

  type Asset @key(fields: "assetId") { assetId: String! rights: String campaigns: [Campaign!]! }
  type SetBaseImage @key(fields: "id", resolvable: false) { id: ID! }
  type SetDesign @key(fields: "setDesignId", resolvable: false) { setDesignId: UUID! }
  type Image @key(fields: "jobId imageIndex groupIndex version", resolvable: false) {
    jobId: String! imageIndex: Int! groupIndex: Int! version: Int!
  }
  type PageInfo @shareable { hasNextPage: Boolean! }
  scalar UUID
`;

/** The same types, to be executed. */
const typeDefs = `
  directive @key(fields: String!, resolvable: Boolean = true) repeatable on OBJECT
  directive @shareable on OBJECT
  scalar _Any
  union _Entity = Campaign | Asset
  extend type Query { _entities(representations: [_Any!]!): [_Entity]! }
  ${campaignsSdl.replace(/extend schema .*/, '')}
`;

interface Representation {
  readonly __typename: string;
  readonly name?: string;
  readonly assetId?: string;
}

export interface Campaigns extends AsyncDisposable {
  /** Of its GraphQL endpoint. */
  readonly url: string;
  /** The objects that it was asked for by each `_entities`, since the last call. */
  takeEntities(): readonly (readonly Representation[])[];
}

export async function startCampaigns(campaigns: readonly Campaign[]): Promise<Campaigns> {
  const asked: (readonly Representation[])[] = [];
  const schema = createSchema({
    typeDefs,
    resolvers: {
      Query: {
        campaigns: () => campaigns,
        _entities: (_root, { representations }: { representations: readonly Representation[] }) => {
          asked.push(representations);
          return representations.map((named) => ({
            ...campaigns.find(({ name }) => name === named.name),
            ...named,
          }));
        },
      },
      Asset: {
        rights: ({ assetId }: { readonly assetId: string }) => `rights of ${assetId}`,
        campaigns: ({ assetId }: { readonly assetId: string }) =>
          campaigns.filter(({ hero }) => hero?.assetId === assetId),
      },
    },
  });
  const server = createServer(createYoga({ schema, logging: false }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    takeEntities: () => asked.splice(0),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
