/** Invents the rows of the simulated Acusight. Deterministic: same seed and size, same rows. */

import { studioFilenames } from '#test/simulators/filenames.ts';
import { createRandom, type Random } from '#test/simulators/random.ts';
import type { WorldSize } from '#test/simulators/simulator.ts';
import { generateAnnotations } from './generate-annotations.ts';
import type { AcusightData, BatchRow, ImageRow, Organization, ProjectRow } from './rows.ts';
import { toWholeSeconds } from './times.ts';

/** The newest generated row is from about here; all others are older. */
const newestMs = Date.UTC(2026, 2, 16, 10);
const minuteMs = 60_000;

const projectNames = [
  ['SS26 Linen', 'Garment detection for the linen line'],
  ['Store entrance', null],
  ['AW26 Outerwear', 'Coats and blazers, all views'],
  ['RS27 Resort', null],
  ['Città d’arte – maglieria', 'Maglieria: dettagli e cuciture'],
  ['Denim archive', ''],
] as const;

const devices = [
  ['cam-3', 'ABCD:1234:5678:EFGH'],
  ['entrance', 'QWER:0001:0002:TYUI'],
  ['studio 北', 'ZXCV:7777:0042:BNML'],
  ['lightbox', 'HJKL:0310:0311:POIU'],
] as const;

/** Ids are given out across organizations, as one database does. */
interface Ids {
  nextProject: number;
  nextBatch: number;
  nextImage: number;
  nextAnnotation: number;
}

/** What one organization gets. */
interface Share {
  readonly organization: Organization;
  readonly images: number;
  readonly annotations: number;
}

export function generateAcusight(seed: number, size: WorldSize): AcusightData {
  const data: AcusightData = { projects: [], batches: [], images: [], annotations: [] };
  const ids: Ids = { nextProject: 7, nextBatch: 301, nextImage: 80_001, nextAnnotation: 700_001 };
  const pool = studioFilenames(seed, Math.floor(size.assets * 0.6));
  const shares: Share[] = [
    { organization: 'giulia', images: size.datasetImages, annotations: size.annotations },
    {
      organization: 'marco',
      images: Math.ceil(size.datasetImages / 10),
      annotations: Math.ceil(size.annotations / 10),
    },
  ];
  for (const share of shares)
    addShare(data, ids, createRandom(seed, `acusight:${share.organization}`), share, pool);
  return data;
}

function addShare(data: AcusightData, ids: Ids, random: Random, share: Share, pool: readonly string[]): void {
  const projects = generateProjects(random, ids, share.organization);
  const batches = generateBatches(random, ids, share, projects);
  const images = generateImages(random, ids, share, batches, pool);
  append(data.projects, projects);
  append(data.batches, batches);
  append(data.images, images);
  append(data.annotations, generateAnnotations(random, images, share.annotations, ids.nextAnnotation));
  ids.nextAnnotation += share.annotations;
}

/** `push(...rows)` overflows the stack of a big world. */
function append<Row>(target: Row[], rows: readonly Row[]): void {
  for (const row of rows) target.push(row);
}

function generateProjects(random: Random, ids: Ids, organization: Organization): ProjectRow[] {
  return projectNames.map(([name, description], index) => {
    const createdMs = newestMs - (60 + 40 * index) * 24 * 60 * minuteMs;
    const id = ids.nextProject;
    ids.nextProject += random.int(1, 3);
    const times = { created_at: toWholeSeconds(createdMs), updated_at: toWholeSeconds(createdMs + minuteMs) };
    return { organization, id, name, description, ...times };
  });
}

/** About eighty images a batch; every fifth batch waits for a project. */
function generateBatches(
  random: Random,
  ids: Ids,
  share: Share,
  projects: readonly ProjectRow[],
): BatchRow[] {
  const count = share.images === 0 ? 0 : Math.max(12, Math.ceil(share.images / 80));
  return Array.from({ length: count }, (_, index): BatchRow => {
    const createdMs = newestMs - index * 150 * minuteMs;
    const [deviceName, deviceId] = random.pick<(typeof devices)[number]>(devices);
    const project = index % 5 === 0 ? undefined : projects[random.int(0, projects.length - 2)];
    const id = ids.nextBatch + count - 1 - index;
    if (index === count - 1) ids.nextBatch += count;
    return {
      organization: share.organization,
      id,
      name: `${deviceName} ${toWholeSeconds(createdMs).slice(0, 16).replace('T', ' ')}`,
      project_id: project?.id ?? null,
      device_id: random.chance(0.1) ? null : deviceId,
      stage: project === undefined ? 'unassigned' : random.pick(['collecting', 'complete', 'annotating']),
      created_at: toWholeSeconds(createdMs),
      updated_at: toWholeSeconds(createdMs + 31 * minuteMs),
    };
  });
}

/** Images are taken batch by batch, oldest first, in bursts that share one second. */
function generateImages(
  random: Random,
  ids: Ids,
  share: Share,
  batches: readonly BatchRow[],
  pool: readonly string[],
): ImageRow[] {
  return Array.from({ length: share.images }, (_, index): ImageRow => {
    const position = Math.floor((index * batches.length) / share.images);
    const batch = batches[batches.length - 1 - position];
    const startMs = batch === undefined ? newestMs : Date.parse(batch.created_at);
    const createdMs = startMs + random.int(0, 40) * 45_000;
    const loose = random.chance(0.04);
    ids.nextImage += 1;
    return {
      organization: share.organization,
      id: ids.nextImage,
      ...describeFile(random, inventFilename(random, index, pool)),
      ...describeProgress(random),
      batch_id: loose ? null : (batch?.id ?? null),
      device_id: loose || random.chance(0.02) ? null : (batch?.device_id ?? null),
      created_at: toWholeSeconds(createdMs),
      updated_at: toWholeSeconds(createdMs + (random.chance(0.5) ? 0 : random.int(1, 5000) * 1000)),
    };
  });
}

/**
 * Two thirds carry a name of the studio, the first of its names more often than the last; the rest are
 * names that exist only here.
 */
function inventFilename(random: Random, index: number, pool: readonly string[]): string {
  const chosen = pool[Math.floor(random.next() ** 1.5 * pool.length)];
  if (chosen !== undefined && random.chance(0.66)) return chosen;
  return random.chance(0.3)
    ? `walkin_${random.int(1, 40)}.jpg`
    : `walkin_${String(index).padStart(5, '0')}.jpg`;
}

function describeFile(
  random: Random,
  filename: string,
): Pick<ImageRow, 'filename' | 'storage_key' | 'width' | 'height'> {
  const [width, height] = random.pick<readonly [number, number]>([
    [3000, 4000],
    [1920, 1080],
    [2048, 2048],
  ]);
  const unmeasured = random.chance(0.02);
  return {
    filename,
    storage_key: `raw-data/${random.uuid()}_${filename}`,
    width: unmeasured ? null : width,
    height: unmeasured ? null : height,
  };
}

function describeProgress(
  random: Random,
): Pick<ImageRow, 'annotation_status' | 'version_name' | 'split' | 'split_locked'> {
  const annotation_status = random.pick<ImageRow['annotation_status']>([
    'pending',
    'in_progress',
    'completed',
    'completed',
  ]);
  if (annotation_status === 'pending' || random.chance(0.2)) {
    return { annotation_status, version_name: null, split: null, split_locked: false };
  }
  const split = random.pick<ImageRow['split']>(['train', 'train', 'train', 'val', 'test']);
  const version_name = annotation_status === 'completed' ? `v${random.int(1, 4)}` : null;
  return { annotation_status, version_name, split, split_locked: version_name !== null };
}
