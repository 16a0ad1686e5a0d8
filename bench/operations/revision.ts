/** Another revision of Atelier as files of its own, ready to be started. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Checkout extends AsyncDisposable {
  /** The folder with its `src` and `node_modules`. */
  readonly root: string;
}

/** The commit's short name; null where this clone has no such revision, as a shallow one has nothing before its commits. */
export async function findRevision(revision: string): Promise<string | null> {
  try {
    return await git('rev-parse', '--verify', '--quiet', '--short', `${revision}^{commit}`);
  } catch {
    return null;
  }
}

/** Whether what runs is the same in the working tree: its source and its packages. */
export async function runsTheSame(commit: string): Promise<boolean> {
  try {
    await git('diff', '--quiet', commit, '--', 'src', 'package-lock.json');
    return true;
  } catch {
    return false;
  }
}

/**
 * The files of a commit, in a temporary folder that ends with the checkout. The packages of this working tree are shared
 * where the lock file is the same, and installed otherwise.
 */
export async function checkOut(commit: string): Promise<Checkout> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-bench-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const archive = join(folder, 'revision.tar');
    await git('archive', '--format=tar', '--output', archive, commit);
    await execute('tar', ['-xf', archive, '-C', folder]);
    await rm(archive);
    await bringPackages(folder);
    return { root: folder, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function bringPackages(folder: string): Promise<void> {
  const [own, other] = await Promise.all([root, folder].map((at) => readLock(at)));
  if (own === other) return symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  const flags = [
    '--omit=dev',
    '--omit=optional',
    '--ignore-scripts',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
  ];
  await execute('npm', ['ci', ...flags], { cwd: folder });
}

async function readLock(folder: string): Promise<string> {
  const file = join(folder, 'package-lock.json');
  return existsSync(file) ? readFile(file, 'utf8') : '';
}

async function git(...args: readonly string[]): Promise<string> {
  const { stdout } = await execute('git', [...args], { cwd: root });
  return stdout.trim();
}
