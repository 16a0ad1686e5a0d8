/** Generates uploaded assets. File names come from the studio's pool, and several assets share a name. */

import { createRandom, type Random } from '#test/simulators/random.ts';
import type { SimulatedUser } from '#test/simulators/simulator.ts';
import type { PiktidAssetRow, PiktidOwner, PiktidProjectRow } from './piktid-rows.ts';
import { formatMicros } from './piktid-times.ts';

export interface AssetsPlan {
  readonly seed: number;
  /** Who uploads them. */
  readonly owner: PiktidOwner;
  /** A colleague who uploads every sixth of them and shares it with `owner`. */
  readonly colleague: PiktidOwner | null;
  readonly count: number;
  readonly filenames: readonly string[];
  readonly projects: readonly PiktidProjectRow[];
}

type Tags = readonly string[];
type Size = readonly [width: number, height: number];

const latestMicros = Date.UTC(2026, 2, 15, 14, 3, 9) * 1000 + 871_220;
const notes = [
  'Worn open over a plain tee.',
  'Cintura in vita, maniche arrotolate',
  '着用感はゆったり',
  '',
] as const;
const tagSets: readonly [Tags, ...Tags[]] = [
  ['product'],
  ['product', 'model'],
  ['background'],
  ['model'],
  ['other'],
  ['product', 'other'],
  [],
];
const sizes: readonly [Size, ...Size[]] = [
  [3000, 4000],
  [2400, 3200],
  [4000, 3000],
  [1080, 1080],
];

/** `count` assets in the order of upload, newest first; many share an instant. */
export function generateAssets(plan: AssetsPlan): PiktidAssetRow[] {
  const random = createRandom(plan.seed, `piktid assets ${plan.owner}`);
  let micros = latestMicros;
  const names = spreadNames(random, plan.filenames, plan.count);
  return names.map((filename, index) => {
    if (random.chance(0.4)) micros -= random.int(1_000_000, 4_000_000_000);
    const isShared = plan.colleague !== null && index % 6 === 5;
    return generateAsset(
      random,
      plan,
      isShared ? plan.colleague : plan.owner,
      filename,
      formatMicros(micros),
    );
  });
}

/** Every name once while they last, then names again; in no order. */
function spreadNames(random: Random, pool: readonly string[], count: number): string[] {
  const names = Array.from(
    { length: count },
    (_, index) => pool[index] ?? pool[random.int(0, pool.length - 1)] ?? '',
  );
  for (let index = names.length - 1; index > 0; index -= 1) {
    const other = random.int(0, index);
    const moved = names[index] ?? '';
    names[index] = names[other] ?? '';
    names[other] = moved;
  }
  return names;
}

function generateAsset(
  random: Random,
  plan: AssetsPlan,
  owner: PiktidOwner | null,
  filename: string,
  createdAt: string,
): PiktidAssetRow {
  const uploader = owner ?? plan.owner;
  const project = plan.projects[random.int(0, Math.max(0, plan.projects.length - 1))];
  const [width, height] = random.pick(sizes);
  return {
    owner: uploader,
    sharedWith: uploader === plan.owner ? [] : sharedWith(plan.owner),
    id: random.uuid(),
    filename,
    created_at: createdAt,
    created_by: uploader === 'platform' || random.chance(0.02) ? null : uploader,
    tags: [...random.pick(tagSets)],
    visibility: uploader === 'platform' ? 'default' : uploader === plan.owner ? 'private' : 'shared',
    project_name: project === undefined || random.chance(0.15) ? null : project.project_name,
    hasThumbnails: random.chance(0.94),
    styling_note: random.chance(0.2) ? random.pick(notes) : null,
    detected: random.chance(0.25) ? { garment: 'blazer', confidence: 0.93, colors: ['ecru', 'noir'] } : null,
    dimensions: random.chance(0.9) ? { width, height } : null,
  };
}

function sharedWith(owner: PiktidOwner): SimulatedUser[] {
  return owner === 'giulia' || owner === 'marco' ? [owner] : [];
}
