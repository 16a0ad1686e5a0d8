/** `search`: one list over the backends that can look for text, merged fairly. */

import { BadUserInput, UpstreamFailure } from '#src/errors.ts';
import type { Decoded } from '#src/http/decode.ts';
import { decodeCursor, encodeCursor } from '#src/pagination/cursor.ts';
import { type Interleaved, interleave } from '#src/pagination/interleave.ts';
import { readWindow } from '#src/pagination/read-window.ts';
import { scopeOf } from '#src/pagination/scope.ts';
import type { Window } from '#src/pagination/window.ts';
import type { WindowRows } from '#src/pagination/window-rows.ts';
import type { DatasetImageRow } from '#src/upstreams/acusight/contract.ts';
import { acusightDialect, anyDatasetImage } from '#src/upstreams/acusight/queries.ts';
import type { AssetRow, JobRow } from '#src/upstreams/piktid/contract.ts';
import { anyAsset, anyJob, piktidDialect } from '#src/upstreams/piktid/queries.ts';
import { checkedBy } from './argument-check.ts';
import { builder } from './builder.ts';
import { PageInfoRef, type PageInfoShape, readWindowArgs } from './connection.ts';
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

interface SearchRequest {
  readonly text: string;
  readonly size: number;
  readonly scope: string;
  /** Rows of each kind before the window. */
  readonly counts: readonly number[];
}

function readSearchArgs({ text, first, after }: SearchArgs): SearchRequest {
  if (text.trim() === '') throw new BadUserInput('`text` must not be blank', { argument: ['text'] });
  const scope = scopeOf('search', { text });
  const { limit: size } = readWindowArgs({ first }, scope);
  const counts = after == null ? [] : readCounts(after, scope);
  return { text, size, scope, counts };
}

/** A cursor's anchor holds how many rows of each kind lie before it. */
function readCounts(after: string, scope: string): readonly number[] {
  const counts = (decodeCursor(after, scope, 'after').anchor ?? '').split('.');
  if (counts.length === sources.length && counts.every((count) => /^\d{1,9}$/.test(count)))
    return counts.map(Number);
  throw new BadUserInput('`after` is not a cursor of this gateway', { argument: ['after'] });
}

/** A kind of results: reads a window of those that the text finds. */
type Source = (
  text: string,
  window: Window,
  context: GraphContext,
  selectedOf: (typeName: string) => readonly SelectedField[],
) => Promise<WindowRows<Decoded<SearchResult>>>;

const searchAssets: Source = (text, window, { piktid }) =>
  readWindow(window, piktidDialect, (page) =>
    piktid.assetPage.load({
      filter: { ...anyAsset, search: text },
      order: { field: 'created_at', direction: 'desc' },
      page,
    }),
  );

const searchDatasetImages: Source = (text, window, { acusight }, selectedOf) =>
  readWindow(window, acusightDialect, (page) =>
    acusight.datasetImagePage.load({
      filter: { ...anyDatasetImage, search: text },
      order: { field: 'created_at', direction: 'desc' },
      page,
      need: datasetImageNeedOf(selectedOf('DatasetImage')),
    }),
  );

const searchJobs: Source = (text, window, { piktid }, selectedOf) =>
  readWindow(window, piktidDialect, (page) =>
    piktid.jobPage.load({
      filter: { ...anyJob, search: text },
      direction: 'desc',
      page,
      images: imageNeedOfSelected(fieldsAt(selectedOf('Job'), ['images']), anyJob.images),
    }),
  );

const sources: readonly Source[] = [searchAssets, searchDatasetImages, searchJobs];

/** What a kind gave: rows from a place on, or, where its backend failed, the failure in the place of a row. */
interface Found {
  readonly rows: readonly Decoded<SearchResult>[];
  readonly start: number;
  readonly total: number | UpstreamFailure;
}

async function readSource(source: Promise<WindowRows<Decoded<SearchResult>>>, start: number): Promise<Found> {
  try {
    const { rows, total } = await source;
    return { rows: rows.map(({ row }) => row), start, total };
  } catch (error) {
    if (!(error instanceof UpstreamFailure)) throw error;
    return { rows: [error], start, total: error };
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
        sources.map((source, index) => {
          const start = request.counts[index] ?? 0;
          const window: Window = { kind: 'range', offset: start, limit: request.size };
          return readSource(source(request.text, window, context, selectedOf), start);
        }),
      );
      return searchConnectionOf(request, found);
    },
  }),
);

function searchConnectionOf(request: SearchRequest, found: readonly Found[]): SearchConnection {
  const merged = interleave(found, request.size);
  const edges = merged.map((result) => ({
    cursor: cursorOf(request.scope, result, found),
    node: result.row,
  }));
  const behind = merged.at(-1)?.counts ?? found.map(({ start }) => start);
  const failure = found.map(({ total }) => total).find((total) => total instanceof UpstreamFailure);
  return {
    edges,
    pageInfo: {
      hasNextPage: found.some(
        ({ total }, index) => typeof total === 'number' && (behind[index] ?? 0) < total,
      ),
      hasPreviousPage: request.counts.some((count) => count > 0),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: failure ?? found.reduce((sum, { total }) => sum + Number(total), 0),
  };
}

/** A failure stands for no row, so the rows of its kind are still to come behind it. */
function cursorOf(scope: string, { counts }: Interleaved<unknown>, found: readonly Found[]): string {
  const rows = counts.map((count, index) =>
    typeof found[index]?.total === 'number' ? count : (found[index]?.start ?? 0),
  );
  return encodeCursor({
    position: rows.reduce((sum, count) => sum + count, 0),
    anchor: rows.join('.'),
    scope,
  });
}
