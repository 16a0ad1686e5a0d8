/** Chooses the bearer token of a request. A request without a credential never leaves the gateway. */

import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import type { Credential, Method, UpstreamRequest } from './exchange.ts';
import { NeverSent } from './never-sent.ts';
import { unlessAborted } from './unless-aborted.ts';

/** What can stand behind `Bearer`: one word of visible ASCII. */
export const bareToken = /^[\x21-\x7e]+$/;

/** A request that waits for its token. */
export interface Unauthorized extends UpstreamRequest {
  readonly credential: Credential;
}

/**
 * The bearer token; rejects with `UNAUTHENTICATED` where there is no credential, and with `NeverSent` where the signal is
 * aborted before there is a token.
 */
export async function bearerTokenOf(
  credential: Credential,
  upstream: UpstreamName,
  signal: AbortSignal,
): Promise<string> {
  switch (credential.kind) {
    case 'service':
      // A token is obtained for many requests together; one that has to leave leaves the others alone.
      return await unlessAborted(
        credential.token(),
        signal,
        () => new NeverSent(upstream, 'gave the gateway no token in time'),
      );
    case 'caller':
      return credential.token;
    case 'none':
      throw new UpstreamFailure('UNAUTHENTICATED', upstream, credential.why);
  }
}

/**
 * Sends with the value of an `Authorization` header. A read that the upstream refuses (401) is sent once more where the
 * gateway's own account has another token by then.
 */
export async function sendAuthorized<Answer extends { readonly status: number }>(
  request: {
    readonly upstream: UpstreamName;
    readonly credential: Credential;
    readonly method: Method;
    readonly signal: AbortSignal;
  },
  send: (authorization: string) => Promise<Answer>,
): Promise<Answer> {
  const { upstream, credential, method, signal } = request;
  const token = await bearerTokenOf(credential, upstream, signal);
  const answer = await send(`Bearer ${token}`);
  if (answer.status !== 401 || credential.kind !== 'service') return answer;
  credential.refused(token);
  const another = method === 'GET' ? await bearerTokenOf(credential, upstream, signal) : token;
  return another === token ? answer : send(`Bearer ${another}`);
}
