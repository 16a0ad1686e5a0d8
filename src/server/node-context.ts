/** What the server hands to Yoga's plugins with a request, beside what Yoga knows of it. Owns the type only. */

import type { IncomingMessage } from 'node:http';
import type { Incoming } from './incoming.ts';
import type { Work } from './load-shedding.ts';
import type { RequestBody } from './request-body.ts';

/** What `yoga.handle(request, response)` makes known to plugins. */
export interface NodeContext {
  readonly req: IncomingMessage;
  readonly incoming: Incoming;
  readonly work: Work;
  readonly body: RequestBody;
}
