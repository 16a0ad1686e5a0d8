/** Invents stored files: photos, some videos, some that nobody has measured. Deterministic. */

import type { Random } from '#test/simulators/random.ts';
import type { MediaRow } from './rows.ts';

const sizes = [
  [1536, 2048],
  [2048, 1365],
  [1024, 1024],
  [3000, 4000],
] as const;

export function inventMedia(random: Random, created_at: string): MediaRow {
  const video = random.chance(0.03);
  const [width, height] = random.pick<(typeof sizes)[number]>(sizes);
  const measured = !random.chance(0.07);
  return {
    id: random.uuid(),
    resource_type: video ? 'VIDEO' : 'IMAGE',
    content_hash: random.uuid().replaceAll('-', ''),
    extension: video ? 'mp4' : 'svg',
    file_size: random.int(180_000, video ? 90_000_000 : 4_000_000),
    width: measured ? width : null,
    height: measured ? height : null,
    duration: video ? random.int(20, 900) / 10 : null,
    dominant_color: random.chance(0.2) ? null : random.pick(['#d9d2c5', '#2f4858', '#7a2e45', '#ffffff']),
    color_profile: random.chance(0.5) ? null : random.pick(['sRGB', 'Display P3']),
    alt_text: random.chance(0.6)
      ? null
      : random.pick(['Loft, daylight from the left', 'Dos, plan américain', '正面、全身']),
    caption: random.chance(0.85) ? null : 'Keep for the lookbook',
    protected: random.chance(0.1),
    created_at,
  };
}
