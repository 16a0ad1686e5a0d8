/** What stands where something is being read: shapes of what will come, and a word for who cannot see them. */
export function Skeleton({ label, className, count }: SkeletonProps) {
  return (
    <div className={className}>
      <span className="visually-hidden" role="status">
        {label}
      </span>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <div className="skeleton" key={index} aria-hidden="true" />
      ))}
    </div>
  );
}

interface SkeletonProps {
  /** For example `Loading the gallery`. */
  readonly label: string;
  readonly className: string;
  readonly count: number;
}
