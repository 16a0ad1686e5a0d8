/** Generates the images of one job, older versions included, so that they agree with the job's status. */

import type { Random } from '#test/simulators/random.ts';
import type { PiktidImageRow, PiktidImageStatus, PiktidInputRow, PiktidJobStatus } from './piktid-rows.ts';
import { formatMicros } from './piktid-times.ts';

export interface ImagesPlan {
  /** How many (image_index, group_index) pairs. */
  readonly count: number;
  readonly jobType: string;
  readonly jobStatus: PiktidJobStatus;
  readonly createdMicros: number;
  readonly filenames: readonly string[];
  /** Ids of the assets with a file name, among those the job's owner sees. */
  readonly assetIds: ReadonlyMap<string, readonly string[]>;
  /** The next unused image id. */
  readonly nextId: () => number;
}

interface Slot {
  readonly imageIndex: number;
  readonly groupIndex: number;
  readonly filename: string | null;
  readonly inputs: readonly PiktidInputRow[];
}

const comments = [
  'Lapel is spot on.',
  'Mani sbagliate',
  'Trop sombre à gauche',
  '袖が短い',
  'love it 😍',
  '',
] as const;
const failures = ['No person found in the input image.', 'Engine refused the content.', 'Timeout'] as const;
const views = ['front', 'back', 'side', 'detail'] as const;
const models = ['onda', 'nano_banana_pro', 'auto'] as const;
const reviews = ['pending', 'approved', 'needs_retouch'] as const;

/** Every version of every image, in no promised order. */
export function generateImages(random: Random, plan: ImagesPlan): PiktidImageRow[] {
  const slots = generateSlots(random, plan);
  return slots.flatMap((slot, position) => {
    const status = statusAt(random, plan.jobStatus, position, slots.length);
    const isFinal = status === 'completed' || status === 'failed';
    const newest = isFinal && random.chance(0.12) ? random.int(1, 2) : 0;
    // Newest first: a reader that takes the last or the first row is wrong in one of the two cases.
    const versions = Array.from({ length: newest + 1 }, (_, back) => newest - back);
    if (random.chance(0.5)) versions.reverse();
    return versions.map((version) => {
      const own = version === newest ? status : random.chance(0.7) ? 'completed' : 'failed';
      return generateVersion(random, plan, slot, version, own);
    });
  });
}

/** The positions of a job: one group for most model swaps, up to four for flat lays. */
function generateSlots(random: Random, plan: ImagesPlan): Slot[] {
  const slots: Slot[] = [];
  const isFlat = plan.jobType === 'flat_2_model';
  const namesOutputs = !isFlat || random.chance(0.5);
  for (let imageIndex = 0; slots.length < plan.count; imageIndex += 1) {
    const groups = isFlat ? random.int(1, 4) : random.chance(0.1) ? 2 : 1;
    const filename = plan.filenames[random.int(0, plan.filenames.length - 1)] ?? 'image.jpg';
    const inputs = generateInputs(random, plan, filename, isFlat ? random.int(1, 3) : 1);
    const shown = random.chance(0.01) ? '' : namesOutputs ? filename : null;
    for (let groupIndex = 0; groupIndex < groups && slots.length < plan.count; groupIndex += 1) {
      slots.push({ imageIndex, groupIndex, filename: shown, inputs });
    }
  }
  return slots;
}

function generateInputs(random: Random, plan: ImagesPlan, first: string, count: number): PiktidInputRow[] {
  return Array.from({ length: count }, (_, index) => {
    const filename =
      index === 0 ? first : (plan.filenames[random.int(0, plan.filenames.length - 1)] ?? first);
    const ids = plan.assetIds.get(filename) ?? [];
    return { filename, assetId: random.chance(0.05) ? null : (ids[random.int(0, ids.length - 1)] ?? null) };
  });
}

function statusAt(random: Random, job: PiktidJobStatus, position: number, count: number): PiktidImageStatus {
  switch (job) {
    case 'completed':
      return position > 0 && random.chance(0.08) ? 'failed' : 'completed';
    case 'failed':
      return 'failed';
    case 'pending':
      return 'pending';
    case 'aborted':
      return random.pick(['completed', 'completed', 'failed', 'pending']);
    case 'processing': {
      const reached = Math.floor(count / 2);
      if (position === reached) return 'processing';
      return position > reached ? 'pending' : random.chance(0.1) ? 'failed' : 'completed';
    }
  }
}

function generateVersion(
  random: Random,
  plan: ImagesPlan,
  slot: Slot,
  version: number,
  status: PiktidImageStatus,
): PiktidImageRow {
  const done = status === 'completed';
  const delay = random.chance(0.3) ? 0 : random.int(1_000, 90_000_000);
  const feedback = done && random.chance(0.2) ? random.pick(['like', 'like', 'dislike']) : null;
  const review = done && random.chance(0.15) ? random.pick(reviews) : null;
  return {
    id: plan.nextId(),
    image_index: slot.imageIndex,
    group_index: slot.groupIndex,
    version,
    original_filename: slot.filename,
    download_filename: done ? downloadName(slot, version) : null,
    inputs: slot.inputs.map((input) => ({ ...input })),
    output: done ? 'links' : random.chance(0.5) ? 'empty' : 'null',
    input_description: random.chance(0.1) ? null : { garment: 'blazer', view: random.pick(views) },
    status,
    // Two digits on purpose: equal scores are common, so ties are too.
    quality_score: done && random.chance(0.97) ? random.int(40, 100) / 100 : null,
    processing_time: done || status === 'failed' ? random.int(250, 6_000) / 100 : null,
    error_message: status === 'failed' ? random.pick(failures) : null,
    feedback,
    feedback_comment: feedback !== null && random.chance(0.5) ? random.pick(comments) : null,
    created_at: formatMicros(plan.createdMicros + delay + version * 600_000_000),
    review_status: review,
    review_annotations: review === 'needs_retouch' ? [{ x: 0.4, y: 0.22, note: 'collo' }] : null,
    retouch_claim: review === 'needs_retouch' && random.chance(0.5) ? { claimed_by: 'chiara' } : null,
    model_used: done ? random.pick(models) : null,
    detail_needs_review: done && random.chance(0.05),
    detail_review_reason: null,
  };
}

function downloadName(slot: Slot, version: number): string {
  const stem = (slot.filename ?? 'image').replace(/\.\w+$/, '') || 'image';
  return `${stem}_${slot.imageIndex}_${slot.groupIndex}_v${version}.jpg`;
}
