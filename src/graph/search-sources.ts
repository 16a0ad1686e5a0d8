/** What `search` looks through: each kind of results as a list of its backend, read from a place on. */

import { UpstreamFailure } from '#src/errors.ts';
import type { Decoded } from '#src/http/decode.ts';
import type { CursorTarget } from '#src/pagination/cursor.ts';
import { type ListOrder, orderWithBroken } from '#src/pagination/list-order.ts';
import type { ListSource } from '#src/pagination/list-source.ts';
import { readListWindow } from '#src/pagination/read-list-window.ts';
import type { WindowRequest } from '#src/pagination/window-request.ts';
import type { Drift } from '#src/pagination/window-rows.ts';
import type { DatasetImageRow } from '#src/upstreams/acusight/contract.ts';
import { datasetImageOrder } from '#src/upstreams/acusight/orders.ts';
import { acusightDialect, anyDatasetImage } from '#src/upstreams/acusight/queries.ts';
import type { AssetRow, JobRow } from '#src/upstreams/piktid/contract.ts';
import { assetOrder, jobOrder } from '#src/upstreams/piktid/orders.ts';
import { anyAsset, anyJob, piktidDialect } from '#src/upstreams/piktid/queries.ts';
import type { GraphContext } from './context.ts';
import { datasetImageNeedOf } from './dataset-image.ts';
import { imageNeedOfSelected } from './image.ts';
import { fieldsAt, type SelectedField } from './selection.ts';

export type SearchResult = AssetRow | DatasetImageRow | JobRow;

/** Where one kind of results goes on. */
export interface SearchPlace {
  /** The last result that was given; null at the beginning. */
  readonly from: CursorTarget | null;
  /** Whether a failure of this kind was told in an earlier window: it is told once, or it would take every window. */
  readonly failed: boolean;
}

/** A kind of results: how to read a window of those that the text finds. */
type Source = (
  text: string,
  context: GraphContext,
  selectedOf: (typeName: string) => readonly SelectedField[],
) => ListSource<Decoded<SearchResult>>;

const newestFirst = { field: 'created_at', direction: 'desc' } as const;

const assetSource: Source = (text, { piktid }) => ({
  dialect: piktidDialect,
  order: resultOrder(assetOrder(newestFirst)),
  readPage: (page) =>
    piktid.assetPage.load({ filter: { ...anyAsset, search: text }, order: newestFirst, page }),
});

const datasetImageSource: Source = (text, { acusight }, selectedOf) => ({
  dialect: acusightDialect,
  order: resultOrder(datasetImageOrder(newestFirst)),
  readPage: (page) =>
    acusight.datasetImagePage.load({
      filter: { ...anyDatasetImage, search: text },
      order: newestFirst,
      page,
      need: datasetImageNeedOf(selectedOf('DatasetImage')),
    }),
});

const jobSource: Source = (text, { piktid }, selectedOf) => ({
  dialect: piktidDialect,
  order: resultOrder(jobOrder('desc')),
  readPage: (page) =>
    piktid.jobPage.load({
      filter: { ...anyJob, search: text },
      direction: 'desc',
      page,
      images: imageNeedOfSelected(fieldsAt(selectedOf('Job'), ['images']), anyJob.images),
    }),
});

/** The kinds in the order in which they take turns. */
export const sources: readonly Source[] = [assetSource, datasetImageSource, jobSource];

/** The order of one kind, for a list that is known to hold this kind only. */
function resultOrder<Row extends SearchResult>(order: ListOrder<Row>): ListOrder<Decoded<SearchResult>> {
  return orderWithBroken(
    order as unknown as ListOrder<SearchResult>,
    (row) => row instanceof UpstreamFailure,
  );
}

/** What a kind gave from its place on: rows, or, where its backend failed, the failure in the place of a row. */
export interface Found {
  readonly rows: readonly Decoded<SearchResult>[];
  readonly start: number;
  readonly total: number | UpstreamFailure;
  readonly drift: Drift;
  /** The place behind the first N of the rows. */
  readonly placeBehind: (count: number) => SearchPlace;
}

export async function readSource(
  source: ListSource<Decoded<SearchResult>>,
  size: number,
  { from, failed }: SearchPlace,
): Promise<Found> {
  const start = from === null ? 0 : from.position + 1;
  try {
    const window: WindowRequest = { size, direction: 'forward', after: from, before: null };
    const read = await readListWindow(window, source);
    const placeBehind = (taken: number): SearchPlace => {
      const last = read.rows[taken - 1];
      if (!last) return { from, failed: false };
      const anchor = source.order.anchorOf(last.row);
      return { from: { position: last.position, total: read.total, anchor }, failed: false };
    };
    const rows = read.rows.map(({ row }) => row);
    return { rows, start: read.start, total: read.total, drift: read.drift, placeBehind };
  } catch (error) {
    if (!(error instanceof UpstreamFailure)) throw error;
    // A failure stands for no row: should the backend answer again, its rows are still to come.
    const placeBehind = (taken: number): SearchPlace => ({ from, failed: failed || taken > 0 });
    return { rows: failed ? [] : [error], start, total: error, drift: 'none', placeBehind };
  }
}
