/** What resolvers get: one operation's loaders, by upstream, and a place for what the client should know. */

import type { GraphQLResolveInfo } from 'graphql';
import type { Ledger } from '#src/http/ledger.ts';
import type { AcusightLoaders } from '#src/upstreams/acusight/loaders.ts';
import type { AcusightWrites } from '#src/upstreams/acusight/writes.ts';
import type { JobRow } from '#src/upstreams/piktid/contract.ts';
import type { PiktidLoaders } from '#src/upstreams/piktid/loaders.ts';
import type { ImageNeed } from '#src/upstreams/piktid/queries.ts';
import type { SartiqLoaders } from '#src/upstreams/sartiq/loaders.ts';
import type { UploadTaskRow } from '#src/upstreams/sartiq/upload-task.ts';
import type { SartiqWrites } from '#src/upstreams/sartiq/writes.ts';
import type { ListTotals } from './field-plan.ts';

/** Something that a client should know although the answer is complete. */
export interface Warning {
  readonly code: 'CURSOR_DRIFT';
  readonly message: string;
  readonly path: GraphQLResolveInfo['path'];
}

/** Objects as they change, each from its present state to its final one; null, and the end, for an unknown one. */
export interface Live {
  job(jobId: string, images: ImageNeed): AsyncIterable<JobRow | null>;
  uploadTask(taskId: string): AsyncIterable<UploadTaskRow | null>;
}

/** What one operation changes, by upstream. Nothing is sent before a change is called for, and nothing twice. */
export interface Writes {
  readonly sartiq: SartiqWrites;
  readonly acusight: AcusightWrites;
}

/** What is read within one operation, or within one event of a subscription. */
export interface Reads {
  /** What is asked of the upstreams, and how much may be: by the operation, or by an event of a subscription. */
  readonly ledger: Ledger;
  readonly piktid: PiktidLoaders;
  readonly sartiq: SartiqLoaders;
  readonly acusight: AcusightLoaders;
  /** What resolvers add here goes into `extensions.warnings` of the answer. */
  readonly warnings: Warning[];
}

export interface GraphContext extends Reads {
  readonly totals: ListTotals;
  readonly live: Live;
  readonly writes: Writes;
  /** Nothing read yet and no warnings, for the rest of the operation: it ends when the operation does. */
  readonly freshReads: () => Reads;
  /** As `freshReads`, for the next event of a subscription: its time starts anew. */
  readonly eventReads: () => Reads;
}
