/** Chooses the bearer token of a request. A request without a credential never leaves the gateway. */

import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import type { Credential, Method } from './exchange.ts';

/** What can stand behind `Bearer`: one word of visible ASCII. */
export const bareToken = /^[\x21-\x7e]+$/;

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

/**
 * Sends with the value of an `Authorization` header. A read that the upstream refuses (401) is sent once more where the
 * gateway's own account has another token by then.
 */
export async function sendAuthorized<Answer extends { readonly status: number }>(
  request: {
    readonly upstream: UpstreamName;
    readonly credential: Credential;
    readonly method: Method;
  },
  send: (authorization: string) => Promise<Answer>,
): Promise<Answer> {
  const { upstream, credential, method } = request;
  const token = await bearerTokenOf(credential, upstream);
  const answer = await send(`Bearer ${token}`);
  if (answer.status !== 401 || credential.kind !== 'service') return answer;
  credential.refused(token);
  const another = method === 'GET' ? await credential.token() : token;
  return another === token ? answer : send(`Bearer ${another}`);
}
