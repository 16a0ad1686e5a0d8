/** The failure of a request that did not leave the gateway: nothing happened at the upstream, and it is not to blame. */

import { UpstreamFailure, type UpstreamFailureDetails, type UpstreamName } from '#src/errors.ts';

export class NeverSent extends UpstreamFailure {
  /** @param what completes the sentence that starts with the upstream's name. */
  constructor(
    upstream: UpstreamName,
    what: string,
    details: Pick<UpstreamFailureDetails, 'retryAfterMs'> = {},
  ) {
    super('UPSTREAM_UNAVAILABLE', upstream, what, details);
  }
}
