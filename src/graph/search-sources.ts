/** What `search` looks through: each kind of results as a list of its backend, read from a place on. */

import { UpstreamFailure } from '#src/errors.ts';
import type { Decoded } from '#src/http/decode.ts';
import type { CursorTarget } from '#src/pagination/cursor.ts';
import type { ListSource } from '#src/pagination/list-source.ts';
import { readListWindow } from '#src/pagination/read-list-window.ts';
import type { WindowRequest } from '#src/pagination/window-request.ts';
import type { Drift } from '#src/pagination/window-rows.ts';
import type { DatasetImageRow } from '#src/upstreams/acusight/contract.ts';
import { datasetImageOrder } from '#src/upstreams/acusight/orders.ts';
import {
  acusightDialect,
  acusightPageParameters,
  anyDatasetImage,
  type DatasetImagePageQuery,
} from '#src/upstreams/acusight/queries.ts';
import { datasetImagePageRead } from '#src/upstreams/acusight/reads.ts';
import type { AssetRow, JobRow } from '#src/upstreams/piktid/contract.ts';
import { assetOrder, jobOrder } from '#src/upstreams/piktid/orders.ts';
import {
  type AssetPageQuery,
  anyAsset,
  anyJob,
  type JobPageQuery,
  piktidDialect,
  piktidPageParameters,
} from '#src/upstreams/piktid/queries.ts';
import { assetPageRead, jobPageRead } from '#src/upstreams/piktid/reads.ts';
import type { QueryLoader } from '#src/upstreams/query-loader.ts';
import type { RowPage } from '#src/upstreams/row-page.ts';
import { planList } from './connection-plan.ts';
import type { GraphContext } from './context.ts';
import { datasetImageNeedOf, factsOfDatasetImages } from './dataset-image.ts';
import type { FieldPlan, ListTotals } from './field-plan.ts';
import { factsOfJobs, imagesOfJob } from './job-images.ts';
import { type ListQuery, sourceOf } from './list-query.ts';
import type { SelectedField } from './selection.ts';

export type SearchResult = AssetRow | DatasetImageRow | JobRow;

/** Where one kind of results goes on. */
export interface SearchPlace {
  /** The last result that was given; null at the beginning. */
  readonly from: CursorTarget | null;
  /** Whether a failure of this kind was told in an earlier window: it is told once, or it would take every window. */
  readonly failed: boolean;
}

/** What is selected of results of one type. */
type SelectedOf = (typeName: string) => readonly SelectedField[];

/** A kind of results: how to read those that the text finds, and what that will ask for. */
interface Source {
  readonly sourceFor: (
    text: string,
    context: GraphContext,
    selectedOf: SelectedOf,
  ) => ListSource<Decoded<SearchResult>>;
  readonly planFor: (
    text: string,
    selectedOf: SelectedOf,
    window: WindowRequest,
    totals: ListTotals,
  ) => FieldPlan;
}

/** @param list the list of those that a text finds, for what is selected of them */
function sourceOfKind<Row extends SearchResult, Query>(
  typeName: string,
  list: (text: string, selectedOf: SelectedOf) => ListQuery<Row, Query>,
  loaderOf: (context: GraphContext) => QueryLoader<Query, RowPage<Row>>,
  factsOf?: (query: unknown) => unknown,
): Source {
  return {
    sourceFor: (text, context, selectedOf) =>
      // The list is known to hold rows of this kind only.
      sourceOf(list(text, selectedOf), loaderOf(context)) as unknown as ListSource<Decoded<SearchResult>>,
    planFor: (text, selectedOf, window, totals) =>
      planList(window, list(text, selectedOf), totals, { typeName, ...(factsOf ? { factsOf } : {}) }),
  };
}

const newestFirst = { field: 'created_at', direction: 'desc' } as const;

const assets = sourceOfKind<AssetRow, AssetPageQuery>(
  'Asset',
  (text) => ({
    read: assetPageRead,
    queryOf: (page) => ({ filter: { ...anyAsset, search: text }, order: newestFirst, page }),
    order: assetOrder(newestFirst),
    dialect: piktidDialect,
    pageParameters: piktidPageParameters,
  }),
  ({ piktid }) => piktid.assetPage,
);

const datasetImages = sourceOfKind<DatasetImageRow, DatasetImagePageQuery>(
  'DatasetImage',
  (text, selectedOf) => {
    const need = datasetImageNeedOf(selectedOf('DatasetImage'));
    return {
      read: datasetImagePageRead,
      queryOf: (page) => ({ filter: { ...anyDatasetImage, search: text }, order: newestFirst, page, need }),
      order: datasetImageOrder(newestFirst),
      dialect: acusightDialect,
      pageParameters: acusightPageParameters,
    };
  },
  ({ acusight }) => acusight.datasetImagePage,
  factsOfDatasetImages,
);

const jobs = sourceOfKind<JobRow, JobPageQuery>(
  'Job',
  (text, selectedOf) => {
    const images = imagesOfJob(selectedOf('Job'));
    return {
      read: jobPageRead,
      queryOf: (page) => ({ filter: { ...anyJob, search: text }, direction: 'desc', page, images }),
      order: jobOrder('desc'),
      dialect: piktidDialect,
      pageParameters: piktidPageParameters,
    };
  },
  ({ piktid }) => piktid.jobPage,
  factsOfJobs,
);

/** The kinds in the order in which they take turns. */
export const sources: readonly Source[] = [assets, datasetImages, jobs];

/** The window of a kind's list that follows a place. */
export function windowFrom(size: number, { from }: SearchPlace): WindowRequest {
  return { size, direction: 'forward', after: from, before: null };
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
  place: SearchPlace,
): Promise<Found> {
  const { from, failed } = place;
  const start = from === null ? 0 : from.position + 1;
  try {
    const read = await readListWindow(windowFrom(size, place), source);
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
