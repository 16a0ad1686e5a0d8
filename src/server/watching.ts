/** What subscriptions watch, for all operations together. Owns its end; how something is watched is its upstream's. */

import type { Live } from '#src/graph/context.ts';
import type { OperationScope } from '#src/http/exchange.ts';
import type { JobFeed } from '#src/upstreams/piktid/job-feed.ts';
import type { UploadTaskFeed } from '#src/upstreams/sartiq/upload-task-feed.ts';
import { type Operation, watchingOf } from './operation.ts';

export interface Watching {
  /** What the caller of this operation may watch. */
  liveFor(operation: Operation): Live;
  /** Ends every subscription as if what it watches were over, and those that come later at once. */
  end(): void;
}

type ScopeOf = (operation: Operation) => OperationScope;

export function createWatching(options: {
  readonly piktid: { readonly jobs: JobFeed; readonly scopeFor: ScopeOf };
  readonly sartiq: { readonly uploadTasks: UploadTaskFeed; readonly scopeFor: ScopeOf };
}): Watching {
  const { piktid, sartiq } = options;
  return {
    liveFor: (operation) => ({
      job: (jobId, images) => piktid.jobs.watch(jobId, images, piktid.scopeFor(watchingOf(operation))),
      uploadTask: (taskId) => sartiq.uploadTasks.watch(taskId, sartiq.scopeFor(watchingOf(operation))),
    }),
    end: () => {
      piktid.jobs.close();
      sartiq.uploadTasks.close();
    },
  };
}
