/** Invents the rows of the simulated Sartiq. Deterministic: same seed and size, same rows and ids. */

import { createRandom, type Random } from '#test/simulators/random.ts';
import type { WorldSize } from '#test/simulators/simulator.ts';
import {
  generateBackgroundPresets,
  generateOrganizations,
  generateShotTypes,
  generateSubjects,
  generateUsers,
} from './catalogue.ts';
import { inventMedia } from './generate-media.ts';
import type {
  BaseImageRow,
  MediaRow,
  PortraitRow,
  ReferenceImageRow,
  SartiqData,
  SetDesignRow,
  StoredImage,
  SubjectRow,
} from './rows.ts';
import { toMicroseconds } from './times.ts';

const newestMs = Date.UTC(2026, 2, 16, 11);
const hourMs = 3_600_000;

const places = [
  'Loft',
  'Concrete Studio',
  'Rooftop',
  'Café Müller',
  '東京ナイト',
  'Дворик',
  'Dune',
  'Palazzo “Est”',
  'Garden 🌿',
] as const;
const lights = ['Daylight', 'Golden Hour', 'Softbox', 'Nuit', 'Overcast', 'Ring light'] as const;

/** Whose designs are being made. */
interface Scope {
  readonly owners: readonly [string, ...string[]];
  readonly organizationId: string | null;
  readonly subjects: readonly SubjectRow[];
}

export function generateSartiq(seed: number, size: WorldSize): SartiqData {
  const random = createRandom(seed, 'sartiq:set-designs');
  const media = new Map<string, MediaRow>();
  const covers = Array.from({ length: 24 }, () => addMedia(media, random, newestMs - 900 * hourMs).id);
  const users = generateUsers(seed);
  const organizations = generateOrganizations(seed, users);
  const [giulia = '', marco = '', , lena = ''] = users.map((user) => user.id);
  const [milano = '', norrebro = ''] = organizations.map((organization) => organization.id);
  const subjects = generateSubjects(seed, milano, covers);
  const data: SartiqData = {
    users,
    organizations,
    subjects,
    shotTypes: generateShotTypes(seed),
    backgroundPresets: generateBackgroundPresets(seed),
    setDesigns: [],
    media,
    uploads: [],
    completionRequests: [],
    sessions: [],
  };
  const everybodys = subjects.filter((subject) => subject.organization_id === null);
  const tenth = Math.ceil(size.setDesigns / 10);
  addDesigns(data, random, size.setDesigns, { owners: [giulia], organizationId: null, subjects: everybodys });
  addDesigns(data, random, tenth, { owners: [marco], organizationId: null, subjects: everybodys });
  addDesigns(data, random, tenth, { owners: [giulia, lena, marco], organizationId: milano, subjects });
  addDesigns(data, random, tenth, { owners: [marco], organizationId: norrebro, subjects: everybodys });
  return data;
}

/** Oldest last; runs of designs share one creation time, as imports leave them. */
function addDesigns(data: SartiqData, random: Random, count: number, scope: Scope): void {
  let createdMs = newestMs;
  for (let index = 0; index < count; index += 1) {
    if (index === 0 || !random.chance(0.35))
      createdMs -= Math.floor(random.next() * 9 * hourMs * 1000) / 1000;
    data.setDesigns.push(inventDesign(data, random, scope, createdMs));
  }
}

function inventDesign(data: SartiqData, random: Random, scope: Scope, createdMs: number): SetDesignRow {
  const created_at = toMicroseconds(createdMs);
  const changedMs = createdMs + Math.floor(random.next() * 40 * hourMs * 1000) / 1000;
  const pictures: Pictures = { data, random, scope, createdMs, old: random.chance(0.08) };
  return {
    id: random.uuid(),
    created_at,
    updated_at: random.chance(0.4) ? created_at : toMicroseconds(changedMs),
    name: `${random.pick(places)} ${random.pick(lights)} ${String(random.int(1, 60)).padStart(2, '0')}`,
    description: inventDescription(random),
    owner_id: random.pick(scope.owners),
    organization_id: scope.organizationId,
    background_preset_id: random.chance(0.3) ? null : pickId(random, data.backgroundPresets),
    base_images: inventBaseImages(pictures),
    reference_images: inventReferenceImages(pictures),
    subject_portraits: inventPortraits(pictures),
  };
}

/** Absent, empty, usual, and one that could only have come by an update. */
function inventDescription(random: Random): string | null {
  const chance = random.next();
  if (chance < 0.22) return null;
  if (chance < 0.25) return '';
  if (chance < 0.26) return 'Soft light from the left, white cyclorama, no props. '.repeat(24);
  return random.pick([
    'White loft, tall windows, soft light from the left.',
    'Fond béton, lumière rasante; garder les câbles hors cadre.',
    'サイドライト、反射板は右。',
    'Shoot “as is”: <no retouch> & keep the dust 💨',
  ]);
}

/** What the picture lists of one set design are made from. */
interface Pictures {
  readonly data: SartiqData;
  readonly random: Random;
  readonly scope: Scope;
  readonly createdMs: number;
  /** A row from before the media store. */
  readonly old: boolean;
}

/** Some of all pairs of one to three subjects with the shot types: no pair twice. */
function inventBaseImages(pictures: Pictures): BaseImageRow[] {
  const { data, random, scope } = pictures;
  const count = random.chance(0.08) ? 0 : random.int(1, 12);
  const cast = Array.from({ length: random.int(1, 3) }, () => pickId(random, scope.subjects));
  const pairs = [...new Set(cast)].flatMap((subject_id) =>
    data.shotTypes.map((shot) => ({ subject_id, shot_type_id: shot.id, rank: random.next() })),
  );
  pairs.sort((left, right) => left.rank - right.rank);
  return pairs.slice(0, count).map(({ shot_type_id, subject_id }) => ({
    ...inventStamp(pictures),
    subject_id,
    shot_type_id,
    image: inventImage(pictures),
  }));
}

function inventReferenceImages(pictures: Pictures): ReferenceImageRow[] {
  const { data, random } = pictures;
  return Array.from({ length: random.int(0, 4) }, () => ({
    ...inventStamp(pictures),
    shot_type_id: pickId(random, data.shotTypes),
    label: random.chance(0.3) ? null : random.pick(['window light', 'pose', 'couleur', '質感']),
    image: inventImage(pictures),
  }));
}

/** Portraits show only stored media, so an old one shows nothing. */
function inventPortraits(pictures: Pictures): PortraitRow[] {
  const { random, scope } = pictures;
  return Array.from({ length: random.int(0, 3) }, () => {
    const image = inventImage(pictures);
    return {
      ...inventStamp(pictures),
      subject_id: pickId(random, scope.subjects),
      image: image.kind === 'legacy' ? { kind: 'none' } : image,
    };
  });
}

function inventStamp({ createdMs, random }: Pictures): {
  id: string;
  created_at: string;
  updated_at: string;
} {
  const time = toMicroseconds(createdMs + random.int(0, 900));
  return { id: random.uuid(), created_at: time, updated_at: time };
}

/** Mostly its own media, sometimes media that another picture shows too, sometimes nothing. */
function inventImage({ createdMs, data, old, random }: Pictures): StoredImage {
  if (random.chance(0.06)) return { kind: 'none' };
  if (old) return { kind: 'legacy', url: `/media/${random.uuid()}/file.svg` };
  if (random.chance(0.05)) {
    const shared = data.subjects[random.int(0, data.subjects.length - 1)]?.cover_media_id ?? null;
    if (shared !== null) return { kind: 'media', mediaId: shared };
  }
  return { kind: 'media', mediaId: addMedia(data.media, random, createdMs).id };
}

function addMedia(media: Map<string, MediaRow>, random: Random, createdMs: number): MediaRow {
  const row = inventMedia(random, toMicroseconds(createdMs));
  media.set(row.id, row);
  return row;
}

function pickId(random: Random, rows: readonly { readonly id: string }[]): string {
  return rows[random.int(0, rows.length - 1)]?.id ?? '';
}
