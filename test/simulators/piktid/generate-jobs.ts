/** Generates the jobs of one person, with an exact number of images in all of them together. */

import { createRandom, type Random } from '#test/simulators/random.ts';
import { generateImages } from './generate-images.ts';
import type {
  PiktidAssetRow,
  PiktidJobRow,
  PiktidJobStatus,
  PiktidOwner,
  PiktidProjectRow,
} from './piktid-rows.ts';
import { formatMicros } from './piktid-times.ts';

export interface JobsPlan {
  readonly seed: number;
  readonly owner: 'giulia' | 'marco' | 'chiara';
  /** A colleague who starts every fifth of them and shares it with `owner`. */
  readonly colleague: PiktidOwner | null;
  readonly jobs: number;
  /** Newest versions in all jobs together. */
  readonly images: number;
  readonly filenames: readonly string[];
  readonly projects: readonly PiktidProjectRow[];
  readonly assets: readonly PiktidAssetRow[];
  readonly nextImageId: () => number;
}

type Identity = readonly [code: string, name: string];

const latestMicros = Date.UTC(2026, 2, 15, 14, 3, 9) * 1000 + 871_220;
/** Job sizes that exist in every world that is large enough: none, one, and past the cap of 200. */
const specialSizes = [450, 201, 1, 1, 0, 0] as const;
const identities: readonly [Identity, ...Identity[]] = [
  ['abc1234567xy', 'Marta'],
  ['PiktidSummer', 'Zoë'],
  ['k3p9q0w2e8rt', '美咲'],
  ['z81mm20aa7ty', 'Inès O’Brien'],
];

/** The jobs, newest first; about a third share the instant of the one before. */
export function generateJobs(plan: JobsPlan): PiktidJobRow[] {
  const random = createRandom(plan.seed, `piktid jobs ${plan.owner}`);
  const assetIds = groupAssetIds(plan.assets);
  let micros = latestMicros;
  return spreadImages(random, plan.jobs, plan.images).map((count, index) => {
    if (index > 0 && random.chance(0.65))
      micros -= random.int(60_000_000, 3_000_000_000) * 10 + random.int(0, 9);
    const job = generateJob(random, plan, index, count, micros);
    const { job_type: jobType, job_status: jobStatus } = job;
    const { filenames, nextImageId: nextId } = plan;
    job.images = generateImages(random, {
      count,
      jobType,
      jobStatus,
      createdMicros: micros,
      filenames,
      assetIds,
      nextId,
    });
    return job;
  });
}

/** How many images each job has: the special sizes, some without any, the rest at random; the sum is exact. */
function spreadImages(random: Random, jobs: number, images: number): number[] {
  const counts: number[] = [];
  let left = images;
  for (const special of specialSizes) {
    if (special > left / 2 || counts.length >= jobs / 2) continue;
    counts.push(special);
    left -= special;
  }
  const weights = Array.from({ length: jobs - counts.length }, () =>
    random.chance(0.04) ? 0 : 0.08 + random.next() ** 2,
  );
  const sum = weights.reduce((total, weight) => total + weight, 0) || 1;
  const shares = weights.map((weight) => Math.floor((left * weight) / sum));
  let missing = left - shares.reduce((total, share) => total + share, 0);
  for (const [index, weight] of weights.entries()) {
    if (weight === 0 || missing === 0) continue;
    shares[index] = (shares[index] ?? 0) + 1;
    missing -= 1;
  }
  counts[0] = (counts[0] ?? 0) + missing;
  return shuffle(random, [...counts, ...shares]);
}

function shuffle(random: Random, entries: readonly number[]): number[] {
  const keyed = entries.map((entry) => ({ entry, key: random.next() }));
  return keyed.sort((left, right) => left.key - right.key).map(({ entry }) => entry);
}

function groupAssetIds(assets: readonly PiktidAssetRow[]): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const { filename, id } of assets) ids.set(filename, [...(ids.get(filename) ?? []), id]);
  return ids;
}

/** A job without its images. Identity and project are missing now and then, as the contract allows. */
function generateJob(
  random: Random,
  plan: JobsPlan,
  index: number,
  count: number,
  micros: number,
): PiktidJobRow {
  const owner = plan.colleague !== null && index % 5 === 4 ? plan.colleague : plan.owner;
  const shared = owner !== plan.owner && plan.owner !== 'chiara' ? [plan.owner] : [];
  const isPreprocessing = count === 0 && random.chance(0.6);
  const status = pickStatus(random, index);
  const identity = isPreprocessing || random.chance(0.92) ? random.pick(identities) : null;
  const project = isPreprocessing || random.chance(0.12) ? undefined : pickProject(random, plan.projects);
  return {
    owner,
    sharedWith: shared,
    job_id: random.uuid(),
    job_type: isPreprocessing ? 'identity_preprocessing' : random.pick(['model_swap', 'flat_2_model']),
    job_status: status,
    identity_code: identity?.[0] ?? null,
    identity_name: identity?.[1] ?? null,
    project_id: project?.project_id ?? null,
    project_name: project?.project_name ?? null,
    project_key: project?.project_key ?? null,
    created_at: formatMicros(micros),
    updated_at: status === 'pending' ? null : formatMicros(micros + random.int(1_000_000, 900_000_000)),
    created_by: random.chance(0.02) ? null : owner,
    processing_options: random.chance(0.4)
      ? { model: 'auto', ar: '3:4', size: '2K', use_anchor: true }
      : null,
    error_message:
      status === 'aborted' ? 'Aborted by user.' : status === 'failed' ? 'All images failed.' : null,
    should_post_process: random.chance(0.2),
    images: [],
  };
}

function pickProject(random: Random, projects: readonly PiktidProjectRow[]): PiktidProjectRow | undefined {
  return projects[random.int(0, Math.max(0, projects.length - 1))];
}

/** Every status among the first five; then mostly completed. */
function pickStatus(random: Random, index: number): PiktidJobStatus {
  const first = (['processing', 'completed', 'pending', 'aborted', 'failed'] as const)[index];
  if (first !== undefined) return first;
  if (random.chance(0.88)) return 'completed';
  return random.pick(['failed', 'failed', 'aborted', 'aborted', 'processing', 'pending']);
}
