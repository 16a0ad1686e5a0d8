/** The environment of a gateway that stands on the simulators. Knows its names and nothing else of a gateway. */

import { type SimulatedUser, tokenOf } from './simulator.ts';
import type { SimulatorName } from './start.ts';

type Addresses = Readonly<Record<SimulatorName, { readonly url: string }>>;

/**
 * Where the simulators are and, with a user, the tokens of that user for everybody.
 *
 * @param user null where callers bring tokens of their own
 */
export function gatewayEnvironment(
  { piktid, sartiq, acusight }: Addresses,
  user: SimulatedUser | null,
): Readonly<Record<string, string>> {
  const urls = { PIKTID_URL: piktid.url, SARTIQ_URL: sartiq.url, ACUSIGHT_URL: acusight.url };
  if (user === null) return urls;
  return {
    ...urls,
    PIKTID_TOKEN: tokenOf('piktid', user),
    SARTIQ_TOKEN: tokenOf('sartiq', user),
    ACUSIGHT_TOKEN: tokenOf('acusight', user),
    GATEWAY_ANONYMOUS: 'allow',
  };
}
