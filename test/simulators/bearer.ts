/** Reads bearer tokens of the simulated people. Which answer a missing token gets is each backend's own matter. */

import { type SimulatedUser, simulatedUsers, tokenOf } from './simulator.ts';

/** The token of `Authorization: Bearer ...`, or null. */
export function readBearer(headers: Readonly<Record<string, string | undefined>>): string | null {
  return /^bearer +(\S+) *$/i.exec(headers['authorization'] ?? '')?.[1] ?? null;
}

/** The person that a token belongs to at this backend; another backend's token belongs to nobody. */
export function userOfToken(
  upstream: 'piktid' | 'sartiq' | 'acusight',
  token: string | null,
): SimulatedUser | null {
  return simulatedUsers.find((user) => tokenOf(upstream, user) === token) ?? null;
}
