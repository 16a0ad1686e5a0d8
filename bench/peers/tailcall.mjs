/**
 * Starts Tailcall (Rust) with a configuration made of `types.mjs`. The one argument is the upstream's URL; it tells its own as
 * a line of JSON once Tailcall listens. Its arguments are the backends' own words: see `operationFor` in `contestants.ts`.
 *
 * Tailcall 1.6 needs glibc 2.39; on a system with an older one it is run with the libraries in `sysroot`, where these are.
 */

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lists, objectTypes } from './types.mjs';

const [, , upstreamUrl] = process.argv;
const here = fileURLToPath(new URL('.', import.meta.url));

const parameters = (entries) =>
  `query: [${Object.entries(entries)
    .map(([key, value]) => `{ key: "${key}", value: "${value}" }`)
    .join(', ')}]`;
const list = (name) => {
  const { rows, total } = lists[name];
  return `select: { totalCount: "{{.${total}}}", nodes: "{{.${rows}}}" }`;
};

const fields = {
  jobs: `jobs(count: Int!, images: Int!, order: String!, jobType: String): JobConnection @http(url: "${upstreamUrl}/piktid/gallery/by-job", ${parameters({ page: '1', per_page: '{{.args.count}}', max_images_per_job: '{{.args.images}}', order: '{{.args.order}}', job_type: '{{.args.jobType}}' })}, ${list('jobs')})`,
  assets: `assets(count: Int!, order: String!, sortBy: String!): AssetConnection @http(url: "${upstreamUrl}/piktid/assets", ${parameters({ page: '1', per_page: '{{.args.count}}', order: '{{.args.order}}', sort_by: '{{.args.sortBy}}' })}, ${list('assets')})`,
  setDesigns: `setDesigns(count: Int!): SetDesignConnection @http(url: "${upstreamUrl}/sartiq/api/v1/set-designs/", ${parameters({ skip: '0', limit: '{{.args.count}}' })}, ${list('setDesigns')})`,
  setDesign: `setDesign(setDesignId: String!): SetDesign @http(url: "${upstreamUrl}/sartiq/api/v1/set-designs/{{.args.setDesignId}}")`,
  datasetImages: `datasetImages(count: Int!): DatasetImageConnection @http(url: "${upstreamUrl}/acusight/api/data/images", ${parameters({ limit: '{{.args.count}}', offset: '0', sort: 'created_at', order: 'desc' })}, ${list('datasetImages')})`,
};
const moreFields = {
  Job: ['images: [Image]'],
  Asset: [
    `datasetImages: [DatasetImage] @http(url: "${upstreamUrl}/acusight/api/data/images", ${parameters({ filename: '{{.value.filename}}', include_annotations: 'true', limit: '100', offset: '0', sort: 'created_at', order: 'asc' })}, dedupe: true, select: "{{.data}}")`,
  ],
};

const configuration = (port) =>
  [
    `schema @server(hostname: "127.0.0.1", port: ${port}, workers: 1, showcase: false, queryValidation: false) @upstream(poolMaxIdlePerHost: 200, poolIdleTimeout: 60) { query: Query }`,
    `type Query {\n${Object.values(fields).join('\n')}\n}`,
    ...objectTypes.map(({ name, fields: own }) => {
      const lines = own.map((field) =>
        field.wire === field.name
          ? `${field.name}: ${field.type}`
          : `${field.wire}: ${field.type} @modify(name: "${field.name}")`,
      );
      return `type ${name} {\n${[...lines, ...(moreFields[name] ?? [])].join('\n')}\n}`;
    }),
    ...Object.values(lists).map(({ type }) => `type ${type}Connection { totalCount: Int nodes: [${type}] }`),
  ].join('\n');

const probe = createServer().listen(0, '127.0.0.1');
await new Promise((resolve) => probe.once('listening', resolve));
const { port } = probe.address();
await new Promise((resolve) => probe.close(resolve));
const folder = mkdtempSync(join(tmpdir(), 'atelier-tailcall-'));
const file = join(folder, 'main.graphql');
writeFileSync(file, configuration(port));

const binary = join(here, 'node_modules/@tailcallhq/core-linux-x64-gnu/bin/tailcall');
const libraries = join(here, 'sysroot/usr/lib/x86_64-linux-gnu');
const command = [binary, 'start', file];
if (existsSync(libraries))
  command.unshift(join(libraries, 'ld-linux-x86-64.so.2'), '--library-path', libraries);
const child = spawn(command[0], command.slice(1), {
  stdio: ['ignore', 'ignore', 'pipe'],
  env: { TAILCALL_TRACKER: 'false', TC_TRACKER: 'false', TAILCALL_LOG_LEVEL: 'error' },
});
let complaint = '';
child.stderr.on('data', (chunk) => {
  complaint += chunk;
});
child.once('exit', (code) => {
  process.stderr.write(`tailcall exited with ${code}: ${complaint}\n`);
  rmSync(folder, { recursive: true, force: true });
  process.exit(1);
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill());
const url = `http://127.0.0.1:${port}`;
for (;;) {
  const answers = await fetch(url).then(
    () => true,
    () => false,
  );
  if (answers) break;
  await new Promise((resolve) => setTimeout(resolve, 30));
}
process.stdout.write(`${JSON.stringify({ url })}\n`);
