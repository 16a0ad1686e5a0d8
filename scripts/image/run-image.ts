/**
 * Starts programs in an image's folder as an engine would: with the image's variables and no others, as its user, and with
 * nothing that can be written to. Owns no process: each is the caller's.
 */

import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, lstat, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import type { Image } from './build-image.ts';

/**
 * How far programs are kept apart from this machine. `root`: they see the image's folder as `/`, mounted read-only, and
 * nothing else but `/dev` and `/proc`. `folder`: they run in the folder, whose files lack the permission to be written.
 */
export type Confinement = 'root' | 'folder';

/** What this machine allows: `root` needs Linux and its root user. */
export async function possibleConfinement(): Promise<Confinement> {
  if (process.getuid?.() !== 0) return 'folder';
  try {
    await promisify(execFile)('unshare', ['--mount', 'true']);
    return 'root';
  } catch {
    return 'folder';
  }
}

export interface Program {
  readonly words: readonly string[];
  /** Besides the image's. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** What the image runs by itself; `words`, where given, take the place of its command, as after `docker run <image>`. */
export function programOf(image: Image, words = image.command): readonly string[] {
  return [...image.entrypoint, ...words];
}

/** Takes the permission to write from everything in the folder. */
export async function protect({ root }: Image): Promise<void> {
  await changeModes(root, (mode) => mode & 0o555);
}

/** Gives it back, for whoever wants to remove the folder. */
export async function unprotect({ root }: Image): Promise<void> {
  await changeModes(root, (mode) => mode | 0o200);
}

async function changeModes(root: string, change: (mode: number) => number): Promise<void> {
  for (const path of [root, ...(await readdir(root, { recursive: true })).map((name) => join(root, name))]) {
    const stats = await lstat(path);
    if (!stats.isSymbolicLink()) await chmod(path, change(stats.mode & 0o777));
  }
}

export function startInImage(
  image: Image,
  program: Program,
  confinement: Confinement,
): ChildProcessByStdio<null, Readable, Readable> {
  const env = { ...image.variables, ...program.variables };
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
  const { uid, gid } = image.user;
  if (confinement === 'root') {
    const words = ['--mount', 'sh', '-c', enterRoot, 'sh', image.root, image.folder, `${uid}`, `${gid}`];
    return spawn('unshare', [...words, ...program.words], { env, stdio });
  }
  const [name = '', ...rest] = program.words;
  const cwd = join(image.root, image.folder);
  // Only root may become somebody else.
  const user = process.getuid?.() === 0 ? image.user : {};
  return spawn(findIn(image, name), rest, { env, stdio, cwd, ...user });
}

/** Each step replaces the one before it, so that the process that was started is the program in the end. */
const enterRoot = `set -e
root=$1 folder=$2 uid=$3 gid=$4
shift 4
mount --bind "$root" "$root"
for one in dev proc; do mount --rbind "/$one" "$root/$one"; done
mount -o remount,bind,ro "$root"
exec unshare --root="$root" --wd="$folder" --setgid="$gid" --setuid="$uid" "$@"`;

/** The program of this name that the image's PATH leads to. */
function findIn({ root, variables }: Image, name: string): string {
  const folders = (variables['PATH'] ?? '').split(delimiter);
  const found = folders.map((folder) => join(root, folder, name)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`The image has no program ${name}`);
  return found;
}
