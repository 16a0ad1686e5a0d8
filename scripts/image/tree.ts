/** Looks at a folder with everything in it: how large it is, and whether anything in it has changed. Writes nothing. */

import { lstat, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** The sum of its files' sizes, as `docker image ls` counts an image. */
export async function bytesIn(root: string): Promise<number> {
  let bytes = 0;
  for await (const { isFile, size } of entriesOf(root)) if (isFile) bytes += size;
  return bytes;
}

/** A line for everything in it; equal to an earlier one where nothing was written, removed or renamed. */
export async function snapshotOf(root: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const { path, mode, size, mtimeMs } of entriesOf(root))
    lines.push(`${relative(root, path)} ${mode.toString(8)} ${size} ${mtimeMs}`);
  return lines.sort();
}

async function* entriesOf(root: string) {
  for (const name of await readdir(root, { recursive: true })) {
    const path = join(root, name);
    const { mode, size, mtimeMs } = await lstat(path);
    yield { path, mode, size, mtimeMs, isFile: (mode & 0o170000) === 0o100000 };
  }
}
