/**
 * GraphiQL for browsers, with every asset from this server: works without a network and tells no other host about
 * it. The assets are those of `@graphql-yoga/render-graphiql`, loaded when the first browser asks.
 */

import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { GraphiQLOptions } from 'graphql-yoga';
import { readExampleOperations } from './example-operations.ts';

interface Asset {
  readonly type: string;
  readonly etag: string;
  readonly plain: Buffer;
  readonly gzipped: Buffer;
}

const assetsPath = '/graphql/assets/';

/** The page. Its scripts and styles are requested from `createGraphiqlAssets`. */
export function renderGraphiqlPage(): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Atelier · GraphiQL</title>
    <link rel="icon" href="${assetsPath}icon.svg">
    <link rel="stylesheet" href="${assetsPath}graphiql.css">
    <script src="${assetsPath}graphiql.js" defer></script>
    <script src="${assetsPath}start.js" defer></script>
  </head>
  <body class="no-focus-outline">
    <noscript>GraphiQL needs JavaScript. The API itself does not: send POST requests to /graphql.</noscript>
    <div id="root"></div>
  </body>
</html>
`;
}

/** Answers requests for the page's assets; false for any other path. */
export function createGraphiqlAssets(): (request: IncomingMessage, response: ServerResponse) => boolean {
  let loading: Promise<ReadonlyMap<string, Asset>> | null = null;
  return (request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    if (!path.startsWith(assetsPath)) return false;
    loading ??= loadAssets();
    loading.then(
      (assets) => sendAsset(assets.get(path.slice(assetsPath.length)), request, response),
      (error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))),
    );
    return true;
  };
}

function sendAsset(asset: Asset | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (!asset) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('There is no such asset\n');
    return;
  }
  const headers = { etag: asset.etag, 'cache-control': 'no-cache', vary: 'accept-encoding' };
  if (request.headers['if-none-match'] === asset.etag) {
    response.writeHead(304, headers).end();
    return;
  }
  const gzipped = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  const body = gzipped ? asset.gzipped : asset.plain;
  response.writeHead(200, {
    ...headers,
    'content-type': asset.type,
    'content-length': body.length,
    'x-content-type-options': 'nosniff',
    ...(gzipped ? { 'content-encoding': 'gzip' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function loadAssets(): Promise<ReadonlyMap<string, Asset>> {
  const bundle = await import('@graphql-yoga/render-graphiql/graphiql');
  const script = 'text/javascript; charset=utf-8';
  const sources: [name: string, type: string, text: string][] = [
    ['graphiql.js', script, bundle.js],
    ['graphiql.css', 'text/css; charset=utf-8', bundle.css],
    ['editor.worker.js', script, bundle.editorWorkerService],
    ['json.worker.js', script, bundle.jsonWorker],
    ['graphql.worker.js', script, bundle.graphqlWorker],
    ['start.js', script, startScript()],
    ['icon.svg', 'image/svg+xml', icon],
  ];
  const assets = await Promise.all(sources.map(([, type, text]) => createAsset(type, text)));
  return new Map(assets.map((asset, index) => [sources[index]?.[0] ?? '', asset]));
}

async function createAsset(type: string, text: string): Promise<Asset> {
  const plain = Buffer.from(text);
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  return { type, etag, plain, gzipped: await promisify(gzip)(plain) };
}

function startScript(): string {
  const options: GraphiQLOptions = {
    title: 'Atelier',
    endpoint: '/graphql',
    defaultTabs: readExampleOperations().map((query) => ({ query })),
    defaultEditorToolsVisibility: false,
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
    schemaDescription: true,
  };
  return `'use strict';
self.MonacoEnvironment = {
  globalAPI: false,
  getWorker(_moduleId, label) {
    const names = { json: 'json.worker.js', graphql: 'graphql.worker.js' };
    return new Worker('${assetsPath}' + (names[label] ?? 'editor.worker.js'));
  },
};
YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), ${JSON.stringify(options)});
`;
}

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="#1d1b26"/>
<path d="M9 25 16 7l7 18M11.5 19h9" fill="none" stroke="#f2c9a1" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>
</svg>
`;
