/**
 * Which credential each upstream gets for an operation: the gateway's own account where it has one, otherwise the
 * token that the caller sent for exactly that upstream. Keeps no caller's token.
 */

import { createHash } from 'node:crypto';
import type { UpstreamConfig } from '#src/config/upstreams.ts';
import type { UpstreamName } from '#src/errors.ts';
import { bareToken } from '#src/http/authorization.ts';
import type { Credential } from '#src/http/exchange.ts';

/** Reads the credential for one upstream from a request's headers. */
export type CredentialSource = (headers: Headers) => Credential;

/** Text that tells callers apart without being their token. */
export function callerOf(credential: Credential): string {
  if (credential.kind !== 'caller') return credential.kind;
  return createHash('sha256').update(credential.token).digest('base64url');
}

/** @param login gives tokens for an account with user name and password */
export function createCredentialSource(
  upstream: UpstreamName,
  account: UpstreamConfig['account'],
  login: (account: { readonly username: string; readonly password: string }) => TokenSource,
): CredentialSource {
  if (account === null) return (headers) => callerCredential(upstream, headers);
  const source = account.kind === 'token' ? fixedToken(account.token) : login(account);
  const credential: Credential = { kind: 'service', ...source };
  return () => credential;
}

/** Where the tokens of a service account come from. */
type TokenSource = Pick<Credential & { readonly kind: 'service' }, 'token' | 'refused'>;

/** Nothing can be done about a configured token that is refused, but to say so to every caller. */
function fixedToken(token: string): TokenSource {
  return { token: async () => token, refused: () => {} };
}

/** What is no bare token could not be sent on as it is. */
function callerCredential(upstream: UpstreamName, headers: Headers): Credential {
  const header = `x-${upstream}-token`;
  const token = headers.get(header);
  if (!token) return { kind: 'none', why: `needs a token: send it as the header ${header}` };
  if (bareToken.test(token)) return { kind: 'caller', token };
  return { kind: 'none', why: `needs a bare token in the header ${header}: one word, without \`Bearer\`` };
}
