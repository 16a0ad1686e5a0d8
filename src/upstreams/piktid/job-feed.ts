/**
 * Jobs of PiktID while they run: read again whenever the event stream hints at a change, and polled where there is no
 * stream. One watch for all who watch a job with the same credential. Owns when a job is over.
 */

import type { Clock } from '#src/http/clock.ts';
import type { OperationScope } from '#src/http/exchange.ts';
import type { StartFollow } from '#src/http/follow.ts';
import { createLiveFeeds, type FeedSink, type FeedSource } from '../live-feeds.ts';
import { nextInterval } from '../poll-interval.ts';
import { createPoller, type Verdict } from '../poller.ts';
import type { JobRow } from './contract.ts';
import type { JobEvents } from './job-events.ts';
import { type ImageNeed, mergeImageNeeds, noImages } from './queries.ts';

export interface JobFeed {
  /** The states of a job up to its final one, with the images that are needed; null and the end for an unknown one. */
  watch(
    jobId: string,
    images: ImageNeed,
    scope: OperationScope,
  ): AsyncIterableIterator<JobRow | null, undefined>;
  /** Ends all watching, and what begins later at once. */
  close(): void;
}

/** Reads one job anew; null for an unknown one. */
export type ReadJob = (jobId: string, images: ImageNeed, scope: OperationScope) => Promise<JobRow | null>;

/** A job as it was read, and what was asked for with it. */
interface JobState {
  readonly row: JobRow | null;
  readonly images: ImageNeed;
}

/** A job that was just created is unknown for some seconds. */
const unknownForMs = 10_000;
/** How often a job is read although the stream is open: not every change is documented to be announced. */
const announcedIntervalMs = 60_000;

const finalWords = new Set(['completed', 'failed', 'aborted']);

export function createJobFeed(options: {
  readonly read: ReadJob;
  readonly events: JobEvents;
  /** Null where replicas share nothing. */
  readonly follow: StartFollow | null;
  readonly clock: Clock;
}): JobFeed {
  const feeds = createLiveFeeds<JobState, ImageNeed>(
    ({ row, images }, wanted) => row === null || isWithin(wanted, images),
  );
  return {
    watch: (jobId, images, scope) => {
      const key = JSON.stringify([scope.caller, jobId]);
      const start = (sink: JobSink) => startWatching({ ...options, jobId, scope, sink });
      return mapIterator(feeds.subscribe({ key, start }, images, scope.signal), ({ row }) => row);
    },
    close: feeds.close,
  };
}

type JobSink = FeedSink<JobState, ImageNeed>;

interface Watch {
  readonly read: ReadJob;
  readonly events: JobEvents;
  readonly follow: StartFollow | null;
  readonly clock: Clock;
  readonly jobId: string;
  readonly scope: OperationScope;
  readonly sink: JobSink;
}

function startWatching({
  read,
  events,
  follow: startFollow,
  clock,
  jobId,
  scope,
  sink,
}: Watch): FeedSource<ImageNeed> {
  let isAnnounced = false;
  /** Never less than before, so that somebody's leaving is no change of the job. */
  let images = noImages;
  const judge = createJudge(sink, clock);
  const follow = startFollow?.(() => poller.trigger());
  const poller = createPoller<JobState>({
    clock,
    read: async (signal) => {
      const asked = sink.interests().reduce(mergeImageNeeds, images);
      images = asked;
      return {
        row: await read(jobId, asked, { ...scope, signal, ...(follow && { follow }) }),
        images: asked,
      };
    },
    onRow: judge.onRow,
    onFailure: sink.end,
    interval: (state) => {
      // Nothing is announced of a job that is not known yet, and it may be known any moment.
      const isKnown = judge.isKnown();
      if (isAnnounced && isKnown && state.failed === 0) return announcedIntervalMs;
      const unchanged = isKnown ? state.unchanged : Math.min(1, state.unchanged);
      return nextInterval({ ...state, unchanged }, clock.random());
    },
  });
  const onHint = (): void => {
    follow?.changed();
    poller.trigger();
  };
  const onLink = (isUp: boolean): void => {
    const hasTurned = isAnnounced !== isUp;
    isAnnounced = isUp;
    // Other clients may have deleted what the stream would replay, so what was missed is read.
    if (hasTurned) onHint();
  };
  const unlisten = events.listen({ jobId, onHint, onLink }, scope);
  return {
    joined: (wanted) => {
      if (!isWithin(wanted, images)) poller.trigger();
    },
    stop: () => {
      unlisten();
      follow?.stop();
      poller.stop();
    },
  };
}

/** Says what a read of a job means, and passes on what is new. */
function createJudge(
  sink: JobSink,
  clock: Clock,
): { onRow(state: JobState): Verdict /** Whether the job was ever seen. */; isKnown(): boolean } {
  const startedAtMs = clock.now();
  let latest: string | null = null;
  return {
    isKnown: () => latest !== null,
    onRow: (state) => {
      const { row } = state;
      if (row === null && latest === null && clock.now() - startedAtMs < unknownForMs) return 'unchanged';
      const seen = visibleState(state);
      const hasMoved = seen !== latest;
      latest = seen;
      if (hasMoved) sink.publish(state);
      if (row !== null && !finalWords.has(row.jobStatus)) return hasMoved ? 'moved' : 'unchanged';
      sink.end();
      return 'over';
    },
  };
}

function isWithin(wanted: ImageNeed, given: ImageNeed): boolean {
  if (wanted.count === 0) return true;
  const both = mergeImageNeeds(given, wanted);
  return both.count === given.count && both.order === given.order;
}

/** Equal for reads that show the same: links are signed anew with every read. */
function visibleState(state: JobState): string {
  return JSON.stringify(state, (name, value: unknown) =>
    typeof value === 'string' && (name === 'fullSize' || name === 'thumbnail') ? 'a link' : value,
  );
}

function mapIterator<From, To>(
  states: AsyncIterableIterator<From, undefined>,
  map: (state: From) => To,
): AsyncIterableIterator<To, undefined> {
  const mapped: AsyncIterableIterator<To, undefined> = {
    next: async () => {
      const result = await states.next();
      return result.done ? { done: true, value: undefined } : { done: false, value: map(result.value) };
    },
    return: async () => {
      await states.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => mapped,
  };
  return mapped;
}
