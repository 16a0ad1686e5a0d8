import { useEffect, useRef } from 'react';

interface MoreProps {
  /** Asks for the next rows; called when the end of the list comes near. */
  readonly onMore: () => void;
  readonly label: string;
}

/** The end of a list that goes on: asks for more before it is reached, and is a button for whoever gets there first. */
export function More({ onMore, label }: MoreProps) {
  const button = useRef<HTMLButtonElement>(null);
  const ask = useRef(onMore);
  useEffect(() => {
    ask.current = onMore;
  });
  useEffect(() => {
    const element = button.current;
    if (element === null) return;
    const watcher = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) ask.current();
      },
      { root: element.closest('.board-body'), rootMargin: '300px 0px' },
    );
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  return (
    <button ref={button} type="button" className="button more" onClick={onMore}>
      {label}
    </button>
  );
}
