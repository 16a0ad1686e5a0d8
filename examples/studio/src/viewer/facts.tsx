interface FactsProps {
  readonly title: string;
  /** Label and text; what is null is left out. */
  readonly facts: Readonly<Record<string, string | null>>;
}

/** The file's name and what is known of it. */
export function Facts({ title, facts }: FactsProps) {
  return (
    <div className="facts">
      <p className="facts-title">{title}</p>
      <dl>
        {Object.entries(facts)
          .filter(([, text]) => text !== null && text !== '')
          .map(([label, text]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{text}</dd>
            </div>
          ))}
      </dl>
    </div>
  );
}
