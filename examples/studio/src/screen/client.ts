/** How the page asks the gateway. Owns which header carries which credential. */

import type { Client } from 'urql';
import { createGatewayClient } from '#client/react.ts';
import { upstreamNames } from '../ui/upstreams.ts';
import type { Credentials } from './credentials.tsx';

export function createClient(credentials: Credentials): Client {
  return createGatewayClient({ url: '/graphql', headers: headersOf(credentials) });
}

/** What is empty is not sent: the gateway has credentials of its own, or says that it needs one. */
function headersOf({ gatewayKey, tokens }: Credentials): Record<string, string> {
  const named = upstreamNames.map((name) => [`x-${name}-token`, tokens[name].trim()] as const);
  return {
    ...Object.fromEntries(named.filter(([, token]) => token !== '')),
    ...(gatewayKey.trim() === '' ? {} : { authorization: `Bearer ${gatewayKey.trim()}` }),
  };
}
