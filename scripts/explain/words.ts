/** Counts, operations and requests in the words that all outputs share. Pure. */

import { styleText } from 'node:util';
import type { Count } from '#src/graph/field-plan.ts';
import { visible } from './display-width.ts';
import type { Operation } from './operations.ts';

/** Makes parts of a text stand out, where the reader sees colours. */
export type Paint = (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow', text: string) => string;

export function paintFor(isColoured: boolean): Paint {
  return (style, text) => (isColoured ? styleText(style, text, { validateStream: false }) : text);
}

/** `3`, or `0-10`. */
export function countText({ min, max }: Count): string {
  return min === max ? String(max) : `${min}-${max}`;
}

/** `1 request`, `0-10 requests`. */
export function requestsText(count: Count): string {
  return `${countText(count)} ${count.max === 1 ? 'request' : 'requests'}`;
}

export function nameText(name: string | null): string {
  return name ?? '(without a name)';
}

export function placeText({ file, line }: Operation): string {
  return `${visible(file.name)}:${line}`;
}
