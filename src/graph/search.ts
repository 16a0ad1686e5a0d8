/** `search`: one list over the backends that can look for text, merged fairly. */

import { z } from 'zod';
import { BadUserInput, UpstreamFailure } from '#src/errors.ts';
import type { Decoded } from '#src/http/decode.ts';
import { parseJsonOrNull } from '#src/http/json.ts';
import type { CursorTarget } from '#src/pagination/cursor.ts';
import { interleave } from '#src/pagination/interleave.ts';
import { scopeOf } from '#src/pagination/scope.ts';
import { checkedBy } from './argument-check.ts';
import { builder } from './builder.ts';
import {
  driftWarning,
  type ListRequest,
  neededWindow,
  PageInfoRef,
  type PageInfoShape,
  readListArgs,
} from './connection.ts';
import { rowOrFailure } from './decoded.ts';
import { type FieldCall, type FieldPlan, plannedBy, together } from './field-plan.ts';
import { AssetRef, DatasetImageRef, JobRef } from './refs.ts';
import {
  type Found,
  readSource,
  type SearchPlace,
  type SearchResult,
  sources,
  windowFrom,
} from './search-sources.ts';
import { fieldsAt, type SelectedField, selectedFields } from './selection.ts';
import { semanticNonNull } from './semantic-non-null.ts';

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
      resolve: (edge) => rowOrFailure(edge.node),
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
      resolve: (connection) => connection.edges.map((edge) => rowOrFailure(edge.node)),
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
      resolve: (connection) => rowOrFailure(connection.totalCount),
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
  readonly places: readonly SearchPlace[];
}

function readSearchArgs({ text, first, after }: SearchArgs): SearchRequest {
  if (text.trim() === '') throw new BadUserInput('`text` must not be blank', { argument: ['text'] });
  const request = readListArgs({ first, after }, () => scopeOf('search', { text }));
  return { ...request, text, places: readPlaces(request.window.after) };
}

/** Positions and totals as far as backends can count them. */
const count = z.int32().min(0);
const placesSchema = z.array(
  z.tuple([z.boolean(), z.tuple([count, count, z.string().nullable()]).nullable()]),
);

/** A cursor's anchor holds the places of all kinds. */
function readPlaces(after: CursorTarget | null): readonly SearchPlace[] {
  if (after === null) return sources.map(() => ({ from: null, failed: false }));
  const places = placesSchema.safeParse(parseJsonOrNull(after.anchor ?? ''));
  if (places.success && places.data.length === sources.length) {
    return places.data.map(([failed, from]) => ({
      failed,
      from: from && { position: from[0], total: from[1], anchor: from[2] },
    }));
  }
  throw new BadUserInput('`after` is not a cursor of a search', { argument: ['after'] });
}

function writePlaces(places: readonly SearchPlace[]): string {
  return JSON.stringify(
    places.map(({ failed, from }) => [failed, from && [from.position, from.total, from.anchor]]),
  );
}

/** How many results are needed of each kind, and what of them. */
function neededResults({ window }: SearchRequest, selected: readonly SelectedField[]) {
  const nodes = fieldsAt(selected, ['nodes'], ['edges', 'node']);
  return {
    size: neededWindow(window, selected).size,
    selectedOf: (typeName: string) => nodes.flatMap((node) => node.fields(typeName)),
  };
}

function placeOf({ places }: SearchRequest, source: number): SearchPlace {
  return places[source] ?? { from: null, failed: false };
}

function planSearch({ args, field, totals }: FieldCall<SearchArgs>): FieldPlan {
  const request = readSearchArgs(args);
  const { size, selectedOf } = neededResults(request, field.fields());
  return together(
    sources.map(({ planFor }, index) =>
      planFor(request.text, selectedOf, windowFrom(size, placeOf(request, index)), totals),
    ),
  );
}

builder.queryField('search', (t) =>
  t.field({
    type: SearchConnectionRef,
    extensions: { ...checkedBy(readSearchArgs), ...plannedBy(planSearch), ...semanticNonNull() },
    description:
      'Assets, dataset images and jobs that a text finds: assets by file name, project name or tag, dataset images by ' +
      'file name, jobs by id; parts of words, upper and lower case alike. In turn one of each kind, newest first, as ' +
      'long as there are any. A backend that fails costs one null among the results. One request for each kind, side ' +
      'by side, for up to 100 results.',
    args: {
      text: t.arg.string({ required: true, description: 'What to look for; not blank.' }),
      first: t.arg.int({ description: 'How many results, 0 to 200. Default 20.' }),
      after: t.arg.string({ description: 'Only results after the result of this cursor.' }),
    },
    resolve: async (_root, args, context, info) => {
      const request = readSearchArgs(args);
      const { size, selectedOf } = neededResults(request, selectedFields(info));
      const found = await Promise.all(
        sources.map(({ sourceFor }, index) =>
          readSource(sourceFor(request.text, context, selectedOf), size, placeOf(request, index)),
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
      hasNextPage: found.some((kind, index) => {
        const given = counts[index] ?? 0;
        // A failure that was not told yet is still to come.
        return typeof kind.total === 'number' ? given < kind.total : given - kind.start < kind.rows.length;
      }),
      hasPreviousPage: places.some(({ from }) => from !== null),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: found.map((kind) => kind.total).find((kind) => kind instanceof UpstreamFailure) ?? total,
  };
}
