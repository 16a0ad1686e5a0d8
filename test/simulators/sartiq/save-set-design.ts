/** Creates and changes set designs from checked bodies (S-07, S-09, S-12). Answers refusals, changes rows. */

import { isMember, mayOwn } from './access.ts';
import { type Maker, storeImage } from './media-store.ts';
import { type Refusal, refuse } from './refusals.ts';
import type {
  BaseImageRow,
  PortraitRow,
  ReferenceImageRow,
  SartiqData,
  SetDesignRow,
  StoredImage,
} from './rows.ts';
import type { ImageInput, SetDesignInput } from './set-design-body.ts';
import { nextTime } from './times.ts';

/** Who saves, and with which ids and time. */
export interface Saver extends Maker {
  readonly callerId: string;
  readonly nowMs: number;
}

type Lists = Partial<Pick<SetDesignRow, 'base_images' | 'reference_images' | 'subject_portraits'>>;

/** The new set design; `scope` is the organization of the query, used where the body names none. */
export function createSetDesign(
  data: SartiqData,
  saver: Saver,
  input: SetDesignInput,
  scope: string | null,
): SetDesignRow | Refusal {
  const organization_id = input.organization_id ?? scope;
  const owner_id = input.owner_id ?? saver.callerId;
  const refusal = checkReferences(data, saver, input, organization_id, owner_id);
  if (refusal !== null) return refusal;
  const row: SetDesignRow = {
    id: saver.uuid(),
    created_at: saver.time,
    updated_at: saver.time,
    name: input.name ?? '',
    description: input.description ?? null,
    owner_id,
    organization_id,
    background_preset_id: input.background_preset_id ?? null,
    base_images: [],
    reference_images: [],
    subject_portraits: [],
    ...buildLists(data, saver, input),
  };
  data.setDesigns.push(row);
  return row;
}

/** Changes the row as S-07 says, or refuses and leaves it as it is. */
export function updateSetDesign(
  data: SartiqData,
  saver: Saver,
  row: SetDesignRow,
  input: SetDesignInput,
): Refusal | null {
  const organization_id = input.organization_id === undefined ? row.organization_id : input.organization_id;
  const owner_id = input.owner_id ?? row.owner_id;
  const refusal = checkReferences(data, saver, input, organization_id, input.owner_id ?? saver.callerId);
  if (refusal !== null) return refusal;
  if (input.description !== undefined) row.description = input.description;
  if (input.background_preset_id !== undefined) row.background_preset_id = input.background_preset_id;
  Object.assign(row, buildLists(data, saver, input), {
    name: input.name ?? row.name,
    owner_id,
    organization_id,
    updated_at: nextTime(row.updated_at, saver.nowMs),
  });
  return null;
}

function checkReferences(
  data: SartiqData,
  saver: Saver,
  input: SetDesignInput,
  organizationId: string | null,
  ownerId: string,
): Refusal | null {
  if (organizationId !== null && !isMember(data, organizationId, saver.callerId)) return refuse.forbidden();
  if (!mayOwn(data, ownerId, organizationId, saver.callerId)) return refuse.forbidden();
  const { base_images, reference_images, subject_portraits } = input;
  const inputs = [...(base_images ?? []), ...(reference_images ?? []), ...(subject_portraits ?? [])];
  const presetId = input.background_preset_id ?? null;
  if (presetId !== null && !has(data.backgroundPresets, presetId))
    return refuse.notFound('Background preset');
  for (const entry of inputs) {
    if ('subject_id' in entry && !has(data.subjects, entry.subject_id)) return refuse.notFound('Subject');
    if ('shot_type_id' in entry && !has(data.shotTypes, entry.shot_type_id))
      return refuse.notFound('Shot type');
    if (!isKnownMedia(data, entry.image)) return refuse.notFound('Media resource');
  }
  const pairs = (base_images ?? []).map(({ shot_type_id, subject_id }) => `${subject_id} ${shot_type_id}`);
  if (new Set(pairs).size === pairs.length) return null;
  return refuse.badRequest('Duplicate base image for the same subject and shot type');
}

function has(rows: readonly { readonly id: string }[], id: string): boolean {
  return rows.some((row) => row.id === id);
}

function isKnownMedia(data: SartiqData, image: ImageInput): boolean {
  if (image === null || typeof image === 'string') return true;
  const id = image.media_resource_id ?? null;
  return id === null || data.media.has(id);
}

/** New rows for the lists that were given; null gives none. */
function buildLists(data: SartiqData, saver: Saver, input: SetDesignInput): Lists {
  const { base_images, reference_images, subject_portraits } = input;
  const stamp = (): { id: string; created_at: string; updated_at: string } => ({
    id: saver.uuid(),
    created_at: saver.time,
    updated_at: saver.time,
  });
  const store = (image: ImageInput): StoredImage => {
    const stored = storeImage(data.media, image, saver);
    return stored === 'missing' ? { kind: 'none' } : stored;
  };
  const lists: Lists = {};
  if (base_images) {
    lists.base_images = base_images.map(
      (entry): BaseImageRow => ({ ...stamp(), ...entry, image: store(entry.image) }),
    );
  }
  if (reference_images) {
    lists.reference_images = reference_images.map(
      (entry): ReferenceImageRow => ({ ...stamp(), ...entry, image: store(entry.image) }),
    );
  }
  if (subject_portraits) {
    lists.subject_portraits = subject_portraits.map(
      (entry): PortraitRow => ({ ...stamp(), ...entry, image: store(entry.image) }),
    );
  }
  return lists;
}
