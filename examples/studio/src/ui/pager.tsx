import { type FragmentRef, partOf } from '#client/index.ts';
import { NumberedPageFragmentDoc, PagerCursorsFragmentDoc } from '../generated/graphql.ts';
import { Icon } from './icons.tsx';
import { numberText } from './words.ts';

interface PagerProps {
  /** What is paged, for example `Set designs`. */
  readonly label: string;
  readonly cursors: FragmentRef<typeof PagerCursorsFragmentDoc>;
  readonly onPage: (after: string) => void;
}

/** Numbered pages, as the connection offers them. */
export function Pager({ label, cursors, onPage }: PagerProps) {
  const { previous, first, around, last } = partOf(PagerCursorsFragmentDoc, cursors);
  const pages = around.map((page) => partOf(NumberedPageFragmentDoc, page));
  if (pages.length < 2) return null;
  const current = pages.findIndex((page) => page.isCurrent);
  const before = partOf(NumberedPageFragmentDoc, previous);
  const next = pages[current + 1];
  const [start, end] = [first, last].map((page) => partOf(NumberedPageFragmentDoc, page));
  const numbered = (page: (typeof pages)[number]) => (
    <li key={page.page}>
      <button
        type="button"
        className="page"
        aria-current={page.isCurrent ? 'page' : undefined}
        aria-label={`Page ${page.page}`}
        onClick={() => onPage(page.cursor)}
      >
        {numberText(page.page)}
      </button>
    </li>
  );
  return (
    <nav className="pager" aria-label={`Pages of ${label}`}>
      <button
        type="button"
        className="page"
        aria-label="Previous page"
        disabled={!before}
        onClick={() => before && onPage(before.cursor)}
      >
        <Icon name="back" />
      </button>
      <ol>
        {start && numbered(start)}
        {start && <li aria-hidden="true">…</li>}
        {pages.map(numbered)}
        {end && <li aria-hidden="true">…</li>}
        {end && numbered(end)}
      </ol>
      <button
        type="button"
        className="page"
        aria-label="Next page"
        disabled={!next}
        onClick={() => next && onPage(next.cursor)}
      >
        <Icon name="forward" />
      </button>
    </nav>
  );
}
