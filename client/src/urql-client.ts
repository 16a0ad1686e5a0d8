/** An urql client as this gateway wants it: server-sent events, registered operations by their hash, typed scalars. */

import type { DocumentNode } from 'graphql';
import { Client, cacheExchange, type Exchange, fetchExchange, mapExchange, type Operation } from 'urql';
import { parseScalars, type ScalarParsers, type ScalarTable } from './scalars.ts';

export interface GatewayClientOptions {
  /** The gateway's `/graphql`. */
  readonly url: string;
  /** Sent with every request; a function is asked each time, for tokens that are renewed. */
  readonly headers?: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>);
  /**
   * Sends the hash of an operation in place of its text, as `persisted-documents.json` has it. Needed where the gateway
   * runs registered operations only.
   */
  readonly sendsHashes?: boolean;
  /** Makes values of custom scalars: the generated `scalarTable` with a parser for each of its scalars. */
  readonly scalars?: { readonly table: ScalarTable; readonly parsers: ScalarParsers };
  /** Instead of urql's document cache, for example Graphcache. */
  readonly cache?: Exchange;
}

export function createGatewayClient(options: GatewayClientOptions): Client {
  const { url, headers = {}, sendsHashes = false, scalars, cache = cacheExchange } = options;
  return new Client({
    url,
    fetchOptions: () => ({ headers: { ...(typeof headers === 'function' ? headers() : headers) } }),
    fetchSubscriptions: true,
    preferGetMethod: false,
    exchanges: [
      ...(scalars ? [parsingExchange(scalars)] : []),
      cache,
      ...(sendsHashes ? [hashExchange] : []),
      fetchExchange,
    ],
  });
}

/** Stands before the cache, which so holds plain JSON. */
function parsingExchange({ table, parsers }: NonNullable<GatewayClientOptions['scalars']>): Exchange {
  return mapExchange({
    onResult: (result) =>
      result.data
        ? { ...result, data: parseScalars(result.data, result.operation.query, table, parsers) }
        : result,
  });
}

const hashExchange: Exchange = mapExchange({ onOperation: withHash });

/** urql leaves out the text of an operation that has a hash. */
function withHash(operation: Operation): Operation {
  const { __meta__: meta } = operation.query as DocumentNode & {
    readonly __meta__?: { readonly hash?: string };
  };
  if (!meta?.hash) return operation;
  const sha256Hash = meta.hash.replace(/^sha256:/, '');
  return {
    ...operation,
    extensions: { ...operation.extensions, persistedQuery: { version: 1, sha256Hash } },
  };
}
