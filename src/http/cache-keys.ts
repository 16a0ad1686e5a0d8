/**
 * The names under which answers are kept. Equal for requests that an upstream cannot tell apart, and for no others: the
 * same backend, account or caller, path and parameters. Hashes, so that nothing can be read from them.
 */

import { createHash } from 'node:crypto';
import type { UpstreamName } from '#src/errors.ts';
import type { UpstreamRequest } from './exchange.ts';

export interface CacheKeys {
  entry(request: Pick<UpstreamRequest, 'origin' | 'path' | 'query'>): string;
  /** For the generation of a family: what one account changes, it changes for all. */
  family(name: string): string;
}

/**
 * @param options.account tells the gateway's own accounts apart, as gateways that share a store may have different
 *   ones; null where there is none
 */
export function createCacheKeys(options: {
  readonly upstream: UpstreamName;
  readonly baseUrl: URL;
  readonly account: string | null;
}): CacheKeys {
  const { upstream, baseUrl, account } = options;
  const backend = [upstream, baseUrl.href];
  return {
    entry: ({ origin, path, query }) => hashOf(['entry', ...backend, account, origin.caller, path, query]),
    family: (name) => hashOf(['family', ...backend, name]),
  };
}

function hashOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
