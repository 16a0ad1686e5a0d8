/**
 * PiktID's event stream: one connection for each credential, as long as somebody listens. Events say only that a job
 * may have changed; what it is now is read elsewhere. Deletes no notification: they are the user's, not the gateway's.
 */

import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { z } from 'zod';
import { type Clock, rest } from '#src/http/clock.ts';
import type { OperationScope } from '#src/http/exchange.ts';
import { routePath } from '#src/http/route.ts';
import type { StreamClient } from '#src/http/stream-client.ts';

/** Who wants to know about one job. */
export interface JobListener {
  readonly jobId: string;
  /** The job may have changed. */
  onHint(): void;
  /** Whether hints can be expected; false until the stream is open, and from when it fails or falls silent. */
  onLink(isUp: boolean): void;
}

export interface JobEvents {
  /** Listens until the returned function is called. All that listen with one credential share a stream. */
  listen(listener: JobListener, scope: OperationScope): () => void;
}

interface Link {
  readonly listeners: Set<JobListener>;
  isUp: boolean;
  readonly leaving: AbortController;
}

export function createJobEvents(streams: StreamClient, clock: Clock): JobEvents {
  const links = new Map<string, Link>();
  const open = (scope: OperationScope): Link => {
    const link: Link = { listeners: new Set(), isUp: false, leaving: new AbortController() };
    void keepOpen(link, { streams, clock, scope: { ...scope, signal: link.leaving.signal } });
    links.set(scope.caller, link);
    return link;
  };
  return {
    listen: (listener, scope) => {
      const link = links.get(scope.caller) ?? open(scope);
      link.listeners.add(listener);
      listener.onLink(link.isUp);
      return () => {
        link.listeners.delete(listener);
        if (link.listeners.size > 0 || links.get(scope.caller) !== link) return;
        links.delete(scope.caller);
        link.leaving.abort();
      };
    },
  };
}

interface Source {
  readonly streams: StreamClient;
  readonly clock: Clock;
  /** Its signal is aborted when nobody listens any more. */
  readonly scope: OperationScope;
}

/** Three times the keepalive of 15 seconds. */
const longestSilenceMs = 45_000;
const longestRestMs = 60_000;

/** Opens the stream again whenever it ends, later and later where it does not last. Never rejects. */
async function keepOpen(link: Link, source: Source): Promise<void> {
  const { clock, scope } = source;
  for (let useless = 0; !scope.signal.aborted; ) {
    const openedAtMs = clock.now();
    // Why a stream failed makes no difference: while there is none, reads show what is wrong.
    const hasEnded = await readStream(link, source).catch(() => false);
    setLink(link, false);
    useless = hasEnded && clock.now() - openedAtMs >= longestSilenceMs ? 0 : useless + 1;
    await rest(clock, restMs(useless, clock.random()), scope.signal);
  }
}

/**
 * Milliseconds before a stream is opened again: one second, doubled for each further one in a row that failed, fell
 * silent or was short, up to a minute. Up to half of it less by chance.
 */
export function restMs(useless: number, random: number): number {
  return Math.min(longestRestMs, 1_000 * 2 ** Math.max(0, useless - 1)) * (1 - random / 2);
}

/** Reads one stream to its end; resolves to true where the upstream ended it. */
async function readStream(link: Link, { streams, clock, scope }: Source): Promise<boolean> {
  const silence = new AbortController();
  const listen = (): (() => void) => clock.schedule(longestSilenceMs, () => silence.abort());
  const signal = AbortSignal.any([scope.signal, silence.signal]);
  const body = await streams.open(eventsRequest, { ...scope, signal });
  let cancelSilence = listen();
  try {
    const text = new TextDecoder();
    const parser = createParser({
      onEvent: (message) => pass(message, link),
      maxBufferSize: maxMessageLength,
    });
    for await (const bytes of body) {
      cancelSilence();
      cancelSilence = listen();
      // A stream begins with what was missed. One that is open and says nothing is no better than none.
      setLink(link, true);
      parser.feed(text.decode(bytes, { stream: true }));
    }
    return true;
  } finally {
    cancelSilence();
  }
}

/** GET /notifications/events: what the events of jobs are read from. */
export const eventsRequest = {
  path: routePath('/notifications/events'),
  query: [['name_list', 'batch_edit,image_result']],
  contentType: 'text/event-stream',
} as const;

/** Characters; a notification has a few hundred. */
const maxMessageLength = 1_000_000;

function setLink(link: Link, isUp: boolean): void {
  if (link.isUp === isUp) return;
  link.isUp = isUp;
  for (const listener of [...link.listeners]) listener.onLink(isUp);
}

const notification = z.object({ data: z.object({ job_id: z.string() }) });

/** What `data` holds is not documented: an event that names no job may be about any of them. */
function pass({ event, data }: EventSourceMessage, { listeners }: Link): void {
  if (event === 'backfill_complete') return;
  const jobId = jobIdOf(data);
  for (const listener of [...listeners]) if (jobId === null || jobId === listener.jobId) listener.onHint();
}

function jobIdOf(text: string): string | null {
  try {
    return notification.parse(JSON.parse(text)).data.job_id;
  } catch {
    return null;
  }
}
