/**
 * `npm run image`: carries out the two Dockerfiles without an engine, lets the gateway's image live once on the simulators',
 * and says how large they are and what was wrong. Exit code 1 if anything was.
 */

import { buildBothImages } from './image/both-images.ts';
import type { Image } from './image/build-image.ts';
import { possibleConfinement } from './image/run-image.ts';
import { faultsOf, liveOnce } from './image/smoke.ts';
import { bytesIn } from './image/tree.ts';

await using images = await buildBothImages();
for (const [name, image] of [
  ['gateway', images.gateway],
  ['simulators', images.simulators],
] as const)
  process.stdout.write(`${name}: ${await sizes(image)}\n`);

const confinement = await possibleConfinement();
process.stdout.write(
  confinement === 'root'
    ? 'They see nothing but their own files, mounted read-only.\n'
    : 'They run in their folders, whose files cannot be written; only root of Linux can show them nothing else.\n',
);
const faults = faultsOf(await liveOnce(images, confinement), images);
for (const fault of faults) process.stdout.write(`wrong: ${fault}\n`);
if (faults.length === 0)
  process.stdout.write(
    'It started, was healthy, answered from three backends, wrote nothing, and stopped.\n',
  );
process.exitCode = faults.length === 0 ? 0 : 1;

async function sizes({ root, bytes }: Image): Promise<string> {
  const node = await bytesIn(`${root}/usr/local/bin`);
  return `${megabytes(bytes)} MB on top of the base: ${megabytes(node)} Node, ${megabytes(bytes - node)} the rest`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
