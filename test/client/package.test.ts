import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld } from '#test/support/world.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** What the package asks for and what a project brings, from this repository's own packages. */
const peers = [
  '@graphql-codegen/cli',
  '@graphql-codegen/client-preset',
  '@graphql-typed-document-node/core',
  '@types/react',
  'graphql',
  'graphql-sock',
  'react',
  'urql',
];

/** An empty folder with nothing but the packed package, as npm installs it. */
let project: string;
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'atelier-client-'));
  await run('npm', ['pack', '--silent', '--pack-destination', project], { cwd: join(root, 'client') });
  const [tarball = ''] = await readdir(project);
  const links = peers.map((name) => [name, `file:${join(root, 'node_modules', name)}`]);
  const dependencies = { 'atelier-client': `file:${tarball}`, ...Object.fromEntries(links) };
  await writeFile(
    join(project, 'package.json'),
    JSON.stringify({ type: 'module', private: true, dependencies }),
  );
  // npm cannot compare links with what a package asks of its peers; a test does.
  const flags = ['--offline', '--legacy-peer-deps', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...flags], { cwd: project });
  await cp(join(root, 'test/client/package'), project, { recursive: true });
});
afterAll(() => rm(project, { recursive: true }));

/** Compiled as most projects do. */
async function compile(): Promise<string> {
  const options = {
    compilerOptions: {
      target: 'es2024',
      lib: ['es2024', 'dom'],
      types: [],
      module: 'esnext',
      moduleResolution: 'bundler',
      jsx: 'react-jsx',
      strict: true,
      noEmit: true,
    },
    include: ['screen.tsx', 'generated'],
  };
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify(options));
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout } = await run(process.execPath, [compiler, '--pretty', 'false'], { cwd: project }).catch(
    (failed: { readonly stdout: string }) => failed,
  );
  return stdout;
}

interface Manifest {
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

async function manifestOf(name: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(project, 'node_modules', name, 'package.json'), 'utf8'));
}

describe('the packed package', () => {
  it('asks for the peers that it is tested with', async () => {
    const ranges = Object.entries((await manifestOf('atelier-client')).peerDependencies);
    expect(ranges.length).toBeGreaterThan(4);
    for (const [name, range] of ranges) {
      const [major] = (await manifestOf(name)).version.split('.');
      expect([name, range]).toEqual([name, `^${major}.0.0`]);
    }
  });

  it('holds what was built, and nothing else', async () => {
    const files = await readdir(join(project, 'node_modules/atelier-client'), { recursive: true });
    expect(files).toEqual(
      expect.arrayContaining(['README.md', 'package.json', 'dist/index.js', 'dist/index.d.ts']),
    );
    expect(files.filter((name) => name.startsWith('src') || /(?<!\.d)\.tsx?$/.test(name))).toEqual([]);
  });

  it('serves JavaScript', async () => {
    await using world = await startWorld();
    world.simulators.sartiq.inject({ kind: 'reset' });
    const { stdout } = await run(process.execPath, ['use.js', `${world.url}/graphql`], { cwd: project });
    expect(JSON.parse(stdout)).toEqual({
      jobs: expect.any(Number),
      thrown: 'FieldUnavailable',
      code: 'UPSTREAM_UNAVAILABLE',
      unavailable: [['sartiq', 'setDesigns']],
      hook: 'function',
    });
  });

  it('generates hooks that compile in a project of TypeScript, and refuse what is wrong', async () => {
    await run(process.execPath, ['codegen.js', join(root, 'schema.graphql')], { cwd: project });
    expect(await compile()).toBe('');
    const screen = await readFile(join(project, 'screen.tsx'), 'utf8');
    await writeFile(join(project, 'screen.tsx'), screen.replace('data.name', 'data.nmae'));
    expect(await compile()).toMatch(/^screen\.tsx\(\d+,\d+\): error TS2339: Property 'nmae' does not exist/);
    await writeFile(join(project, 'screen.tsx'), screen.replace('{ first: 3 }', ''));
    expect(await compile()).toMatch(/^screen\.tsx\(\d+,\d+\): error TS2554: Expected 1-2 arguments/);
  }, 120_000);
});
