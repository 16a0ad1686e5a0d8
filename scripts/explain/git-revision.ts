/** Files as they were at a git revision, read from the repository that they lie in. Changes nothing. */

import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Mistake, reasonOf } from './mistake.ts';
import { holdsOperations, type OperationFile, variablesFileOf } from './operation-files.ts';

export interface Revision {
  readonly files: readonly OperationFile[];
  /** The short hash of the commit. */
  readonly commit: string;
}

/** A place in a repository that paths are relative to. */
interface Place {
  readonly folder: string;
  /** Of what lies there as it is shown. */
  readonly prefix: string;
  /** Null for all that lies there. */
  readonly file: string | null;
}

/** No file of operations is larger, in bytes. */
const maxBytes = 64 * 1024 ** 2;

const run = promisify(execFile);

/**
 * The files that `paths`, relative to `from`, had at a revision; none where there were none.
 *
 * @throws Mistake outside a repository, and for a revision that it does not have
 */
export async function filesAtRevision(
  paths: readonly string[],
  revision: string,
  from: string,
): Promise<Revision> {
  const files: OperationFile[] = [];
  let commit = '';
  for (const path of paths) {
    const place = await placeOf(path, from);
    const hash = await commitOf(revision, place.folder, path);
    commit ||= await git(place.folder, 'rev-parse', '--short', hash);
    files.push(...(await filesAt(hash, place)));
  }
  return { files: [...new Map(files.map((file) => [file.name, file])).values()], commit: commit.trim() };
}

async function placeOf(path: string, from: string): Promise<Place> {
  const full = resolve(from, path);
  try {
    if ((await stat(full)).isDirectory()) return { folder: full, prefix: path, file: null };
  } catch (error) {
    throw new Mistake(`${path}: ${reasonOf(error)}`);
  }
  return { folder: dirname(full), prefix: dirname(path), file: basename(path) };
}

async function commitOf(revision: string, folder: string, path: string): Promise<string> {
  await git(folder, 'rev-parse', '--git-dir').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new Mistake('--diff needs git, which is not here');
    throw new Mistake(`--diff: ${path} is in no git repository`);
  });
  const args = ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`];
  return (
    await git(folder, ...args).catch(() => {
      throw new Mistake(`--diff: the repository of ${path} has no revision '${revision}' (was it fetched?)`);
    })
  ).trim();
}

async function filesAt(commit: string, { folder, prefix, file }: Place): Promise<OperationFile[]> {
  const blobs = new Map(
    (await git(folder, 'ls-tree', '-r', '-z', commit)).split('\0').flatMap((line) => {
      const [, kind, hash, name] = /^\d+ (\w+) (\w+)\t(.*)$/s.exec(line) ?? [];
      return kind === 'blob' && hash && name ? [[name, hash] as const] : [];
    }),
  );
  const names = [...blobs.keys()].filter((name) => (file === null ? holdsOperations(name) : name === file));
  const textOf = async (name: string): Promise<string | null> => {
    const hash = blobs.get(name);
    return hash === undefined ? null : await git(folder, 'cat-file', 'blob', hash);
  };
  const files: OperationFile[] = [];
  for (const name of names.sort()) {
    const [text, variables] = [await textOf(name), await textOf(variablesFileOf(name))];
    files.push({ name: join(prefix, name), text: text ?? '', variables });
  }
  return files;
}

async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run('git', args, { cwd: folder, encoding: 'utf8', maxBuffer: maxBytes });
  return stdout;
}
