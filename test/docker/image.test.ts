/** The images without an engine: their Dockerfiles carried out into empty folders, and the gateway living in one of them. */

import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBundledGateway } from '#test/support/bundle.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { licencesFile } from '../../scripts/build/licences.ts';
import { buildBothImages } from '../../scripts/image/both-images.ts';
import { possibleConfinement } from '../../scripts/image/run-image.ts';
import { faultsOf, type Life, liveOnce } from '../../scripts/image/smoke.ts';
import { bytesIn } from '../../scripts/image/tree.ts';

const dockerfiles = ['docker/Dockerfile', 'docker/demo.Dockerfile'];
/** More than `gcr.io/distroless/cc-debian13` takes; see docs/deployment.md. */
const baseBytes = 35e6;

let images: Awaited<ReturnType<typeof buildBothImages>>;
let life: Life;

beforeAll(async () => {
  images = await buildBothImages({
    VERSION: '1.2.3',
    REVISION: 'c0ffee',
    SOURCE: 'https://git.example/atelier',
  });
  life = await liveOnce(images, await possibleConfinement());
}, 480_000);

afterAll(async () => {
  await images?.[Symbol.asyncDispose]();
});

describe('the images', () => {
  it('are under 200 MB with their base, and a fifth of a gateway is not Node at most', async () => {
    expect(images.gateway.bytes + baseBytes).toBeLessThan(200e6);
    const node = await bytesIn(join(images.gateway.root, 'usr/local/bin'));
    expect((images.gateway.bytes - node) / node).toBeLessThan(0.2);
    expect(images.simulators.bytes + baseBytes).toBeLessThan(200e6);
  });

  it('hold of the project only what runs', async () => {
    const { gateway, simulators } = images;
    const app = join(gateway.root, 'app');
    expect((await readdir(app)).sort()).toEqual(['LICENSE', 'dist', 'examples', 'package.json', 'src']);
    expect(await readdir(join(app, 'examples'))).toEqual(['operations']);
    expect(await readdir(join(app, 'src'))).toEqual(['explorer']);
    const explorer = await readdir(join(app, 'src/explorer'));
    expect(explorer.filter((name) => !/\.(?:ts|css)$/.test(name))).toEqual([]);
    expect((await readdir(join(simulators.root, 'app'))).sort()).toEqual(['LICENSE', 'package.json', 'test']);
    const tests = await readdir(join(simulators.root, 'app'), { recursive: true });
    expect(tests.filter((path) => path.endsWith('.test.ts'))).toEqual([]);
    expect(tests).toContain(join('test', 'simulators', 'main.ts'));
  });

  it('hold no package, but the bundle that is made here, with its licences', async () => {
    const everything = await readdir(images.gateway.root, { recursive: true });
    expect(everything.length).toBeGreaterThan(30);
    expect(everything.filter((path) => path.includes('node_modules'))).toEqual([]);
    await using here = await createBundledGateway();
    const [ofImage, ofHere] = [join(images.gateway.root, 'app/dist'), join(here.folder, 'dist')];
    const names = (await readdir(ofImage)).sort();
    expect(names).toEqual((await readdir(ofHere)).sort());
    expect(names).toEqual(expect.arrayContaining(['main.js', licencesFile]));
    for (const name of names)
      expect((await readFile(join(ofImage, name))).equals(await readFile(join(ofHere, name))), name).toBe(
        true,
      );
  });

  it('hold the Node that the tests run on, which the lock file pins', () => {
    const { node } = packageJson.optionalDependencies;
    for (const file of dockerfiles) {
      const tags = [...readFileSync(file, 'utf8').matchAll(/^FROM node:(\S+)/gm)].map(([, tag]) => tag);
      expect(tags).toEqual([`${node}-trixie-slim`]);
    }
    expect(process.versions.node).toBe(node);
  });

  it('say what they are and of which revision', () => {
    for (const { labels } of [images.gateway, images.simulators])
      expect(labels).toEqual({
        'org.opencontainers.image.title': expect.stringContaining('Atelier'),
        'org.opencontainers.image.description': expect.stringContaining('PiktID, Sartiq and Acusight'),
        'org.opencontainers.image.licenses': packageJson.license,
        'org.opencontainers.image.version': '1.2.3',
        'org.opencontainers.image.revision': 'c0ffee',
        'org.opencontainers.image.source': 'https://git.example/atelier',
      });
  });

  it('run as a user that is not root, and look after their own health', () => {
    for (const { user, health } of [images.gateway, images.simulators]) {
      expect(user).toEqual({ uid: 65532, gid: 65532 });
      expect(health?.words[0]).toBe('node');
    }
  });

  it.each(dockerfiles)('%s has no fault that the builder would find', (file) => {
    expect(validate(readFileSync(file, 'utf8'))).toEqual([]);
  });
});

describe('the gateway in its image', () => {
  it('starts, is healthy, answers from three backends, writes nothing and stops', () => {
    expect(faultsOf(life, images)).toEqual([]);
  });

  it('finds its files read-only', () => {
    expect(life.writing).toMatch(/^(EROFS|EACCES)$/);
  });

  it('shows GraphiQL with its panel, and its metrics', () => {
    const paths = life.page.map(({ path }) => path);
    expect(paths).toContain('/graphql/assets/graphiql.js');
    expect(paths).toContain('/graphql/assets/explorer/main.ts');
    expect(life.metrics).toContain(`version="${packageJson.version}"`);
  });
});
