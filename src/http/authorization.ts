/** Chooses the bearer token of a request. A request without a credential never leaves the gateway. */

import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import type { Credential } from './exchange.ts';

/** The bearer token; rejects with `UNAUTHENTICATED` where there is no credential. */
export async function bearerTokenOf(credential: Credential, upstream: UpstreamName): Promise<string> {
  switch (credential.kind) {
    case 'service':
      return await credential.token();
    case 'caller':
      return credential.token;
    case 'none':
      throw new UpstreamFailure('UNAUTHENTICATED', upstream, credential.why);
  }
}
