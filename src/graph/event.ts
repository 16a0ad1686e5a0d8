/** What every event of a subscription begins with. */

import type { GraphContext } from './context.ts';

/**
 * Gives the event that is about to be resolved loaders that have read nothing yet: those of the operation would answer
 * from what was read for an earlier event. Call it once, where the field of the subscription resolves its event; events
 * of one subscription are resolved one after the other.
 */
export function beginEvent(context: GraphContext): void {
  Object.assign(context, context.fresh());
}
