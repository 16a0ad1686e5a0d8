import { type ReactNode, useId } from 'react';
import type { FieldErrorFragment } from '../generated/graphql.ts';
import { FieldErrors } from './field-errors.tsx';

/** What a control needs to belong to its label and its errors. */
export interface FieldControl {
  readonly id: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
}

interface FieldProps {
  readonly label: string;
  readonly errors: readonly FieldErrorFragment[];
  readonly children: (control: FieldControl) => ReactNode;
}

/** A control with its label above it, and below it what is wrong with its value. */
export function Field({ label, errors, children }: FieldProps) {
  const [id, errorsId] = [useId(), useId()];
  const isInvalid = errors.length > 0;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-invalid': isInvalid,
        'aria-describedby': isInvalid ? errorsId : undefined,
      })}
      <FieldErrors id={errorsId} errors={errors} />
    </div>
  );
}
