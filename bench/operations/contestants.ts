/** Who can be measured, and how each is started and asked. Knows no clock and no figure. */

import { fileURLToPath } from 'node:url';
import { type Served, serve } from '../processes.ts';
import type { LoadRequest } from './load.ts';
import type { Variables } from './rest.ts';
import type { Workload } from './workloads.ts';

export interface Contestant {
  readonly name: string;
  readonly about: string;
  /** Rejects with a `StartFailure` where it cannot run here. */
  start(upstreamUrl: string): Promise<Served>;
  requestFor(workload: Workload, variables: Variables): LoadRequest;
  /** Its answer in the shape of Atelier's `data`; absent where it answers so. */
  readonly normalise?: (data: unknown) => unknown;
}

const apiKey = 'bench-key-of-one-caller';
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Reads what every operation needs: no answer is kept, and no request is shared with another operation. */
const unshared = { 'cache-control': 'no-cache' };

/**
 * Atelier as `npm start` runs it, in production, behind its gate and with all its limits; these are so high that the load is
 * let through.
 *
 * @param options.root of the checkout
 * @param options.shares with cache and single flight; without them every operation asks the upstreams itself
 */
export function atelier({
  name,
  root: checkout = root,
  shares = false,
  nodeArgs = [],
}: {
  readonly name: string;
  readonly root?: string;
  readonly shares?: boolean;
  readonly nodeArgs?: readonly string[];
}): Contestant {
  return {
    name,
    about: shares ? 'cache and single flight on' : 'cache and single flight off',
    start: (upstreamUrl) =>
      serve({
        args: [...nodeArgs, `${checkout}/src/main.ts`],
        env: atelierEnvironment(upstreamUrl, shares ? {} : { CACHE_MAX_BYTES: '0' }),
      }),
    requestFor: ({ query, together }, variables) => ({
      path: '/graphql',
      // A crowd is what single flight is for: without the cache alone it shares what is under way.
      headers: { authorization: `Bearer ${apiKey}`, ...(shares || together > 1 ? {} : unshared) },
      body: JSON.stringify({ query, variables }),
    }),
  };
}

/** @param more variables beside those of a production gateway on these upstreams */
export function atelierEnvironment(
  upstreamUrl: string,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return {
    NODE_ENV: 'production',
    PORT: '0',
    PIKTID_URL: `${upstreamUrl}/piktid`,
    SARTIQ_URL: `${upstreamUrl}/sartiq/api/v1`,
    ACUSIGHT_URL: `${upstreamUrl}/acusight/api`,
    PIKTID_TOKEN: 'piktid-bench-token',
    SARTIQ_TOKEN: 'sartiq-bench-token',
    ACUSIGHT_TOKEN: 'acusight-bench-token',
    GATEWAY_API_KEYS: apiKey,
    RATE_LIMIT_PER_MINUTE: '1000000000',
    MAX_REQUESTS_PER_MINUTE: '1000000000',
    ...more,
  };
}

export const floor: Contestant = {
  name: 'floor',
  about: 'node:http, undici, JSON.parse and JSON.stringify by hand, no GraphQL',
  start: (upstreamUrl) => serve({ args: [`${root}/bench/operations/floor.ts`, upstreamUrl] }),
  requestFor: ({ name }, variables) => ({
    path: `/${name}`,
    headers: {},
    body: JSON.stringify({ variables }),
  }),
};
