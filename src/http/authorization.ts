/** Chooses the bearer token of a request. A request without a credential never leaves the gateway. */

import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import type { Credential, Method } from './exchange.ts';
import { NeverSent } from './never-sent.ts';

/** What can stand behind `Bearer`: one word of visible ASCII. */
export const bareToken = /^[\x21-\x7e]+$/;

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
      return await tokenInTime(credential.token(), upstream, signal);
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

/** A token is obtained for many requests together; one that has to leave leaves the others alone. */
async function tokenInTime(
  token: Promise<string>,
  upstream: UpstreamName,
  signal: AbortSignal,
): Promise<string> {
  const { promise, reject } = Promise.withResolvers<never>();
  const leave = (): void => reject(new NeverSent(upstream, 'gave the gateway no token in time'));
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave);
  try {
    return await Promise.race([token, promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
