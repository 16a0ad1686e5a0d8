/** What the graph loads from Sartiq in one operation: pages and single objects, each asked at most once. */

import type { OperationScope } from '#src/http/exchange.ts';
import { createQueryLoader, type QueryLoader } from '../query-loader.ts';
import type { RowPage } from '../row-page.ts';
import type { SartiqClient, SetDesignKey } from './client.ts';
import type { SetDesignRow } from './contract.ts';
import type { SetDesignPageQuery } from './queries.ts';

export interface SartiqLoaders {
  readonly setDesignPage: QueryLoader<SetDesignPageQuery, RowPage<SetDesignRow>>;
  /** A set design by its id; null for an unknown one. */
  readonly setDesign: QueryLoader<SetDesignKey, SetDesignRow | null>;
}

export function createSartiqLoaders(client: SartiqClient, scope: OperationScope): SartiqLoaders {
  return {
    setDesignPage: createQueryLoader({ read: (query) => client.setDesignPage(query, scope) }),
    setDesign: createQueryLoader({ read: (key) => client.setDesign(key, scope) }),
  };
}
