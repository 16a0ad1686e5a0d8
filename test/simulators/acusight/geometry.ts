/** Geometry of annotations as A-13 fixes it: which lists of numbers are valid, and their enclosing box. Pure. */

import type { AnnotationRow } from './rows.ts';

export type Box = Pick<AnnotationRow, 'x_center' | 'y_center' | 'width' | 'height'>;

/** What is wrong with a geometry of this type, or null. */
export function geometryProblem(type: AnnotationRow['type'], geometry: readonly number[]): string | null {
  if (!geometry.every((value) => value >= 0 && value <= 1)) return 'geometry must hold fractions from 0 to 1';
  if (type === 'bbox') return geometry.length === 4 ? null : 'geometry of a bbox must hold 4 numbers';
  if (geometry.length < 6 || geometry.length % 2 !== 0) {
    return 'geometry of a polygon must hold at least 3 points';
  }
  const closed = geometry[0] === geometry.at(-2) && geometry[1] === geometry.at(-1);
  return closed ? 'geometry of a polygon must not repeat its first point' : null;
}

/** The four fields that go with a valid geometry: a bbox says them itself, a polygon has its enclosing box. */
export function boxOf(type: AnnotationRow['type'], geometry: readonly number[]): Box {
  if (type === 'bbox') {
    const [x_center = 0, y_center = 0, width = 0, height = 0] = geometry;
    return { x_center, y_center, width, height };
  }
  const xs = geometry.filter((_, index) => index % 2 === 0);
  const ys = geometry.filter((_, index) => index % 2 === 1);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return {
    x_center: roundFraction((left + right) / 2),
    y_center: roundFraction((top + bottom) / 2),
    width: roundFraction(right - left),
    height: roundFraction(bottom - top),
  };
}

/** Six decimals: finer than a pixel of any picture, and free of binary noise. */
function roundFraction(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
