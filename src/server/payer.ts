/** Who pays for an operation's requests to an upstream. Pure. */

import type { Incoming } from './incoming.ts';

/**
 * The caller's own token for that upstream, where it is passed through; otherwise who the gate knows; otherwise the place in
 * the network. Tokens that are sent but not used say nothing: a new one could be made up for every request.
 *
 * @param credential of the operation at that upstream: `service`, `none`, or a hash of the caller's token
 */
export function payerOf(
  credential: string,
  { caller, network }: Pick<Incoming, 'caller' | 'network'>,
): string {
  if (credential !== 'service' && credential !== 'none') return `token:${credential.slice(0, 16)}`;
  const isKnown = caller !== null && !caller.id.startsWith('tokens:');
  return isKnown ? caller.id : (network?.id ?? 'unknown');
}
