/**
 * An answer of the gateway as components read it: data that throws where something is missing, and what is missing as
 * a list. Knows neither React nor any client; takes what all of them have, `data` and `errors`.
 */

import { type AnswerError, OperationRefused, toUnavailable, type Unavailable } from './failures.ts';
import { guard, missingIn } from './guard.ts';

/** An execution result, whole or as far as it has come (`@defer`). */
export interface Answer<Data> {
  readonly data?: Data | null | undefined;
  readonly errors?: readonly AnswerError[] | undefined;
}

export interface Result<Data> {
  /** Reading a field that failed throws `FieldUnavailable`. */
  readonly data: Data;
  /** What is missing in it, in the order in which the gateway said so. */
  readonly unavailable: readonly Unavailable[];
}

/** @throws {OperationRefused} if there is no data because the gateway refused the operation as a whole. */
export function takeResult<Data>({ data, errors = [] }: Answer<Data>): Result<Data> {
  if (data === null || data === undefined) throw new OperationRefused(atLeastOne(errors));
  const unavailable = errors.map(toUnavailable);
  return { data: guard(data, unavailable), unavailable };
}

/**
 * What is missing in an object of a guarded answer, or below one of its fields.
 *
 * `unavailableIn(data)` is everything, `unavailableIn(data, 'jobs')` what a panel over `data.jobs` lacks.
 */
export function unavailableIn<Value extends object>(
  value: Value,
  field?: keyof Value & string,
): readonly Unavailable[] {
  const { depth, failures } = missingIn(value);
  if (field === undefined) return failures;
  return failures.filter(({ path }) => path.length <= depth || path[depth] === field);
}

function atLeastOne(errors: readonly AnswerError[]): readonly [AnswerError, ...AnswerError[]] {
  const [first = { message: 'The answer has neither data nor errors' }, ...rest] = errors;
  return [first, ...rest];
}
