/** Numbered pages beside a connection's window. What they are is decided in `src/pagination/page-cursors.ts`. */

import { builder } from './builder.ts';

interface PageCursor {
  readonly cursor: string;
  readonly page: number;
  readonly isCurrent: boolean;
}

export interface PageCursors {
  readonly around: readonly PageCursor[];
  readonly first: PageCursor | null;
  readonly last: PageCursor | null;
  readonly previous: PageCursor | null;
}

const PageCursorRef = builder.objectRef<PageCursor>('PageCursor').implement({
  description: 'A numbered page of a connection.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', {
      nullable: false,
      description: 'Pass it as `after`, with the same `first`, for the rows of this page.',
    }),
    page: t.exposeInt('page', { nullable: false, description: 'Number of the page, from 1.' }),
    isCurrent: t.exposeBoolean('isCurrent', {
      nullable: false,
      description: "Whether it is the page of this window's first row.",
    }),
  }),
});

export const PageCursorsRef = builder.objectRef<PageCursors>('PageCursors').implement({
  description: 'Numbered pages around a window.',
  fields: (t) => ({
    around: t.field({
      type: [PageCursorRef],
      nullable: false,
      description: 'Up to five pages in a row, the current one among them. Empty for an empty list.',
      resolve: (pages) => pages.around,
    }),
    first: t.field({
      type: PageCursorRef,
      description: 'The first page; null where `around` has it.',
      resolve: (pages) => pages.first,
    }),
    last: t.field({
      type: PageCursorRef,
      description: 'The last page; null where `around` has it.',
      resolve: (pages) => pages.last,
    }),
    previous: t.field({
      type: PageCursorRef,
      description: 'The page before the current one; null on the first.',
      resolve: (pages) => pages.previous,
    }),
  }),
});
