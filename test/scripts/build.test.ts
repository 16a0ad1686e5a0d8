/** The bundle of `npm run build`: what is in it, and that it runs where nothing else is. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStubServer } from '#test/http/stub-server.ts';
import { smallWorldSize } from '#test/simulators/simulator.ts';
import { startSimulators } from '#test/simulators/start.ts';
import { ask } from '#test/support/ask.ts';
import { type BundledGateway, createBundledGateway } from '#test/support/bundle.ts';
import { eventually } from '#test/support/eventually.ts';
import { startMain } from '#test/support/gateway-process.ts';
import { startOtlpReceiver } from '#test/support/otlp-receiver.ts';
import { startRedis } from '#test/support/redis.ts';
import { everything } from '#test/support/studio-query.ts';
import { serviceEnvironment } from '#test/support/world.ts';
import packageJson from '../../package.json' with { type: 'json' };
import lock from '../../package-lock.json' with { type: 'json' };
import { licencesFile } from '../../scripts/build/licences.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

let bundled: BundledGateway;
/** Name and text of each script in it. */
let scripts: readonly { readonly name: string; readonly text: string }[];

beforeAll(async () => {
  bundled = await createBundledGateway();
  const dist = join(bundled.folder, 'dist');
  scripts = readdirSync(dist)
    .filter((name) => name !== licencesFile)
    .map((name) => ({ name, text: readFileSync(join(dist, name), 'utf8') }));
}, 60_000);
afterAll(() => bundled?.[Symbol.asyncDispose]());

/** The bundler says above each part of a script which file it comes from, and ends those of modules. */
const origin = /^\s*(?:\/\/#region|\/\/) (\S*\.(?:ts|[cm]?js|json))$/;

function originsOf(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => origin.exec(line)?.[1] ?? []);
}

/** Names and versions of packages whose code is in the scripts, as far as these say so. */
function packagesNamed(): readonly string[] {
  const folders = scripts
    .flatMap(({ text }) => originsOf(text))
    .flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  return [...new Set(folders.map((folder) => manifestOf(folder).title))];
}

function manifestOf(folder: string): { readonly title: string; readonly license?: string } {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  return { title: `${name} ${version}`, license };
}

const bundler = `rolldown ${packageJson.optionalDependencies.rolldown}`;

describe('the bundle', () => {
  it('keeps apart what few gateways need', () => {
    const names = scripts.map(({ name }) => name);
    for (const part of ['graphiql', 'jwt-check', 'open-telemetry', 'redis', 'serve'])
      expect(names).toContain(`${part}.js`);
    const ofMain = scripts.find(({ name }) => name === 'main.js')?.text ?? '';
    expect([...ofMain.matchAll(/\bimport\("([^"]+)"\)/g)].map(([, name]) => name)).toEqual(['./serve.js']);
  });

  it('has code of each package that the gateway depends on', () => {
    const wanted = Object.entries(packageJson.dependencies).map((entry) => entry.join(' '));
    expect(bundled.packages).toEqual(expect.arrayContaining(wanted));
    const named = packagesNamed();
    expect(named.length).toBeGreaterThan(50);
    expect(bundled.packages).toEqual(expect.arrayContaining([...named, bundler]));
  });

  it('has code of none that is for development, and comes with the licence of each', () => {
    const licences = readFileSync(join(bundled.folder, 'dist', licencesFile), 'utf8');
    const running = Object.entries(lock.packages).flatMap(([folder, entry]) => {
      const isExtra = ['dev', 'optional', 'devOptional'].some((flag) => flag in entry);
      return folder === '' || isExtra ? [] : [{ folder, ...manifestOf(folder) }];
    });
    for (const title of bundled.packages.filter((one) => one !== bundler)) {
      const found = running.find((one) => one.title === title);
      const path = join(root, found?.folder ?? `no package that runs: ${title}`);
      const files = readdirSync(path).filter((file) => /^licen[cs]e|^notice/i.test(file));
      for (const file of files)
        expect(licences).toContain(`\n\n${readFileSync(join(path, file), 'utf8').trim()}\n`);
      const heading = files.length === 0 ? `\n\n${title} (${found?.license})\n` : `\n\n${title}`;
      expect(licences).toContain(heading);
    }
    expect(licences).toContain(readFileSync(join(root, 'node_modules/rolldown/LICENSE'), 'utf8').trim());
  });

  it('needs no package beside it, but two that may be absent', () => {
    const asked = scripts.flatMap(({ text }) => [
      ...text.matchAll(/^(?:import|export)\b[^'"\n]*(?:from )?"([^"\n]+)";$/gm),
      ...text.matchAll(/\bimport\("([^"\n]+)"\)/g),
      ...text.matchAll(/\b__require\("([^"\n]+)"\)/g),
    ]);
    const names = new Set(asked.map(([, name = '']) => name).filter((name) => !isBuiltin(name)));
    const beside = [...names].filter((name) => name.startsWith('./'));
    expect(beside.sort()).toContain('./serve.js');
    expect(beside.filter((name) => !existsSync(join(bundled.folder, 'dist', name)))).toEqual([]);
    expect([...names].filter((name) => !beside.includes(name)).sort()).toEqual([
      'node-libcurl',
      'supports-color',
    ]);
  });

  it('looks for files beside itself only where it never gets to', () => {
    // Transports of the log, which are workers, and traces that Redis' client shortens: the gateway has neither. undici looks
    // whether there is a name first.
    const unreached = ['ioredis/built/Command.js', 'pino/lib/transport.js', 'thread-stream/index.js'];
    const careful = ['undici/index.js'];
    const looking = scripts.flatMap(({ text }) => {
      let from = '';
      return text.split('\n').flatMap((line) => {
        from = origin.exec(line)?.[1] ?? from;
        return /\bimport\.meta\.dirname\b|(?<!\.)\b__(?:dir|file)name\b/.test(line) ? [from] : [];
      });
    });
    expect([...new Set(looking)].sort()).toEqual(
      [...unreached, ...careful].map((path) => `node_modules/${path}`),
    );
  });

  it('names no folder of the machine that made it', () => {
    for (const { name, text } of scripts)
      for (const folder of [root, bundled.folder])
        expect(text.includes(folder), `${folder} in ${name}`).toBe(false);
  });
});

/** An issuer of one key, and the token of somebody. */
async function startIssuer() {
  const [issuer, audience] = ['https://login.example', 'atelier'];
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }];
  const server = await startStubServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
  });
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: 'one' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject('giulia')
    .setExpirationTime('1h')
    .sign(privateKey);
  const environment = {
    GATEWAY_JWKS_URL: `${server.url}/keys`,
    GATEWAY_JWT_ISSUER: issuer,
    GATEWAY_JWT_AUDIENCE: audience,
  };
  return { environment, token, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

describe('node dist/main.js', () => {
  const start = (env: Readonly<Record<string, string>>) =>
    startMain({ PORT: '0', SHUTDOWN_GRACE_MS: '0', ...env }, [], bundled);

  it('does all that it loads code for: tokens of callers, Redis, traces, metrics and GraphiQL', async () => {
    await using simulators = await startSimulators({ size: smallWorldSize });
    await using issuer = await startIssuer();
    await using redis = await startRedis();
    await using receiver = await startOtlpReceiver();
    const { GATEWAY_ANONYMOUS: _, ...service } = serviceEnvironment(simulators);
    await using gateway = start({
      ...service,
      ...issuer.environment,
      REDIS_URL: redis.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      GATEWAY_INTROSPECTION: 'allow',
    });
    const url = await gateway.listening();
    const { token } = issuer;
    const post = { method: 'POST', json: { query: everything } };
    expect(await ask(`${url}/graphql`, post)).toMatchObject({ status: 401 });
    const { body } = await ask(`${url}/graphql`, { ...post, token });
    const list = { totalCount: expect.any(Number), nodes: expect.arrayContaining([expect.anything()]) };
    expect(body).toEqual({
      data: { jobs: list, assets: list, setDesigns: list, datasetImages: list },
    });
    await eventually(async () => expect(await redis.client.dbsize()).toBeGreaterThan(3));
    const page = await ask(`${url}/graphql`, { headers: { accept: 'text/html' } });
    const files = [...page.text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
    expect(files).toContain('/graphql/assets/graphiql.js');
    for (const path of files) expect(await ask(`${url}${path}`)).toMatchObject({ status: 200 });
    const metrics = (await ask(`${url}/metrics`)).text;
    expect(metrics).toMatch(/^atelier_upstream_requests_total\{.*"sartiq"/m);
    expect(metrics).toContain(`version="${packageJson.version}"`);
    gateway.kill('SIGTERM');
    expect(await gateway.exited).toEqual([0, null]);
    const kinds = Object.groupBy(receiver.spans(), ({ kind }) => kind);
    expect(kinds['SERVER']).toHaveLength(2);
    expect(kinds['CLIENT']?.length).toBeGreaterThanOrEqual(4);
    expect(gateway.output.stderr).toBe('');
  });

  it('runs as several workers', async () => {
    await using simulators = await startSimulators({ size: smallWorldSize });
    await using gateway = start({ ...serviceEnvironment(simulators), WORKERS: '2' });
    const { url, workers } = JSON.parse(await gateway.said(/listening on/));
    expect(new Set(workers).size).toBe(2);
    expect(workers).not.toContain(gateway.pid);
    const { body } = await ask(`${url}/graphql`, { method: 'POST', json: { query: everything } });
    expect(body).not.toHaveProperty('errors');
    expect((await ask(`${url}/metrics`)).text).toContain('atelier_upstream_requests_total');
    gateway.kill('SIGTERM');
    expect(await gateway.exited).toEqual([0, null]);
    expect(gateway.output.stderr).toBe('');
  });
});
