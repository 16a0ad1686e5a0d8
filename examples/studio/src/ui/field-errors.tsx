import type { FieldErrorFragment } from '../generated/graphql.ts';

interface FieldErrorsProps {
  readonly id: string;
  readonly errors: readonly FieldErrorFragment[];
}

/** What is wrong with one field, in the backend's words, below it. */
export function FieldErrors({ id, errors }: FieldErrorsProps) {
  if (errors.length === 0) return null;
  return (
    <div id={id} className="field-errors" role="alert">
      {errors.map(({ message }) => (
        <p key={message}>{message}</p>
      ))}
    </div>
  );
}

/** Those that belong to this field of `input`; with null, those that belong to none of `fields`. */
export function errorsOf(
  errors: readonly FieldErrorFragment[],
  name: string | null,
  fields: readonly string[] = [],
): readonly FieldErrorFragment[] {
  return errors.filter(({ field }) => {
    const at = field?.[1] ?? null;
    return name === null ? at === null || !fields.includes(at) : at === name;
  });
}
