/**
 * Upload tasks of Sartiq while they run. Sartiq tells nobody anything, so a task is polled: once for all who watch it
 * with the same credential, here and at other replicas. Owns when a task is over; intervals are `poll-interval.ts`'s.
 */

import { isDeepStrictEqual } from 'node:util';
import { UpstreamFailure } from '#src/errors.ts';
import type { Clock } from '#src/http/clock.ts';
import type { OperationScope } from '#src/http/exchange.ts';
import type { StartFollow } from '#src/http/follow.ts';
import { createLiveFeeds, type FeedSink, type FeedSource } from '../live-feeds.ts';
import { nextInterval } from '../poll-interval.ts';
import { createPoller, type Verdict } from '../poller.ts';
import type { SartiqClient } from './client.ts';
import type { UploadTaskRow } from './upload-task.ts';

export interface UploadTaskFeed {
  /** The states of a task up to its final one; null and the end for an unknown one. */
  watch(taskId: string, scope: OperationScope): AsyncIterableIterator<UploadTaskRow | null, undefined>;
  /** Ends all watching, and what begins later at once. */
  close(): void;
}

/** How long a task may stand still before watching it is given up. */
const longestStandstillMs = 20 * 60_000;

/** @param options.follow null where replicas share nothing */
export function createUploadTaskFeed(
  client: Pick<SartiqClient, 'uploadTask'>,
  options: { readonly clock: Clock; readonly follow: StartFollow | null },
): UploadTaskFeed {
  const feeds = createLiveFeeds<UploadTaskRow | null, null>(() => true);
  return {
    watch: (taskId, scope) => {
      const read: ReadTask = async (reading) => {
        const row = await client.uploadTask(taskId, { ...scope, ...reading });
        if (row instanceof UpstreamFailure) throw row;
        return row;
      };
      const key = JSON.stringify([scope.caller, taskId]);
      return feeds.subscribe({ key, start: (sink) => startPolling(read, sink, options) }, null, scope.signal);
    },
    close: feeds.close,
  };
}

type ReadTask = (reading: Pick<OperationScope, 'signal' | 'follow'>) => Promise<UploadTaskRow | null>;

function startPolling(
  read: ReadTask,
  sink: FeedSink<UploadTaskRow | null, null>,
  { clock, follow: startFollow }: { readonly clock: Clock; readonly follow: StartFollow | null },
): FeedSource<null> {
  const follow = startFollow?.(() => poller.trigger());
  let latest: UploadTaskRow | null = null;
  let movedAtMs = clock.now();
  const onRow = (row: UploadTaskRow | null): Verdict => {
    const hasMoved = !isDeepStrictEqual(row, latest);
    if (hasMoved || row === null) sink.publish(row);
    if (row === null || isOver(row)) {
      sink.end();
      return 'over';
    }
    if (hasMoved) movedAtMs = clock.now();
    else if (clock.now() - movedAtMs >= longestStandstillMs) {
      sink.end(
        new UpstreamFailure('UPSTREAM_TIMEOUT', 'sartiq', 'did not move the upload task for 20 minutes'),
      );
      return 'over';
    }
    latest = row;
    return hasMoved ? 'moved' : 'unchanged';
  };
  const poller = createPoller({
    clock,
    read: (signal) => read({ signal, ...(follow && { follow }) }),
    onRow,
    onFailure: sink.end,
    interval: (state) => nextInterval(state, clock.random()),
  });
  return {
    joined: () => {},
    stop: () => {
      follow?.stop();
      poller.stop();
    },
  };
}

/** Words are an open set: one that is new is final where the task says when it was completed. */
function isOver({ status, completedAt }: Pick<UploadTaskRow, 'status' | 'completedAt'>): boolean {
  return status === 'COMPLETED' || status === 'FAILED' || completedAt !== null;
}
