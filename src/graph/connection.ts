/**
 * Relay connections over windows: the types, the arguments, and the glue from a window that was read to edges and
 * cursors. Knows no upstream and plans nothing; `src/pagination` does.
 */

import type { ArgBuilder, ArgumentRef, ObjectRef } from '@pothos/core';
import type { GraphQLResolveInfo } from 'graphql';
import type { Decoded } from '#src/http/decode.ts';
import { type CursorCodec, createLazyCursorCodec } from '#src/pagination/cursor.ts';
import type { ListOrder } from '#src/pagination/list-order.ts';
import { type NumberedPage, pageCursors } from '#src/pagination/page-cursors.ts';
import { readListWindow } from '#src/pagination/read-list-window.ts';
import type { WindowArgs } from '#src/pagination/window.ts';
import { parseWindowRequest, type WindowRequest } from '#src/pagination/window-request.ts';
import type { ListWindowRows, PositionedRow } from '#src/pagination/window-rows.ts';
import type { QueryLoader } from '#src/upstreams/query-loader.ts';
import type { RowPage } from '#src/upstreams/row-page.ts';
import { type Builder, builder } from './builder.ts';
import type { GraphContext, Warning } from './context.ts';
import { isFailure, rowsOrFailures } from './decoded.ts';
import { type ListQuery, sourceOf } from './list-query.ts';
import { type PageCursors, PageCursorsRef } from './page-cursors.ts';
import { type SelectedField, selectedFields } from './selection.ts';
import { semanticNonNull } from './semantic-non-null.ts';

/** Rows of a connection when neither `first` nor `last` is given. */
export const defaultSize = 20;
/** The most rows that one connection gives at once. */
export const maxSize = 200;

/** One row at its place in the list. The node is a failure where that row broke its backend's contract. */
export interface Edge<Row> {
  readonly cursor: string;
  readonly node: Decoded<Row>;
}

export interface PageInfoShape {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

export interface Connection<Row> {
  readonly edges: readonly Edge<Row>[];
  readonly nodes: readonly Decoded<Row>[];
  readonly pageInfo: PageInfoShape;
  readonly pageCursors: PageCursors;
  readonly totalCount: number;
}

export const PageInfoRef = builder.objectRef<PageInfoShape>('PageInfo').implement({
  description: 'Where a window of a connection lies in its list.',
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', {
      nullable: false,
      description:
        'Whether the list goes on after this window. Exact, whichever way the window was asked for.',
    }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
      nullable: false,
      description:
        'Whether the list has rows before this window. Exact, whichever way the window was asked for.',
    }),
    startCursor: t.exposeString('startCursor', {
      description: "The first edge's cursor, for `before`. Null if the window is empty.",
    }),
    endCursor: t.exposeString('endCursor', {
      description: "The last edge's cursor, for `after`. Null if the window is empty.",
    }),
  }),
});

/** Adds `<name>Connection` and `<name>Edge` to the schema. */
export function connectionRef<Row>(
  name: string,
  node: ObjectRef<Types, Row, Row>,
  plural: string,
): ObjectRef<Types, Connection<Row>, Connection<Row>> {
  const EdgeRef = builder.objectRef<Edge<Row>>(`${name}Edge`);
  EdgeRef.implement({
    description: `One of the ${plural} and its place in the list.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', {
        nullable: false,
        description: 'Opaque text for `after` and `before`, valid with the same filter and order only.',
      }),
      node: t.field({
        type: node,
        extensions: semanticNonNull(),
        description: 'Null only where the backend sent a row that breaks its contract.',
        // A failure among values is an error at its place: GraphQL throws what it finds to be an Error.
        resolve: (edge) => edge.node as never,
      }),
    }),
  });
  const ConnectionRef = builder.objectRef<Connection<Row>>(`${name}Connection`);
  ConnectionRef.implement({
    description: `A window of a list of ${plural}.`,
    fields: (t) => ({
      edges: t.field({
        type: [EdgeRef],
        nullable: false,
        description: 'The rows of the window in list order, each with its cursor.',
        resolve: (connection) => connection.edges,
      }),
      nodes: t.field({
        type: [node],
        extensions: semanticNonNull(1),
        nullable: { list: false, items: true },
        description: 'The rows of the window in list order, without cursors.',
        resolve: (connection) => rowsOrFailures(connection.nodes),
      }),
      pageInfo: t.field({
        type: PageInfoRef,
        nullable: false,
        description: 'Where this window lies in the list.',
        resolve: (connection) => connection.pageInfo,
      }),
      pageCursors: t.field({
        type: PageCursorsRef,
        nullable: false,
        description:
          'Numbered pages around this window, for pagers with page numbers. A page has as many rows as this window asks ' +
          'for with `first` or `last`.',
        resolve: (connection) => connection.pageCursors,
      }),
      totalCount: t.exposeInt('totalCount', {
        nullable: false,
        description:
          'How many rows the whole list has with this filter. Selected alone, no rows are asked for beyond the least that ' +
          'the backend can be asked for.',
      }),
    }),
  });
  return ConnectionRef;
}

type Types = Builder['$inferSchemaTypes'];

/** What a connection's arguments ask for, and the way to write its cursors. */
export interface ListRequest {
  readonly window: WindowRequest;
  readonly cursors: CursorCodec;
}

/**
 * What a connection's arguments ask for.
 *
 * @param scope of the connection's filter and order, see `scopeOf`
 * @throws BadUserInput for arguments that are wrong
 */
export function readListArgs(args: WindowArgs, scope: () => string): ListRequest {
  const cursors = createLazyCursorCodec(scope);
  return { window: parseWindowRequest(args, { defaultSize, maxSize, codec: cursors }), cursors };
}

/** The window to read for what is selected of a connection: no rows at all where it is `totalCount` only. */
export function neededWindow(window: WindowRequest, selected: readonly SelectedField[]): WindowRequest {
  if (selected.some(({ name }) => name !== 'totalCount')) return window;
  return { size: 0, direction: 'forward', after: null, before: null };
}

/** Reads the window of a list that an upstream gives in pages. */
export async function readConnection<Row, Query>(
  request: ListRequest,
  list: ListQuery<Row, Query>,
  loader: QueryLoader<Query, RowPage<Row>>,
  context: GraphContext,
  info: GraphQLResolveInfo,
): Promise<Connection<Row>> {
  const window = neededWindow(request.window, selectedFields(info));
  const rows = await readListWindow(window, sourceOf(list, loader));
  return connectionOf({ ...request, window }, rows, list.order, context, info);
}

/** The connection of a window that was read. */
export function connectionOf<Row>(
  { window, cursors }: ListRequest,
  read: ListWindowRows<Decoded<Row>>,
  order: ListOrder<Row>,
  context: GraphContext,
  info: GraphQLResolveInfo,
): Connection<Row> {
  const { rows, total } = read;
  if (read.drift === 'unrepaired') context.warnings.push(driftWarning(info));
  const cursorOf = ({ position, row }: PositionedRow<Decoded<Row>>): string =>
    cursors.encode({ position, total, anchor: isFailure(row) ? null : order.anchorOf(row) });
  const cursorOfPage = ({ page, position, isCurrent }: NumberedPage) => ({
    page,
    isCurrent,
    cursor: cursors.encode({ position, total, anchor: null }),
  });
  const [first, last] = [rows[0], rows.at(-1)];
  return {
    get edges() {
      return rows.map((row) => ({ cursor: cursorOf(row), node: row.row }));
    },
    get nodes() {
      return rows.map(({ row }) => row);
    },
    get pageInfo() {
      return {
        hasNextPage: read.hasNextPage,
        hasPreviousPage: read.hasPreviousPage,
        startCursor: first ? cursorOf(first) : null,
        endCursor: last ? cursorOf(last) : null,
      };
    },
    get pageCursors() {
      const pages = pageCursors({ start: read.start, size: window.size, total });
      return {
        around: pages.around.map(cursorOfPage),
        first: pages.first && cursorOfPage(pages.first),
        last: pages.last && cursorOfPage(pages.last),
        previous: pages.previous && cursorOfPage(pages.previous),
      };
    },
    totalCount: total,
  };
}

/** Says that a window could not be found again after its list changed. */
export function driftWarning({ path }: GraphQLResolveInfo): Warning {
  const message =
    'The list changed while it was read, or so much since the cursor was made that its row could not be found again: ' +
    'rows may be missing from this window, or come a second time';
  return { code: 'CURSOR_DRIFT', message, path };
}

/** The arguments that every connection has, for the `args` of its field. */
export function windowArguments(arg: ArgBuilder<Types>): WindowArgumentFields {
  return {
    first: arg.int({
      description: `Only the first N rows after \`after\`, N from 0 to ${maxSize}. Default ${defaultSize} where \`last\` is not given.`,
    }),
    after: arg.string({ description: 'Only rows after the row of this cursor.' }),
    last: arg.int({
      description: `Only the last N rows before \`before\`, N from 0 to ${maxSize}. Works without \`before\`; not together with \`first\`.`,
    }),
    before: arg.string({ description: 'Only rows before the row of this cursor.' }),
  };
}

interface WindowArgumentFields {
  readonly first: ArgumentRef<Types, number | null | undefined>;
  readonly after: ArgumentRef<Types, string | null | undefined>;
  readonly last: ArgumentRef<Types, number | null | undefined>;
  readonly before: ArgumentRef<Types, string | null | undefined>;
}
