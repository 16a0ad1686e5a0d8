/**
 * Loaders that have read nothing yet, for what begins anew within one operation: those of the operation would answer from
 * what was read for an earlier event, or before a change.
 */

import type { GraphContext } from './context.ts';

/**
 * For the next event of a subscription. Call it once, where the root field resolves the event; events of one
 * subscription are resolved one after the other.
 */
export function beginEvent(context: GraphContext): void {
  Object.assign(context, context.eventReads());
}

/** For what is read after a change; root fields of a mutation are resolved one after the other. */
export function forgetReads(context: GraphContext): void {
  const { warnings } = context;
  Object.assign(context, context.freshReads(), { warnings });
}
