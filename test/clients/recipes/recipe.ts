/**
 * A recipe of `docs/clients` as the project of somebody who copied it: its files in a folder of their own, with the
 * schema, what the compilers make of both, and the address and key of a running gateway. Owns that folder.
 */

import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
// biome-ignore lint/correctness/noUnresolvedImports: Biome does not follow a package without `exports`
import { transformFileSync } from '@babel/core';
import { type RecipeFile, recipeFiles } from './recipe-files.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** Git and the linter leave it alone, and packages are found from there. */
const workshop = join(root, 'dist/recipes');
const tsc = join(root, 'node_modules/typescript/bin/tsc');
const codegen = join(root, 'node_modules/.bin/graphql-codegen');
const relayCompiler = join(root, 'node_modules/relay-compiler/cli.js');

const gatewayPath = 'src/gateway.ts';
/** What the pages show instead of the reader's own. */
const shownUrl = 'http://127.0.0.1:4000/graphql';
const shownKey = 'a-key-of-your-gateway';

export const pageNames = ['README', 'fetch', 'tanstack', 'urql', 'apollo', 'relay'] as const;
export type PageName = (typeof pageNames)[number];

/** The reader's part: where the gateway is, and how one says who one is there. */
export interface Place {
  readonly url: string;
  readonly key?: string;
  /** Which of the files `src/gateway.ts`; the one with a key by default. */
  readonly variant?: string;
}

export interface Recipe extends Disposable {
  /** What TypeScript has to say about it; empty where it is content. */
  readonly typeFaults: string;
  /** One of its modules, running. */
  load<Module>(path: string): Promise<Module>;
  /** The same, already compiled, for another place. */
  moveTo(place: Place): Recipe;
}

/** @param names pages in order: a file of a later one takes the place of an earlier one's */
export function openRecipe(names: readonly PageName[], place: Place): Recipe {
  const folder = newFolder(names);
  for (const [path, text] of projectFiles(names, place)) write(join(folder, path), text);
  generateTypes(folder);
  const typeFaults = complaints(
    spawnSync(process.execPath, [tsc, '--project', folder], { encoding: 'utf8' }),
  );
  transform(folder);
  const openIn = (own: string): Recipe => ({
    typeFaults,
    load: (path) => import(/* @vite-ignore */ join(own, path)),
    moveTo: (other) => {
      const copy = newFolder(names);
      cpSync(own, copy, { recursive: true });
      write(join(copy, gatewayPath), gatewayFile(names, other));
      return openIn(copy);
    },
    [Symbol.dispose]: () => rmSync(own, { recursive: true, force: true }),
  });
  return openIn(folder);
}

function newFolder(names: readonly PageName[]): string {
  mkdirSync(workshop, { recursive: true });
  return mkdtempSync(join(workshop, `${names.at(-1)}-`));
}

/** The files of a page as it shows them. */
export function filesOf(name: PageName): RecipeFile[] {
  const page = `docs/clients/${name}.md`;
  return recipeFiles(page, readFileSync(join(root, page), 'utf8'));
}

function projectFiles(names: readonly PageName[], place: Place): Map<string, string> {
  const shown = names.flatMap(filesOf).map(({ path, text }) => [path, text] as const);
  return new Map([
    ['schema.graphql', readFileSync(join(root, 'schema.graphql'), 'utf8')],
    ['tsconfig.json', JSON.stringify(strictProject)],
    ...shown,
    [gatewayPath, gatewayFile(names, place)],
  ]);
}

/** Puts the reader's own in the place of what the page shows. */
function gatewayFile(names: readonly PageName[], { url, key, variant }: Place): string {
  const files = names.flatMap(filesOf).filter((file) => file.path === gatewayPath);
  const text = files.find((file) => file.variant === (variant ?? null))?.text;
  if (!text?.includes(shownUrl))
    throw new Error(`There is no ${gatewayPath} ${variant ?? ''} for ${shownUrl}`);
  return text.replace(shownUrl, `${url}/graphql`).replace(shownKey, key ?? shownKey);
}

/** A frontend's project: browsers, a bundler, React. */
const strictProject = {
  compilerOptions: {
    target: 'es2024',
    lib: ['es2024', 'dom', 'dom.iterable', 'dom.asynciterable'],
    module: 'esnext',
    moduleResolution: 'bundler',
    jsx: 'react-jsx',
    types: [],
    noEmit: true,
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
  },
  include: ['src'],
};

/** Runs the compiler of documents that the recipe has a configuration of, as its reader does; Relay needs no other. */
function generateTypes(folder: string): void {
  if (existsSync(join(folder, 'relay.config.json'))) run(folder, relayCompiler, '--noWatchman');
  else run(folder, codegen, '--config', 'codegen.ts');
}

/** What the reader's bundler does with Babel where a recipe needs it; all else Vite does for the tests. */
function transform(folder: string): void {
  const configFile = join(folder, 'babel.config.cjs');
  if (!existsSync(configFile)) return;
  for (const file of globSync(join(folder, 'src/*.{ts,tsx}'))) {
    const parserOpts = { plugins: ['typescript' as const, 'jsx' as const] };
    write(file, transformFileSync(file, { configFile, retainLines: true, parserOpts })?.code ?? '');
  }
}

function run(folder: string, ...command: readonly string[]): void {
  const said = complaints(spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8' }));
  if (said !== '') throw new Error(`${command.join(' ')}\n${said}`);
}

function complaints({ status, stdout, stderr }: SpawnSyncReturns<string>): string {
  return status === 0 ? '' : `ended with ${status}\n${stdout}${stderr}`;
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
