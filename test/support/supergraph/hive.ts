/**
 * Hive Gateway as a process of its own: takes a supergraph from its parent, tells it the address, and ends with it. A
 * process, because it brings a build of GraphQL of its own.
 */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import * as http from '@graphql-mesh/transport-http';

/** What Atelier reads of a client's request, see `docs/federation.md`. */
const forwarded = [
  'authorization',
  'cache-control',
  'x-acusight-token',
  'x-forwarded-for',
  'x-piktid-token',
  'x-sartiq-token',
];

process.once('disconnect', () => process.exit());
const [supergraph] = (await once(process, 'message')) as [string];
const hive = createGatewayRuntime({
  supergraph,
  transports: { http },
  propagateHeaders: {
    fromClientToSubgraphs: ({ request, subgraphName }) =>
      subgraphName === 'atelier'
        ? Object.fromEntries(forwarded.map((name) => [name, request.headers.get(name) ?? undefined]))
        : {},
  },
  logging: false,
});
const server = createServer(hive).listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
