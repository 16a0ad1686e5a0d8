/**
 * GraphiQL for browsers, with every asset from this server: works without a network and tells no other host about
 * it. Owns the page at `/graphql`, what lies below `/graphql/assets/` and their headers; operations are none of its
 * business. The assets are those of `@graphql-yoga/render-graphiql` and `src/explorer`, loaded when the first browser asks.
 */

import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { readExplorerFiles } from './explorer-files.ts';
import {
  assetsPath,
  environmentScript,
  explorerPath,
  icon,
  page,
  pagePath,
  startScript,
  style,
} from './graphiql-page.ts';

interface Asset {
  readonly type: string;
  readonly etag: string;
  readonly plain: Buffer;
  readonly gzipped: Buffer;
}

/**
 * Answers browsers that open `/graphql`, and requests for the page's assets; false for anything else. Anybody may
 * have the page: it holds no data, and the operations that it sends pass the gate like all others.
 *
 * @param options.isShown without it browsers get a plain page that says so
 */
export function createGraphiql(options: {
  readonly isShown: boolean;
}): (request: IncomingMessage, response: ServerResponse) => boolean {
  let loading: Promise<ReadonlyMap<string, Asset>> | null = null;
  return (request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    if (!(path === pagePath ? wantsPage(request) : path.startsWith(assetsPath))) return false;
    if (!options.isShown) {
      sendNothing('GraphiQL is not shown here. GraphQL itself is: send POST requests to /graphql.', response);
      return true;
    }
    loading ??= loadAssets();
    loading.then(
      (assets) => sendAsset(assets.get(path), request, response),
      (error: unknown) => {
        // The next browser tries again.
        loading = null;
        response.destroy(error instanceof Error ? error : new Error(String(error)));
      },
    );
    return true;
  };
}

/** A client that would take JSON speaks GraphQL over HTTP, whatever else it takes. */
function wantsPage({ method, headers: { accept = '' } }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && accept.includes('text/html') && !accept.includes('json');
}

function sendNothing(reason: string, response: ServerResponse): void {
  response.writeHead(404, { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${reason}\n`);
}

function sendAsset(asset: Asset | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (!asset) {
    sendNothing('There is no such asset', response);
    return;
  }
  const headers = {
    ...securityHeaders,
    etag: asset.etag,
    'cache-control': 'no-cache',
    vary: 'accept, accept-encoding',
  };
  if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(asset.etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  const gzipped = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  const body = gzipped ? asset.gzipped : asset.plain;
  response.writeHead(200, {
    ...headers,
    'content-type': asset.type,
    'content-length': body.length,
    ...(gzipped ? { 'content-encoding': 'gzip' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/**
 * Sent with assets as well, because a worker obeys the policy that its own script came with. Monaco writes styles
 * into the page; its pictures and the fonts are `data:` within the style sheet.
 */
const securityHeaders = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "connect-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    'font-src data:',
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  // The address of the page holds the operation in its editor.
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

async function loadAssets(): Promise<ReadonlyMap<string, Asset>> {
  const [bundle, explorer] = await Promise.all([
    import('@graphql-yoga/render-graphiql/graphiql'),
    readExplorerFiles(),
  ]);
  const js = 'text/javascript; charset=utf-8';
  const css = 'text/css; charset=utf-8';
  const sources: readonly (readonly [path: string, type: string, text: string])[] = [
    [pagePath, 'text/html; charset=utf-8', page],
    [`${assetsPath}graphiql.js`, js, bundle.js],
    [`${assetsPath}graphiql.css`, css, bundle.css],
    [`${assetsPath}editor.worker.js`, js, bundle.editorWorkerService],
    [`${assetsPath}json.worker.js`, js, bundle.jsonWorker],
    [`${assetsPath}graphql.worker.js`, js, bundle.graphqlWorker],
    [`${assetsPath}environment.js`, js, environmentScript],
    [`${assetsPath}start.js`, js, startScript()],
    [`${assetsPath}atelier.css`, css, style],
    [`${assetsPath}icon.svg`, 'image/svg+xml', icon],
    ...explorer.map(
      ({ name, text }) => [`${explorerPath}${name}`, name.endsWith('.css') ? css : js, text] as const,
    ),
  ];
  return new Map(
    await Promise.all(
      sources.map(async ([path, type, text]) => [path, await createAsset(type, text)] as const),
    ),
  );
}

async function createAsset(type: string, text: string): Promise<Asset> {
  const plain = Buffer.from(text);
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
  // Weak, because one tag stands for the plain and the compressed bytes.
  return { type, etag: `W/"${hash}"`, plain, gzipped: await promisify(gzip)(plain) };
}
