/**
 * The images of one job: what a page of jobs must bring along for a selection, and which images that selection
 * gets from what came. Pure; P-03, P-06 and P-08 in `docs/upstreams/README.md` are the rules.
 */

import { UpstreamFailure } from '#src/errors.ts';
import type { Decoded } from '#src/http/decode.ts';
import { sliceWindow } from '#src/pagination/slice-window.ts';
import type { Window } from '#src/pagination/window.ts';
import { pageInfoOf, type WindowRows } from '#src/pagination/window-rows.ts';
import type { ImageRow, JobRow } from './contract.ts';
import {
  type Direction,
  type GalleryImageOrder,
  type ImageFilter,
  type ImageNeed,
  maxGalleryImages,
  narrowsImages,
  noImages,
} from './queries.ts';

/** An order that clients can ask for; PiktID has one direction of each field. */
export interface ImageOrder {
  readonly field: GalleryImageOrder;
  readonly direction: Direction;
}

/** Which images of a job a client asks for. */
export interface ImageSelection {
  readonly window: Window;
  readonly filter: ImageFilter;
  readonly order: ImageOrder;
}

type Image = Decoded<ImageRow>;

/**
 * What a page of jobs, filtered by `pageFilter`, must bring along so that the selection needs no further request
 * for jobs of at most `maxGalleryImages` images. Nothing, where such a page cannot serve the selection.
 */
export function imageNeedOf(selection: ImageSelection, pageFilter: ImageFilter): ImageNeed {
  const order = selection.order.field;
  if (narrowsImages(pageFilter) && !sameFilter(pageFilter, selection.filter)) return noImages;
  if (
    !isUpstreamOrder(selection.order) ||
    narrowsImages(selection.filter) ||
    selection.window.kind === 'tail'
  ) {
    return { count: maxGalleryImages, order };
  }
  const { offset, limit } = selection.window;
  return { count: limit === 0 ? 0 : Math.min(offset + limit, maxGalleryImages), order };
}

/** The selection from what came along with the job; null where that does not hold it. */
export function imagesOfGallery(job: JobRow, selection: ImageSelection): WindowRows<Image> | null {
  const { gallery } = job;
  if (narrowsImages(gallery.filter) && !sameFilter(gallery.filter, selection.filter)) return null;
  if (gallery.complete) return imagesOfList(gallery.rows, selection);
  const { window, order, filter } = selection;
  const isBeginning = gallery.order === order.field && isUpstreamOrder(order) && !narrowsImages(filter);
  if (!isBeginning || window.kind === 'tail') return null;
  const bounds = {
    start: Math.min(window.offset, job.totalImages),
    end: Math.min(window.offset + window.limit, job.totalImages),
  };
  if (bounds.start < bounds.end && bounds.end > gallery.rows.length) return null;
  return {
    rows: gallery.rows
      .slice(bounds.start, bounds.end)
      .map((row, index) => ({ position: bounds.start + index, row })),
    total: job.totalImages,
    ...pageInfoOf(bounds, job.totalImages),
  };
}

/** The selection from the complete list of a job's images. */
export function imagesOfList(images: readonly Image[], selection: ImageSelection): WindowRows<Image> {
  const matching = images.filter((image) => passes(image, selection.filter));
  return sliceWindow(selection.window, matching.sort(comparatorOf(selection.order)));
}

/** P-03: names ascend and scores descend at the upstream; the other directions are made here. */
function isUpstreamOrder({ field, direction }: ImageOrder): boolean {
  return direction === (field === 'original_filename' ? 'asc' : 'desc');
}

function sameFilter(left: ImageFilter, right: ImageFilter): boolean {
  const [feedback, others] = [new Set(left.feedback), new Set(right.feedback)];
  return left.status === right.status && feedback.symmetricDifference(others).size === 0;
}

/** A row that could not be read passes: dropping it would hide its failure. */
function passes(image: Image, filter: ImageFilter): boolean {
  if (image instanceof UpstreamFailure) return true;
  if (filter.status !== null && image.status !== filter.status) return false;
  return (
    filter.feedback.length === 0 || (image.feedback !== null && filter.feedback.includes(image.feedback))
  );
}

/** Rows that could not be read come last, before them those without a value; ties by their place in the job. */
function comparatorOf({ field, direction }: ImageOrder): (left: Image, right: Image) => number {
  const sign = direction === 'asc' ? 1 : -1;
  return (left, right) => {
    if (left instanceof UpstreamFailure || right instanceof UpstreamFailure) {
      return Number(left instanceof UpstreamFailure) - Number(right instanceof UpstreamFailure);
    }
    const byField =
      field === 'quality_score'
        ? nullsLast(left.qualityScore, right.qualityScore, (a, b) => sign * (a - b))
        : nullsLast(left.originalFilename, right.originalFilename, (a, b) => sign * compareCodePoints(a, b));
    return byField || left.imageIndex - right.imageIndex || left.groupIndex - right.groupIndex;
  };
}

function nullsLast<Value>(
  left: Value | null,
  right: Value | null,
  compare: (left: Value, right: Value) => number,
): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  return compare(left, right);
}

/** As UTF-8 and Python order text; `<` on strings orders UTF-16 units, which differs above U+FFFF. */
function compareCodePoints(left: string, right: string): number {
  if (left === right) return 0;
  const [leftPoints, rightPoints] = [left[Symbol.iterator](), right[Symbol.iterator]()];
  for (;;) {
    const [a, b] = [leftPoints.next(), rightPoints.next()];
    if (a.done || b.done) return Number(b.done ?? false) - Number(a.done ?? false);
    const difference = (a.value.codePointAt(0) ?? 0) - (b.value.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
}
