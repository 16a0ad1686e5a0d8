/** What urql answers, read as this package reads it. The only place that knows how urql tells errors. */

import type { CombinedError } from 'urql';
import {
  type AnswerError,
  GatewayUnreachable,
  type OperationFailure,
  OperationRefused,
  type Unavailable,
} from '../failures.ts';
import { type Result, takeResult } from '../result.ts';

/** Either the data of an answer or why there is none; neither before there is an answer. */
export interface Read<Data> {
  readonly data: Data | undefined;
  readonly unavailable: readonly Unavailable[];
  readonly error: OperationFailure | null;
}

export function readAnswer<Data>(
  data: Data | null | undefined,
  error: CombinedError | undefined,
): Read<Data> {
  if (!data && !error) return { data: undefined, unavailable: [], error: null };
  try {
    return { ...takeAnswer(data, error), error: null };
  } catch (failure) {
    if (!(failure instanceof OperationRefused || failure instanceof GatewayUnreachable)) throw failure;
    return { data: undefined, unavailable: [], error: failure };
  }
}

/** @throws {OperationFailure} if there is no data. */
export function takeAnswer<Data>(
  data: Data | null | undefined,
  error: CombinedError | undefined,
): Result<Data> {
  if (error?.networkError)
    throw new GatewayUnreachable(error.networkError.message, { cause: error.networkError });
  return takeResult({ data, errors: error?.graphQLErrors as readonly AnswerError[] | undefined });
}
