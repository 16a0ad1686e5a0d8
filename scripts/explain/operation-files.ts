/** Finds and reads the files that operations stand in. Knows nothing of GraphQL. */

import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Mistake, reasonOf } from './mistake.ts';

export interface OperationFile {
  /** As it is shown: what was given, and for files of a folder what is below it. */
  readonly name: string;
  readonly text: string;
  /** What stands in `NAME.variables.json` beside `NAME.graphql`; null where there is none. */
  readonly variables: string | null;
}

const stdinName = '(standard input)';

/**
 * The files of folders come in order of their names.
 *
 * @param paths relative to `from`
 * @throws Mistake for each path that cannot be read, and where there is no file at all
 */
export async function readOperationFiles(
  paths: readonly string[],
  from: string,
  readStdin: () => Promise<string>,
): Promise<OperationFile[]> {
  const faults: string[] = [];
  const names: string[] = [];
  for (const path of paths) {
    try {
      names.push(...(path === '-' ? ['-'] : await filesOf(path, from)));
    } catch (error) {
      faults.push(`${path}: ${reasonOf(error)}`);
    }
  }
  if (faults.length > 0) throw new Mistake(...faults);
  const unique = [...new Map(names.map((name) => [resolve(from, name), name])).values()];
  if (unique.length === 0) throw new Mistake(`There is no .graphql file in ${paths.join(', ')}`);
  return await Promise.all(
    unique.map(async (name) => {
      if (name === '-') return { name: stdinName, text: await readStdin(), variables: null };
      const text = await readText(name, from);
      return { name, text, variables: await readIfThere(resolve(from, variablesFileOf(name))) };
    }),
  );
}

/** Whether a file of a folder is read for its operations. */
export function holdsOperations(name: string): boolean {
  const isHidden = name.split('/').some((part) => part.startsWith('.') || part === 'node_modules');
  return name.endsWith('.graphql') && !isHidden;
}

export function variablesFileOf(name: string): string {
  return `${name.replace(/\.graphql$/, '')}.variables.json`;
}

async function filesOf(path: string, from: string): Promise<string[]> {
  const full = resolve(from, path);
  if (!(await stat(full)).isDirectory()) return [path];
  const below = await readdir(full, { recursive: true });
  return below
    .filter(holdsOperations)
    .sort()
    .map((name) => join(path, name));
}

/** @throws Mistake where it cannot be read */
export async function readText(name: string, from: string): Promise<string> {
  try {
    return await readFile(resolve(from, name), 'utf8');
  } catch (error) {
    throw new Mistake(`${name}: ${reasonOf(error)}`);
  }
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Mistake(`${file}: ${reasonOf(error)}`);
  }
}
