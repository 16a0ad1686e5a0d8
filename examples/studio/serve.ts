/**
 * Serves the studio from its sources, beside a gateway that runs already: a change of a component or an operation is on the
 * page at once. Owns a Vite server; `/graphql` goes through it to the gateway, so that the page has one origin.
 */

import { fileURLToPath } from 'node:url';
import { createServer, type LogLevel } from 'vite';

/** A running studio; `await using` stops it. */
export interface Studio extends AsyncDisposable {
  /** Where the page is, with a final slash. */
  readonly url: string;
}

export interface StudioOptions {
  /** The gateway's address, without `/graphql`. */
  readonly gatewayUrl: string;
  /** Port to listen on, or the next one that is free; 0 (default) takes any. */
  readonly port?: number;
  readonly host?: string;
  readonly logLevel?: LogLevel;
  /** Where prepared packages are kept; for several that start at the same time. */
  readonly cacheDir?: string;
}

export async function startStudio(options: StudioOptions): Promise<Studio> {
  const { gatewayUrl, port = 0, host = '127.0.0.1', logLevel = 'error', cacheDir } = options;
  const server = await createServer({
    configFile: fileURLToPath(new URL('vite.config.ts', import.meta.url)),
    logLevel,
    ...(cacheDir === undefined ? {} : { cacheDir }),
    server: {
      host,
      port,
      // Uploads and event streams pass through as they come.
      proxy: { '/graphql': { target: gatewayUrl } },
    },
  });
  await server.listen();
  const [url] = server.resolvedUrls?.local ?? [];
  if (url === undefined) throw new Error('The studio listens nowhere');
  return { url, [Symbol.asyncDispose]: () => server.close() };
}
