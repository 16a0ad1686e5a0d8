/** The failure of a request that did not leave the gateway: nothing happened at the upstream, and it is not to blame. */

import { UpstreamFailure, type UpstreamFailureDetails, type UpstreamName } from '#src/errors.ts';
import type { Holder } from './events.ts';

interface NeverSentDetails extends Pick<UpstreamFailureDetails, 'retryAfterMs'> {
  /** Which policy held it back; not for clients. */
  readonly heldBy?: Holder;
}

export class NeverSent extends UpstreamFailure {
  readonly heldBy: Holder | undefined;

  /** @param what completes the sentence that starts with the upstream's name. */
  constructor(upstream: UpstreamName, what: string, { heldBy, ...details }: NeverSentDetails = {}) {
    super('UPSTREAM_UNAVAILABLE', upstream, what, details);
    this.heldBy = heldBy;
  }
}
