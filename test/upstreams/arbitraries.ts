/**
 * Random jobs with images, selections of them, and the gallery's own rules (P-03, P-06, P-08) written once more and
 * plainly, as a model for `job-images.ts`. Uses nothing of what it is a model for.
 */

import * as fc from 'fast-check';
import type { WindowRequest } from '#src/pagination/window-request.ts';
import type { ImageSelection } from '#src/upstreams/piktid/job-images.ts';
import type { ImageFilter } from '#src/upstreams/piktid/queries.ts';

/** An image as PiktID keeps it; the rest of its fields is the same for all. */
export interface ModelImage {
  readonly image_index: number;
  readonly group_index: number;
  readonly original_filename: string | null;
  readonly quality_score: number | null;
  readonly status: string;
  readonly feedback: string | null;
}

const columns = fc.record({
  // Few values, so that ties are common; U+FFFD and U+1F600 are in another order as UTF-16.
  original_filename: fc.constantFrom(
    null,
    'a.jpg',
    'A.jpg',
    'b.jpg',
    'a',
    '\u{FFFD}.jpg',
    '\u{1F600}.jpg',
    '',
  ),
  quality_score: fc.constantFrom(null, 0, 0.25, 0.5, 1),
  status: fc.constantFrom('completed', 'failed'),
  feedback: fc.constantFrom(null, 'like', 'dislike'),
});

/** Jobs around nothing, a few images, and the 200 that the gallery brings along at most. */
const counts = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 8 }) },
  { weight: 2, arbitrary: fc.integer({ min: 195, max: 205 }) },
  fc.integer({ min: 0, max: 260 }),
);

/** The images of a job, in any order, each at a place of its own. */
export const jobImages: fc.Arbitrary<readonly ModelImage[]> = counts.chain((count) =>
  fc
    .tuple(
      fc.array(columns, { minLength: count, maxLength: count, size: 'max' }),
      fc.shuffledSubarray([...Array(count).keys()], { minLength: count }),
    )
    .map(([rows, places]) =>
      rows.map((row, index) => {
        const place = places[index] ?? index;
        return { ...row, image_index: Math.floor(place / 3), group_index: place % 3 };
      }),
    ),
);

export const imageFilters: fc.Arbitrary<ImageFilter> = fc.record({
  status: fc.constantFrom(null, null, 'completed', 'failed', 'unheard-of'),
  feedback: fc.constantFrom([], [], ['like'], ['dislike', 'like'], ['like', 'dislike'], ['unheard-of']),
});

const size = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 200 }));
const position = fc.oneof(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 260 }));

/** `limit` rows from a position on: what `first` with `after` asks for. */
export function rowsFrom(offset: number, limit: number): WindowRequest {
  return { size: limit, direction: 'forward', after: rowBefore(offset), before: null };
}

/** The last `limit` rows that do not lie before a position: what `last` with `after` asks for. */
export function lastRows(limit: number, notBefore = 0): WindowRequest {
  return { size: limit, direction: 'backward', after: rowBefore(notBefore), before: null };
}

function rowBefore(position: number): WindowRequest['after'] {
  return position === 0 ? null : { position: position - 1, anchor: null, total: 0 };
}

export const selections: fc.Arbitrary<ImageSelection> = fc.record({
  window: fc.oneof(
    fc.tuple(position, size).map(([offset, limit]) => rowsFrom(offset, limit)),
    fc.tuple(size, position).map(([limit, notBefore]) => lastRows(limit, notBefore)),
  ),
  filter: imageFilters,
  order: fc.record({
    field: fc.constantFrom('original_filename', 'quality_score'),
    direction: fc.constantFrom('asc', 'desc'),
  }),
});

/** P-07: one of the words; a null verdict cannot be asked for. */
export function passes(image: ModelImage, filter: ImageFilter): boolean {
  const statusFits = filter.status === null || filter.status === image.status;
  return statusFits && (filter.feedback.length === 0 || filter.feedback.includes(image.feedback ?? 'none'));
}

/** Values as sortable texts: without a value last, names by code point, scores by size; ties by place. */
export function sorted(
  images: readonly ModelImage[],
  { field, direction }: ImageSelection['order'],
): readonly ModelImage[] {
  const sign = direction === 'asc' ? 1 : -1;
  const keyOf = (image: ModelImage): string | null => {
    if (field === 'quality_score') return image.quality_score?.toFixed(4) ?? null;
    // UTF-8 in hexadecimal sorts by code point.
    return image.original_filename === null ? null : Buffer.from(image.original_filename).toString('hex');
  };
  return [...images].sort((left, right) => {
    const [a, b] = [keyOf(left), keyOf(right)];
    if ((a === null) !== (b === null)) return a === null ? 1 : -1;
    if (a !== null && b !== null && a !== b) return a < b ? -sign : sign;
    return left.image_index - right.image_index || left.group_index - right.group_index;
  });
}
