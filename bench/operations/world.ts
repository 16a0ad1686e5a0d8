/**
 * The rows that the workloads read: those of the simulators, shaped so that every window has the size that its workload
 * is named for. Owns no route and no answer.
 */

import type { AcusightData } from '#test/simulators/acusight/rows.ts';
import { studioFilenames } from '#test/simulators/filenames.ts';
import { isVisibleTo, newestImages, type PiktidData } from '#test/simulators/piktid/piktid-rows.ts';
import type { WorldSize } from '#test/simulators/simulator.ts';
import { type Simulators, startSimulators } from '#test/simulators/start.ts';

const seed = 1;
export const imagesPerJob = 10;
/** Assets in one window of the join, and how many names they have. */
const assetsPerWindow = 50;
const namesPerWindow = 25;
const imagesPerName = 2;

const size: WorldSize = {
  jobs: 200,
  galleryImages: 8_000,
  assets: 200,
  setDesigns: 100,
  // So many that looking up 25 names costs less than reading the list through.
  datasetImages: 6_000,
  annotations: 1_000,
};

/** Simulators whose rows are as the workloads need them. */
export async function startBenchWorld(): Promise<Simulators> {
  const simulators = await startSimulators({ seed, size });
  const names = plainNames((size.assets / assetsPerWindow) * namesPerWindow);
  keepFullJobs(simulators.piktid.data);
  nameAssets(simulators.piktid.data, names);
  spreadAnnotations(simulators.acusight.data, names);
  return simulators;
}

/** Without the ones that need encoding: not every contestant does that rightly, and it is not what is measured. */
function plainNames(count: number): readonly string[] {
  return studioFilenames(seed, 2 * count)
    .filter((name) => /^[\w.-]+$/.test(name))
    .slice(0, count);
}

/** Every job has at least as many images as a window takes of it. */
function keepFullJobs({ jobs }: PiktidData): void {
  const full = jobs.filter(({ images }) => newestImages(images).length >= imagesPerJob);
  jobs.splice(0, jobs.length, ...full);
}

/** Any window of 50, by time or by name, has 25 names twice. */
function nameAssets({ assets }: PiktidData, names: readonly string[]): void {
  const shown = assets.filter((row) => row.owner !== 'platform' && isVisibleTo(row, 'giulia'));
  const ordered = shown.toSorted(
    (left, right) => compare(right.created_at, left.created_at) || compare(left.id, right.id),
  );
  for (const [index, asset] of ordered.entries()) {
    const window = Math.floor(index / assetsPerWindow);
    asset.filename = names[window * namesPerWindow + (index % namesPerWindow)] ?? asset.filename;
  }
}

/** Two dataset images for each name with five annotations each; the others have names and annotations of their own. */
function spreadAnnotations(data: AcusightData, names: readonly string[]): void {
  const images = data.images.filter(({ organization }) => organization === 'giulia');
  const matching = names.length * imagesPerName;
  for (const [index, image] of images.entries()) {
    image.filename = (index < matching && names[index % names.length]) || `unmatched_${index}.jpg`;
  }
  const spread = data.annotations.map((row, index) => ({
    ...row,
    image_id: images[index % matching]?.id ?? row.image_id,
  }));
  data.annotations.splice(0, data.annotations.length, ...spread);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
