/** Builds the gateway's and the simulators' image into a folder of its own, and removes it in the end. */

import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildImage } from './build-image.ts';
import { protect, unprotect } from './run-image.ts';
import type { Images } from './smoke.ts';

const context = fileURLToPath(new URL('../..', import.meta.url));

/** They can be read by every user of this machine and written by none. */
export async function buildBothImages(
  buildArguments: Readonly<Record<string, string>> = {},
): Promise<Images & AsyncDisposable> {
  const into = await mkdtemp(join(tmpdir(), 'atelier-image-'));
  // The images' users have to get to their files.
  await chmod(into, 0o755);
  const remove = () => rm(into, { recursive: true, force: true });
  try {
    const build = (name: string, dockerfile: string) =>
      buildImage({ context, dockerfile, into: join(into, name), buildArguments });
    const gateway = await build('gateway', 'docker/Dockerfile');
    const simulators = await build('simulators', 'docker/demo.Dockerfile');
    for (const image of [gateway, simulators]) await protect(image);
    const dispose = async (): Promise<void> => {
      for (const image of [gateway, simulators]) await unprotect(image);
      await remove();
    };
    return { gateway, simulators, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await remove();
    throw error;
  }
}
