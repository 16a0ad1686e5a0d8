/**
 * The gateway as its image has it: bundled into a folder of its own, with the files that it reads and nothing else. Owns the
 * folder, which disposing removes.
 */

import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Bundle, bundleGateway } from '../../scripts/build/bundle.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface BundledGateway extends Bundle, AsyncDisposable {
  /** Has the bundle in `dist`. */
  readonly folder: string;
}

export async function createBundledGateway(): Promise<BundledGateway> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'atelier-bundle-')));
  const remove = () => rm(folder, { recursive: true });
  try {
    const bundle = await bundleGateway(join(folder, 'dist'));
    for (const path of ['package.json', 'examples/operations', 'src/explorer'])
      await cp(join(root, path), join(folder, path), { recursive: true });
    return { ...bundle, folder, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
