/** `search`: one list over the backends that can look for text, merged fairly. */

import { z } from 'zod';
import { BadUserInput, UpstreamFailure } from '#src/errors.ts';
import type { Decoded } from '#src/http/decode.ts';
import type { CursorTarget } from '#src/pagination/cursor.ts';
import { interleave } from '#src/pagination/interleave.ts';
import { type ListOrder, orderWithBroken } from '#src/pagination/list-order.ts';
import type { ListSource } from '#src/pagination/list-source.ts';
import { readListWindow } from '#src/pagination/read-list-window.ts';
import { scopeOf } from '#src/pagination/scope.ts';
import type { WindowRequest } from '#src/pagination/window-request.ts';
import type { Drift } from '#src/pagination/window-rows.ts';
import type { DatasetImageRow } from '#src/upstreams/acusight/contract.ts';
import { datasetImageOrder } from '#src/upstreams/acusight/orders.ts';
import { acusightDialect, anyDatasetImage } from '#src/upstreams/acusight/queries.ts';
import type { AssetRow, JobRow } from '#src/upstreams/piktid/contract.ts';
import { assetOrder, jobOrder } from '#src/upstreams/piktid/orders.ts';
import { anyAsset, anyJob, piktidDialect } from '#src/upstreams/piktid/queries.ts';
import { checkedBy } from './argument-check.ts';
import { builder } from './builder.ts';
import {
  driftWarning,
  type ListRequest,
  PageInfoRef,
  type PageInfoShape,
  readListArgs,
} from './connection.ts';
import type { GraphContext } from './context.ts';
import { datasetImageNeedOf } from './dataset-image.ts';
import { imageNeedOfSelected } from './image.ts';
import { AssetRef, DatasetImageRef, JobRef } from './refs.ts';
import { fieldsAt, type SelectedField, selectedFields } from './selection.ts';
import { semanticNonNull } from './semantic-non-null.ts';

type SearchResult = AssetRow | DatasetImageRow | JobRow;

const SearchResultUnion = builder.unionType('SearchResult', {
  description: 'Something that was found by its text.',
  types: [AssetRef, DatasetImageRef, JobRef],
});

interface SearchEdge {
  readonly cursor: string;
  readonly node: Decoded<SearchResult>;
}

interface SearchConnection {
  readonly edges: readonly SearchEdge[];
  readonly pageInfo: PageInfoShape;
  readonly totalCount: number | UpstreamFailure;
}

const nodeText = 'Null only where a backend failed, or sent a row that breaks its contract.';

const SearchEdgeRef = builder.objectRef<SearchEdge>('SearchResultEdge').implement({
  description: 'One result and its place in the list.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', {
      nullable: false,
      description: 'Opaque text for `after`, valid with the same text only.',
    }),
    node: t.field({
      type: SearchResultUnion,
      extensions: semanticNonNull(),
      description: nodeText,
      resolve: (edge) => edge.node as never,
    }),
  }),
});

const SearchConnectionRef = builder.objectRef<SearchConnection>('SearchResultConnection').implement({
  description: 'A window of the results of a search.',
  fields: (t) => ({
    edges: t.field({
      type: [SearchEdgeRef],
      nullable: false,
      description: 'The results, in turn one of each kind as long as there are any, each with its cursor.',
      resolve: (connection) => connection.edges,
    }),
    nodes: t.field({
      type: [SearchResultUnion],
      nullable: { list: false, items: true },
      extensions: semanticNonNull(1),
      description: `The results without cursors. ${nodeText}`,
      resolve: (connection) => connection.edges.map((edge) => edge.node as never),
    }),
    pageInfo: t.field({
      type: PageInfoRef,
      nullable: false,
      description: 'Where this window lies in the list.',
      resolve: (connection) => connection.pageInfo,
    }),
    totalCount: t.int({
      extensions: semanticNonNull(),
      description: 'How many results there are in all kinds together. Null where a backend failed.',
      resolve: (connection) => connection.totalCount as never,
    }),
  }),
});

interface SearchArgs {
  readonly text: string;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

interface SearchRequest extends ListRequest {
  readonly text: string;
  /** Where each kind of results goes on; null at its beginning. */
  readonly places: readonly (CursorTarget | null)[];
}

function readSearchArgs({ text, first, after }: SearchArgs): SearchRequest {
  if (text.trim() === '') throw new BadUserInput('`text` must not be blank', { argument: ['text'] });
  const request = readListArgs({ first, after }, scopeOf('search', { text }));
  return { ...request, text, places: readPlaces(request.window.after) };
}

const placesSchema = z.array(z.tuple([z.int().min(0), z.int().min(0), z.string().nullable()]).nullable());

/** A cursor's anchor holds the places of all kinds, each as position, total and anchor. */
function readPlaces(after: CursorTarget | null): readonly (CursorTarget | null)[] {
  if (after === null) return sources.map(() => null);
  const places = placesSchema.safeParse(parseJson(after.anchor ?? ''));
  if (places.success && places.data.length === sources.length) {
    return places.data.map((place) => place && { position: place[0], total: place[1], anchor: place[2] });
  }
  throw new BadUserInput('`after` is not a cursor of a search', { argument: ['after'] });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function writePlaces(places: readonly (CursorTarget | null)[]): string {
  return JSON.stringify(places.map((place) => place && [place.position, place.total, place.anchor]));
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

const sources: readonly Source[] = [assetSource, datasetImageSource, jobSource];

/** The order of one kind, for a list that is known to hold this kind only. */
function resultOrder<Row extends SearchResult>(order: ListOrder<Row>): ListOrder<Decoded<SearchResult>> {
  return orderWithBroken(
    order as unknown as ListOrder<SearchResult>,
    (row) => row instanceof UpstreamFailure,
  );
}

/** What a kind gave from its place on: rows, or, where its backend failed, the failure in the place of a row. */
interface Found {
  readonly rows: readonly Decoded<SearchResult>[];
  readonly start: number;
  readonly total: number | UpstreamFailure;
  readonly drift: Drift;
  /** The place behind the first so many of the rows. */
  readonly placeBehind: (count: number) => CursorTarget | null;
}

async function readSource(
  source: ListSource<Decoded<SearchResult>>,
  size: number,
  from: CursorTarget | null,
): Promise<Found> {
  const start = from === null ? 0 : from.position + 1;
  try {
    const window: WindowRequest = { size, direction: 'forward', after: from, before: null };
    const read = await readListWindow(window, source);
    const rows = read.rows.map(({ row }) => row);
    const placeBehind = (count: number): CursorTarget | null => {
      const last = read.rows[count - 1];
      return last
        ? { position: last.position, total: read.total, anchor: source.order.anchorOf(last.row) }
        : from;
    };
    return { rows, start: read.start, total: read.total, drift: read.drift, placeBehind };
  } catch (error) {
    if (!(error instanceof UpstreamFailure)) throw error;
    // A failure stands for no row, so the rows of its kind are still to come behind it.
    return { rows: [error], start, total: error, drift: 'none', placeBehind: () => from };
  }
}

builder.queryField('search', (t) =>
  t.field({
    type: SearchConnectionRef,
    extensions: { ...checkedBy(readSearchArgs), ...semanticNonNull() },
    description:
      'Assets, dataset images and jobs that a text finds: assets by file name, project name or tag, dataset images by ' +
      'file name, jobs by id; parts of words, upper and lower case alike. In turn one of each kind, newest first, as ' +
      'long as there are any. A backend that fails costs one null among the results. Three requests at once.',
    args: {
      text: t.arg.string({ required: true, description: 'What to look for; not blank.' }),
      first: t.arg.int({ description: 'How many results, 0 to 200. Default 20.' }),
      after: t.arg.string({ description: 'Only results after the result of this cursor.' }),
    },
    resolve: async (_root, args, context, info) => {
      const request = readSearchArgs(args);
      const nodes = fieldsAt(selectedFields(info), ['nodes'], ['edges', 'node']);
      const selectedOf = (typeName: string) => nodes.flatMap((node) => node.fields(typeName));
      const found = await Promise.all(
        sources.map((source, index) =>
          readSource(
            source(request.text, context, selectedOf),
            request.window.size,
            request.places[index] ?? null,
          ),
        ),
      );
      if (found.some(({ drift }) => drift === 'unrepaired')) context.warnings.push(driftWarning(info));
      return searchConnectionOf(request, found);
    },
  }),
);

function searchConnectionOf(
  { window, cursors, places }: SearchRequest,
  found: readonly Found[],
): SearchConnection {
  const merged = interleave(found, window.size);
  const total = found.reduce((sum, kind) => sum + (typeof kind.total === 'number' ? kind.total : 0), 0);
  const edges = merged.map(({ row, counts }, index) => {
    const behind = found.map((kind, strand) => kind.placeBehind((counts[strand] ?? 0) - kind.start));
    const position = (window.after?.position ?? -1) + index + 1;
    return { node: row, cursor: cursors.encode({ position, total, anchor: writePlaces(behind) }) };
  });
  const counts = merged.at(-1)?.counts ?? found.map(({ start }) => start);
  return {
    edges,
    pageInfo: {
      hasNextPage: found.some(
        (kind, index) => typeof kind.total === 'number' && (counts[index] ?? 0) < kind.total,
      ),
      hasPreviousPage: places.some((place) => place !== null),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: found.map((kind) => kind.total).find((kind) => kind instanceof UpstreamFailure) ?? total,
  };
}
