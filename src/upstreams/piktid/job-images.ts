/**
 * The images of one job: what a page of jobs must bring along for a selection, and which images that selection
 * gets from what came. Pure; P-03, P-06 and P-08 in `docs/upstreams/README.md` are the rules.
 */

import { UpstreamFailure } from '#src/errors.ts';
import type { Decoded } from '#src/http/decode.ts';
import { orderWithBroken } from '#src/pagination/list-order.ts';
import { sliceListWindow } from '#src/pagination/slice-list-window.ts';
import { windowBounds } from '#src/pagination/window.ts';
import { placedWindow, placesByPosition, type WindowRequest } from '#src/pagination/window-request.ts';
import { type ListWindowRows, rowsAt } from '#src/pagination/window-rows.ts';
import type { ImageRow, JobRow } from './contract.ts';
import { type ImageOrder, imageOrder } from './orders.ts';
import {
  type ImageFilter,
  type ImageNeed,
  imagesAsked,
  maxGalleryImages,
  narrowsImages,
  noImages,
} from './queries.ts';

/** Which images of a job a client asks for. */
export interface ImageSelection {
  readonly window: WindowRequest;
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
  const window = placedWindow(selection.window, placesByPosition(selection.window));
  if (window.limit === 0 && !narrowsImages(selection.filter)) return noImages;
  if (!isUpstreamOrder(selection.order) || narrowsImages(selection.filter) || window.kind === 'tail') {
    return { count: maxGalleryImages, order };
  }
  return { count: Math.min(window.offset + window.limit, maxGalleryImages), order };
}

/**
 * Whether what comes along with a job serves the selection, however many images it has. Says before what `imagesOfGallery`
 * finds out, as long as cursors' rows are where they were.
 *
 * @param asked what the page of jobs was asked for, and how it was filtered
 */
export function galleryAlwaysServes(
  { window: request, filter, order }: ImageSelection,
  asked: { readonly images: ImageNeed; readonly filter: ImageFilter },
): boolean {
  if (narrowsImages(asked.filter) || narrowsImages(filter)) return false;
  if (request.size === 0) return true;
  const window = placedWindow(request, placesByPosition(request));
  const isOrdered = asked.images.order === order.field && isUpstreamOrder(order);
  if (!isOrdered || window.kind === 'tail') return false;
  return window.offset + window.limit <= imagesAsked(asked.images);
}

/** The selection from what came along with the job; null where that does not hold it. */
export function imagesOfGallery(job: JobRow, selection: ImageSelection): ListWindowRows<Image> | null {
  const { gallery } = job;
  const { order, filter, window } = selection;
  if (narrowsImages(gallery.filter) && !sameFilter(gallery.filter, filter)) return null;
  const isOrdered = gallery.order === order.field && isUpstreamOrder(order);
  if (gallery.complete) {
    // The backend's own order stands, so that a row that could not be read stays in its place.
    if (isOrdered && sameFilter(gallery.filter, filter)) {
      return sliceListWindow(window, gallery.rows, orderOf(order));
    }
    return imagesOfList(gallery.rows, selection);
  }
  if (narrowsImages(filter) || !(isOrdered || window.size === 0)) return null;
  return imagesOfBeginning(gallery.rows, job.totalImages, selection);
}

/** The selection from the first images in its order; null where they do not reach, or a cursor's row moved. */
function imagesOfBeginning(
  images: readonly Image[],
  total: number,
  { window: request, order }: ImageSelection,
): ListWindowRows<Image> | null {
  const window = placedWindow(request, placesByPosition(request));
  const bounds = windowBounds(window, total);
  if (bounds.start < bounds.end && (window.kind === 'tail' || bounds.end > images.length)) return null;
  const { anchorOf } = orderOf(order);
  for (const cursor of [request.after, request.before]) {
    const row = cursor && images[cursor.position];
    if (cursor && cursor.anchor !== null && (!row || anchorOf(row) !== cursor.anchor)) return null;
  }
  return rowsAt(bounds, images, total, 'none');
}

/** The selection from the complete list of a job's images. */
export function imagesOfList(images: readonly Image[], selection: ImageSelection): ListWindowRows<Image> {
  const matching = images.filter((image) => passes(image, selection.filter));
  const order = orderOf(selection.order);
  return sliceListWindow(selection.window, matching.sort(order.compareRows), order);
}

function orderOf(order: ImageOrder) {
  return orderWithBroken(imageOrder(order), (row: Image) => row instanceof UpstreamFailure);
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
