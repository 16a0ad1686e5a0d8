/**
 * A server that answers `@defer` part by part, in the wire format that urql reads, and lets a test say when each comes.
 */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { useDeferStream } from '@graphql-yoga/plugin-defer-stream';
import { buildSchema, GraphQLError } from 'graphql';
import { createYoga } from 'graphql-yoga';

export interface DeferringServer extends AsyncDisposable {
  readonly url: string;
  /** Lets the images of the job come. */
  readonly answer: (ids: readonly string[]) => void;
  /** Lets them fail as a backend does. */
  readonly fail: (extensions: Readonly<Record<string, unknown>>) => void;
}

const typeDefs = `
  type Query { job: Job! }
  type Job { jobId: String! total: Int! images: Images }
  type Images { ids: [String!]! }
`;

export async function startDeferringServer(): Promise<DeferringServer> {
  const { promise, resolve, reject } = Promise.withResolvers<{ readonly ids: readonly string[] }>();
  promise.catch(() => {});
  const schema = buildSchema(typeDefs);
  const job = { jobId: 'j1', images: () => promise, total: () => promise.then(({ ids }) => ids.length) };
  const yoga = createYoga({
    schema,
    logging: false,
    maskedErrors: false,
    context: {},
    plugins: [
      useDeferStream(),
      {
        onExecute: ({ args }: { readonly args: object }) => void Object.assign(args, { rootValue: { job } }),
      },
    ],
  });
  const server = createServer(yoga);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: (ids) => resolve({ ids }),
    fail: (extensions) => reject(new GraphQLError('PiktID did not answer in time', { extensions })),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
