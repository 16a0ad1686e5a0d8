/** Where a garment is worn on the simulated pictures, so that what is annotated lies where it is drawn. Pure. */

import { canvasWindow } from '#test/simulators/picture.ts';
import type { ImageRow } from './rows.ts';

/** Corners in turn, x and y as fractions of the picture. */
export type Outline = readonly (readonly [x: number, y: number])[];

/** Corners on the canvas that `picture.ts` draws on, by the class of what is worn there. */
export const wornAt: Readonly<Record<string, Outline>> = {
  blazer: [
    [36, 45],
    [64, 45],
    [74, 91],
    [63, 102],
    [37, 102],
    [26, 91],
  ],
  trousers: [
    [40, 79],
    [60, 79],
    [65, 132],
    [54, 132],
    [50, 95],
    [46, 132],
    [35, 132],
  ],
  dress: [
    [41, 45],
    [59, 45],
    [57, 70],
    [71, 121],
    [50, 129],
    [29, 121],
    [43, 70],
  ],
  skirt: [
    [42, 79],
    [58, 79],
    [68, 113],
    [32, 113],
  ],
  knit: [
    [36, 46],
    [64, 46],
    [74, 87],
    [61, 92],
    [39, 92],
    [26, 87],
  ],
  coat: [
    [36, 44],
    [64, 44],
    [73, 96],
    [67, 122],
    [33, 122],
    [27, 96],
  ],
  bag: [
    [65, 84],
    [77, 84],
    [80, 101],
    [62, 101],
  ],
  shoe: [
    [42, 129],
    [58, 129],
    [60, 137],
    [40, 137],
  ],
  Blazer: [
    [37, 46],
    [63, 46],
    [72, 89],
    [62, 100],
    [38, 100],
    [28, 89],
  ],
  'T-shirt': [
    [40, 45],
    [60, 45],
    [68, 62],
    [60, 83],
    [40, 83],
    [32, 62],
  ],
  靴: [
    [43, 130],
    [57, 130],
    [59, 136],
    [41, 136],
  ],
};

/** How large a picture is drawn whose size nobody measured, in pixels. */
export const unmeasured = { width: 1000, height: 1000 } as const;

/**
 * What somebody draws around a garment of this picture, with four decimals.
 *
 * @param slip how far a corner is off, in units of the canvas
 */
export function outlineOn(
  { width, height }: Pick<ImageRow, 'width' | 'height'>,
  classValue: string,
  slip: () => number,
): Outline {
  const shown = canvasWindow((width ?? unmeasured.width) / (height ?? unmeasured.height));
  const outline = wornAt[classValue] ?? [];
  return outline.map(([x, y]) => [
    fraction((x + slip() - shown.left) / shown.width),
    fraction((y + slip() - shown.top) / shown.height),
  ]);
}

function fraction(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000;
}
