/** Other gateways over the same backends, where `bench/peers` is installed. Each is started as a process of its own. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { StartFailure, serve } from '../processes.ts';
import type { Contestant } from './contestants.ts';
import type { Variables } from './rest.ts';
import type { Workload } from './workloads.ts';
import { imagesPerJob } from './world.ts';

const folder = fileURLToPath(new URL('../peers/', import.meta.url));

/** They know the operations of Atelier and answer them in its shape, except where said otherwise. */
export const peers: readonly Contestant[] = [
  peer('yoga', 'Yoga and Pothos, straightforward'),
  peer('apollo', 'Apollo Server with a RESTDataSource'),
  {
    ...peer('tailcall', 'Tailcall 1.6, in Rust'),
    requestFor: (workload, variables) => graphqlRequest(tailcallQuery(workload), lowerCased(variables)),
    normalise: withImageConnections,
  },
];

function peer(name: string, about: string): Contestant {
  return {
    name,
    about,
    start: async (upstreamUrl) => {
      if (!existsSync(`${folder}node_modules`)) {
        throw new StartFailure('its packages are missing: run `npm ci` in bench/peers');
      }
      // As it would run in production; nothing else of the environment matters to it.
      const env = { NODE_ENV: 'production', TMPDIR: '/tmp' };
      return serve({ args: [`${folder}${name}.mjs`, upstreamUrl], env });
    },
    requestFor: ({ query }, variables) => graphqlRequest(query, variables),
  };
}

function graphqlRequest(query: string, variables: Variables) {
  return { path: '/graphql', headers: {}, body: JSON.stringify({ query, variables }) };
}

/** Its configuration hands arguments on as they are, so they are the backends' own words, and images are a plain list. */
function tailcallQuery({ query }: Workload): string {
  const images = query.includes('images(') ? imagesPerJob : 1;
  return query
    .replaceAll(/\$(\w+): (?:OrderDirection|AssetOrderField|UUID)!/g, '$$$1: String!')
    .replace(
      /jobs\(first: (\d+)(, filter[^)]*)?\)/,
      (_, count, filter) =>
        `jobs(count: ${count}, images: ${images}, ${filter ? 'jobType: $type, order: $direction' : 'order: "desc"'})`,
    )
    .replace(/assets\(first: (\d+), orderBy[^)]*\)/, 'assets(count: $1, sortBy: $field, order: $direction)')
    .replace(/assets\(first: (\d+)\)/, 'assets(count: $1, sortBy: "created_at", order: "desc")')
    .replaceAll(/\(first: (\d+)\)/g, '(count: $1)')
    .replace(/images\(count: \d+\) \{\s*nodes \{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\s*\}/, 'images {$1}');
}

function lowerCased(variables: Variables): Variables {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value.toLowerCase()]));
}

function withImageConnections(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data), (key, value: unknown) =>
    key === 'images' ? { nodes: value } : value,
  );
}
