/** Invents annotations for generated images: boxes and polygons, by hand and by model. Deterministic. */

import type { Random } from '#test/simulators/random.ts';
import { boxOf } from './geometry.ts';
import type { AnnotationRow, ImageRow } from './rows.ts';

const classes = [
  'blazer',
  'trousers',
  'dress',
  'skirt',
  'knit',
  'coat',
  'bag',
  'shoe',
  'Blazer',
  'T-shirt',
  '靴',
] as const;

/** `count` annotations with ids from `firstId`, on the images that are not pending; few images have many. */
export function generateAnnotations(
  random: Random,
  images: readonly ImageRow[],
  count: number,
  firstId: number,
): AnnotationRow[] {
  const started = images.filter((image) => image.annotation_status !== 'pending');
  const rows: AnnotationRow[] = [];
  for (let index = 0; index < count; index += 1) {
    const image = started[Math.floor(random.next() ** 1.5 * started.length)] ?? images[0];
    if (image !== undefined) rows.push(inventAnnotation(random, image, firstId + index));
  }
  return rows;
}

function inventAnnotation(random: Random, image: ImageRow, id: number): AnnotationRow {
  const type = random.chance(0.7) ? 'bbox' : 'polygon';
  const source = random.chance(0.55) ? 'manual' : 'model';
  const geometry = type === 'bbox' ? inventBox(random) : inventPolygon(random);
  return {
    id,
    image_id: image.id,
    type,
    class_value: random.pick(classes),
    source,
    confidence: source === 'manual' ? null : fraction(random, 2_000, 10_000),
    ...boxOf(type, geometry),
    geometry,
    // Ties are common: annotators seldom touch the order.
    z_order: random.chance(0.01) ? null : random.int(0, 3),
    created_at: image.updated_at,
    updated_at: image.updated_at,
  };
}

/** Centre and size of a box that lies inside the picture. */
function inventBox(random: Random): number[] {
  const halfWidth = random.int(100, 2_500);
  const halfHeight = random.int(100, 2_500);
  const x = fraction(random, halfWidth, 10_000 - halfWidth);
  const y = fraction(random, halfHeight, 10_000 - halfHeight);
  return [x, y, halfWidth / 5_000, halfHeight / 5_000];
}

/** Three to nine points around a middle, in order. */
function inventPolygon(random: Random): number[] {
  const points = random.int(3, 9);
  const [x, y] = [random.int(3_000, 7_000), random.int(3_000, 7_000)];
  return Array.from({ length: points }, (_, index) => {
    const angle = (index / points) * 2 * Math.PI;
    const radius = random.int(500, 3_000);
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  })
    .flat()
    .map((value) => Math.round(value) / 10_000);
}

/** A number with four decimals between these ten-thousandths. */
function fraction(random: Random, min: number, max: number): number {
  return random.int(min, max) / 10_000;
}
