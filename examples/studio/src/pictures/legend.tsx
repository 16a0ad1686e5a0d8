import type { RegionFragment } from '../generated/graphql.ts';
import { classColor, nameless } from './class-colors.ts';

/** How many regions each class has, the most frequent first. */
export function countClasses(regions: readonly Pick<RegionFragment, 'classValue'>[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { classValue } of regions) {
    const name = classValue ?? nameless;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return new Map([...counts].sort(([, left], [, right]) => right - left));
}

interface LegendProps {
  readonly label: string;
  readonly counts: ReadonlyMap<string, number>;
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (name: string) => void;
}

/** The classes with their colours; each can be switched off. */
export function Legend({ label, counts, hidden, onToggle }: LegendProps) {
  if (counts.size === 0) return null;
  return (
    <ul className="legend" aria-label={label}>
      {[...counts].map(([name, count]) => (
        <li key={name}>
          <button
            type="button"
            className="chip"
            aria-pressed={!hidden.has(name)}
            onClick={() => onToggle(name)}
          >
            <span className="swatch" style={{ background: classColor(name) }} />
            {name}
            <span className="chip-count">{count}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
