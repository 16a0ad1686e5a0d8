/** Adds an upstream's bearer token to a request. A request without a credential never leaves the gateway. */

import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import type { Credential } from './exchange.ts';

/** The `authorization` header's value; rejects with `UNAUTHENTICATED` where there is no credential. */
export async function authorizationOf(credential: Credential, upstream: UpstreamName): Promise<string> {
  switch (credential.kind) {
    case 'service':
      return `Bearer ${await credential.token()}`;
    case 'caller':
      return `Bearer ${credential.token}`;
    case 'none':
      throw new UpstreamFailure('UNAUTHENTICATED', upstream, credential.why);
  }
}
