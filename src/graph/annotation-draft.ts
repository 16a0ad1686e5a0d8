/** Reads the input of a new annotation: its region in either form, and what is wrong with it by itself. Pure. */

import { BadUserInput } from '#src/errors.ts';
import type { AnnotationDraft } from '#src/upstreams/acusight/writes.ts';

type Optional<Value> = Value | null | undefined;

export interface AnnotationInput {
  readonly imageId: number;
  readonly type: string;
  readonly classValue: string;
  readonly geometry?: Optional<readonly number[]>;
  readonly xCenter?: Optional<number>;
  readonly yCenter?: Optional<number>;
  readonly width?: Optional<number>;
  readonly height?: Optional<number>;
  readonly source?: Optional<string>;
  readonly confidence?: Optional<number>;
  readonly zOrder?: Optional<number>;
}

const boxFields = ['xCenter', 'yCenter', 'width', 'height'] as const;

/** @throws BadUserInput for a region or a certainty that cannot be */
export function readAnnotation(input: AnnotationInput): AnnotationDraft {
  const { imageId, type, classValue, source, confidence, zOrder } = input;
  if (confidence != null) checkFraction(confidence, ['confidence']);
  return {
    imageId,
    type,
    classValue,
    geometry: readGeometry(input),
    source: source ?? undefined,
    confidence: confidence ?? undefined,
    zOrder: zOrder ?? undefined,
  };
}

function readGeometry(input: AnnotationInput): readonly number[] {
  const { type, geometry } = input;
  const given = boxFields.filter((field) => input[field] != null);
  if (!geometry) return readBox(input, given);
  if (given.length > 0)
    refuse('`geometry` and the fields of the box cannot be given together', given.slice(0, 1));
  for (const [index, value] of geometry.entries()) checkFraction(value, ['geometry', index]);
  if (type === 'bbox' && geometry.length !== 4) {
    refuse(`\`geometry\` of a bbox must be 4 numbers, but has ${geometry.length}`, ['geometry']);
  }
  if (type === 'polygon' && (geometry.length < 6 || geometry.length % 2 !== 0)) {
    refuse(
      `\`geometry\` of a polygon must be x and y of at least 3 corners, but has ${geometry.length} numbers`,
      ['geometry'],
    );
  }
  return geometry;
}

function readBox(input: AnnotationInput, given: readonly string[]): readonly number[] {
  if (input.type !== 'bbox' || given.length === 0) refuse('`geometry` is missing', ['geometry']);
  return boxFields.map((field) => {
    const value = input[field];
    if (value == null) return refuse(`\`${field}\` is missing: a box has all four fields`, [field]);
    checkFraction(value, [field]);
    return value;
  });
}

function checkFraction(value: number, path: readonly (string | number)[]): void {
  if (!(value >= 0 && value <= 1)) refuse(`\`${path[0]}\` must be from 0 to 1, but is ${value}`, path);
}

function refuse(message: string, path: readonly (string | number)[]): never {
  throw new BadUserInput(message, { argument: ['input', ...path] });
}
