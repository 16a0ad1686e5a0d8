/** What resolvers get: one operation's loaders, by upstream. Nothing else reaches a resolver. */

import type { AcusightLoaders } from '#src/upstreams/acusight/loaders.ts';
import type { PiktidLoaders } from '#src/upstreams/piktid/loaders.ts';
import type { SartiqLoaders } from '#src/upstreams/sartiq/loaders.ts';

export interface GraphContext {
  readonly piktid: PiktidLoaders;
  readonly sartiq: SartiqLoaders;
  readonly acusight: AcusightLoaders;
}
