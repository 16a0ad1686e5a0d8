/**
 * A recipe of `docs/clients` as the project of somebody who copied it: its files in a folder of their own, with the
 * schema, what the compilers make of both, and the address and key of a running gateway. Owns that folder.
 */

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RecipeFile, recipeFiles } from './recipe-files.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** Below the packages, which the recipe finds as every project does; see `vitest.config.ts`. */
const workshop = join(root, 'node_modules/.cache/recipes');
const tsc = join(root, 'node_modules/typescript/bin/tsc');
const codegen = join(root, 'node_modules/.bin/graphql-codegen');

const gatewayPath = 'src/gateway.ts';
/** What the pages show instead of the reader's own. */
const shownUrl = 'http://127.0.0.1:4000/graphql';
const shownKey = 'a-key-of-your-gateway';

export const pageNames = ['README', 'fetch', 'tanstack', 'urql', 'apollo'] as const;
export type PageName = (typeof pageNames)[number];

/** The reader's part: where the gateway is, and how one says who one is there. */
export interface Place {
  readonly url: string;
  readonly key?: string;
  /** Which of the files `src/gateway.ts`; the one with a key by default. */
  readonly variant?: string;
}

export interface Recipe extends Disposable {
  readonly folder: string;
  /** One of its modules, running. */
  load<Module>(path: string): Promise<Module>;
  /** The same, already compiled, for another place. */
  moveTo(place: Place): Recipe;
}

/** @param names pages in order: a file of a later one takes the place of an earlier one's */
export function openRecipe(names: readonly PageName[], place: Place): Recipe {
  const recipe = inFolder(names, (folder) => {
    for (const [path, text] of projectFiles(names, place)) write(join(folder, path), text);
  });
  generateTypes(recipe.folder);
  return recipe;
}

function inFolder(names: readonly PageName[], fill: (folder: string) => void): Recipe {
  mkdirSync(workshop, { recursive: true });
  const folder = mkdtempSync(join(workshop, `${names.at(-1)}-`));
  fill(folder);
  return {
    folder,
    load: (path) => import(/* @vite-ignore */ join(folder, path)),
    moveTo: (place) =>
      inFolder(names, (other) => {
        cpSync(folder, other, { recursive: true });
        write(join(other, gatewayPath), gatewayFile(names, place));
      }),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The files of a page as it shows them. */
export function filesOf(name: PageName): RecipeFile[] {
  const page = `docs/clients/${name}.md`;
  return recipeFiles(page, readFileSync(join(root, page), 'utf8'));
}

/** What the compiler has to say about the recipe; empty where it is content. */
export function typeFaults({ folder }: Recipe): string {
  return spawnSync(process.execPath, [tsc, '--project', folder], { encoding: 'utf8' }).stdout;
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

/** Runs the compilers that the recipe has a configuration of, as its reader does. */
function generateTypes(folder: string): void {
  if (existsSync(join(folder, 'codegen.ts'))) run(folder, codegen, '--config', 'codegen.ts');
}

function run(folder: string, ...command: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command.join(' ')} failed\n${stdout}${stderr}`);
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
