/**
 * `npm run package`: makes `packages/simulators/dist`, the npm package `atelier-simulators` as it is published, because Node
 * runs no TypeScript below `node_modules`. The code is that of `test/simulators` and `src`, file by file. The libraries come
 * along in the versions that are tested here: a frontend's own `graphql` beside them would be another one.
 *
 * `-- FOLDER` makes it there instead.
 */

import { spawnSync } from 'node:child_process';
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly dev?: boolean; readonly optional?: boolean; readonly devOptional?: boolean }>
  >;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'packages/simulators');
const target = resolve(process.argv[2] ?? join(source, 'dist'));

/** What the gateway reads from its own folder while it runs. */
const readWhileRunning = ['examples/operations', 'src/explorer'];

/** Files of libraries that nothing runs. */
const notNeeded = /\.(?:map|[cm]?ts)$/;

rmSync(target, { recursive: true, force: true });
compile();
for (const folder of readWhileRunning)
  cpSync(join(root, folder), join(target, folder), {
    recursive: true,
    filter: (path) => !path.endsWith('tsconfig.json'),
  });
cpSync(join(root, 'LICENSE'), join(target, 'LICENSE'));
cpSync(join(source, 'README.md'), join(target, 'README.md'));
const { version, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as object;
writeFileSync(
  join(target, 'package.json'),
  `${JSON.stringify({ ...manifest, version, dependencies: usedDependencies(dependencies), bundleDependencies: true }, null, 2)}\n`,
);
copyLibraries();
process.stdout.write(`${target}\n`);

function compile(): void {
  const argv = [join(root, 'node_modules/typescript/bin/tsc'), '--project', source, '--outDir', target];
  const { status } = spawnSync(process.execPath, argv, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('The package could not be compiled');
}

/** Those that a file imports, each in its exact version; throws for one that the project does not declare. */
function usedDependencies(declared: Manifest['dependencies']): Manifest['dependencies'] {
  const names = new Set(
    globSync('{src,test}/**/*.js', { cwd: target }).flatMap((file) => importedPackages(join(target, file))),
  );
  if (names.size === 0) throw new Error('The package imports nothing: was anything compiled?');
  return Object.fromEntries(
    [...names].sort().map((name) => {
      const wanted = declared[name];
      if (wanted === undefined) throw new Error(`${name} is imported, but no dependency`);
      return [name, wanted];
    }),
  );
}

/** Every package that the gateway needs while it runs, each without those that lie in it: they have lines of their own. */
function copyLibraries(): void {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
  for (const [path, { dev, optional, devOptional }] of Object.entries(packages)) {
    if (path === '' || dev || optional || devOptional) continue;
    const inner = join(root, path, 'node_modules');
    cpSync(join(root, path), join(target, path), {
      recursive: true,
      filter: (file) => file !== inner && !notNeeded.test(file),
    });
  }
}

/** What is compiled has each import on a line of its own. */
function importedPackages(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const specifiers = [
    ...text.matchAll(/^(?:im|ex)port .*? from '([^']+)';$/gm),
    ...text.matchAll(/\bimport\('([^']+)'\)/g),
  ];
  return specifiers
    .map(([, specifier = '']) => specifier)
    .filter((specifier) => !/^[.#]/.test(specifier) && !isBuiltin(specifier))
    .map((specifier) =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    );
}
