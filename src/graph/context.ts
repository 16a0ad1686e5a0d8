/** What resolvers get: one operation's loaders, by upstream, and a place for what the client should know. */

import type { GraphQLResolveInfo } from 'graphql';
import type { AcusightLoaders } from '#src/upstreams/acusight/loaders.ts';
import type { PiktidLoaders } from '#src/upstreams/piktid/loaders.ts';
import type { SartiqLoaders } from '#src/upstreams/sartiq/loaders.ts';

/** Something that a client should know although the answer is complete. */
export interface Warning {
  readonly code: 'CURSOR_DRIFT';
  readonly message: string;
  readonly path: GraphQLResolveInfo['path'];
}

export interface GraphContext {
  readonly piktid: PiktidLoaders;
  readonly sartiq: SartiqLoaders;
  readonly acusight: AcusightLoaders;
  /** What resolvers add here goes into `extensions.warnings` of the answer. */
  readonly warnings: Warning[];
}
