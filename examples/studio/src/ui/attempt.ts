/** A change, as a form meets it: done, or a trouble to tell the person about. */

import { FieldUnavailable, GatewayUnreachable, OperationRefused } from '#client/index.ts';
import type { Trouble } from './trouble.ts';
import { troubleOf } from './trouble-of.ts';

export type Attempt<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'failed'; readonly trouble: Trouble };

/** @param change runs it and reads what it needs of the answer */
export async function attempt<Value>(change: () => Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { kind: 'done', value: await change() };
  } catch (error) {
    const isKnown =
      error instanceof FieldUnavailable ||
      error instanceof OperationRefused ||
      error instanceof GatewayUnreachable;
    if (!isKnown) throw error;
    return { kind: 'failed', trouble: troubleOf(error) };
  }
}
