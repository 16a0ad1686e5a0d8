/** Components on a page that is connected to a gateway, as a frontend has them. */

import { configure, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { Provider } from 'urql';
import { createGatewayClient, type GatewayClientOptions } from '#client/react.ts';

configure({ asyncUtilTimeout: 20_000 });

export interface Shown {
  /** What error boundaries have caught, in order. */
  readonly caught: readonly unknown[];
}

export function show(
  gateway: { readonly url: string },
  page: ReactNode,
  options: Omit<GatewayClientOptions, 'url'> = {},
): Shown {
  const client = createGatewayClient({ url: `${gateway.url}/graphql`, ...options });
  const caught: unknown[] = [];
  render(<Provider value={client}>{page}</Provider>, {
    onCaughtError: (error) => void caught.push(error),
    reactStrictMode: true,
  });
  return { caught };
}
