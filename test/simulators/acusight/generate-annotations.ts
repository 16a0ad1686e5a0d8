/** Invents annotations for generated images: boxes and polygons, by hand and by model. Deterministic. */

import type { Random } from '#test/simulators/random.ts';
import { boxOf } from './geometry.ts';
import type { AnnotationRow, ImageRow } from './rows.ts';
import { type Outline, outlineOn, wornAt } from './worn-at.ts';

const classes = Object.keys(wornAt) as [string, ...string[]];

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
  const class_value = random.pick(classes);
  const outline = outlineOn(image, class_value, () => random.int(-300, 300) / 100);
  const geometry = type === 'bbox' ? boxAround(outline) : outline.flat();
  return {
    id,
    image_id: image.id,
    type,
    class_value,
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

/** Centre and size of the box around an outline. */
function boxAround(outline: Outline): number[] {
  const { x_center, y_center, width, height } = boxOf('polygon', outline.flat());
  return [x_center, y_center, width, height];
}

/** A number with four decimals between these ten-thousandths. */
function fraction(random: Random, min: number, max: number): number {
  return random.int(min, max) / 10_000;
}
