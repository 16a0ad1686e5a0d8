import { type ReactNode, useId } from 'react';

interface BoardProps {
  readonly name: 'gallery' | 'set-designs' | 'dataset';
  readonly title: string;
  /** How much there is, beside the title; null while it is not known. */
  readonly count: string | null;
  readonly isBusy: boolean;
  readonly tools?: ReactNode;
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of one of the page's three parts, with a scroll area of its own. */
export function Board({ name, title, count, isBusy, tools, footer, children }: BoardProps) {
  const titleId = useId();
  return (
    <section className={`board board-${name}`} aria-labelledby={titleId} aria-busy={isBusy}>
      <header className="board-head">
        <div className="board-title">
          <h2 id={titleId}>{title}</h2>
          {count !== null && <span className="board-count">{count}</span>}
        </div>
        {tools}
      </header>
      <div className="board-body" id={name}>
        {children}
      </div>
      {footer}
    </section>
  );
}
