/** Answers the notification routes: the event stream, the poll and the deletion (P-17). */

import type { Answer, StreamSink, UserRequest } from '#test/simulators/kit-types.ts';
import type { PiktidContext } from './piktid-context.ts';
import { emptyAnswer, invalidRequest, parseInteger } from './piktid-query.ts';
import type { PiktidNotificationRow } from './piktid-rows.ts';

const replayMs = 600_000;
const keepaliveMs = 15_000;

/** Which events a client wants; null means all. */
interface EventFilter {
  readonly jobIds: readonly string[] | null;
  readonly names: readonly string[] | null;
}

function fitsEvent({ jobIds, names }: EventFilter, { name, data }: PiktidNotificationRow): boolean {
  const jobId = data['job_id'];
  if (jobIds !== null && !(typeof jobId === 'string' && jobIds.includes(jobId))) return false;
  return names === null || names.includes(name);
}

/** One value or a comma list. */
function readList(text: string | null): readonly string[] | null {
  const parts = (text ?? '').split(',').map((part) => part.trim());
  const named = parts.filter((part) => part !== '');
  return named.length === 0 ? null : named;
}

/** What is replayed: younger than ten minutes and not deleted, oldest first. */
function replayable(
  context: PiktidContext,
  request: UserRequest,
  filter: EventFilter,
): PiktidNotificationRow[] {
  const sinceSeconds = (context.now() - replayMs) / 1000;
  return context.data.notifications.filter(
    (row) => row.owner === request.user && row.timestamp > sinceSeconds && fitsEvent(filter, row),
  );
}

function toNotification({ id, name, data, timestamp }: PiktidNotificationRow): Record<string, unknown> {
  return { id, name, data, timestamp };
}

/** GET /notifications/events: backfill, backfill_complete, live messages, a keepalive every 15 seconds. */
export function answerEvents(context: PiktidContext, request: UserRequest): Answer {
  const filter = {
    jobIds: readList(request.query.get('id_task')),
    names: readList(request.query.get('name_list')),
  };
  const open = (sink: StreamSink): void => {
    for (const row of replayable(context, request, filter))
      sink.write(toMessage('backfill', toNotification(row)));
    sink.write(toMessage('backfill_complete', {}));
    const unsubscribe = context.runner.subscribe((row) => {
      if (row.owner === request.user && fitsEvent(filter, row))
        sink.write(toMessage(null, toNotification(row)));
    });
    const keepalive = setInterval(() => sink.write(':keepalive\n\n'), keepaliveMs);
    const release = (): void => {
      unsubscribe();
      clearInterval(keepalive);
    };
    if (sink.signal.aborted) release();
    else sink.signal.addEventListener('abort', release, { once: true });
  };
  return { kind: 'stream', contentType: 'text/event-stream', open };
}

/** Live messages have no `event` line, and none has an `id` line. */
function toMessage(event: string | null, data: Record<string, unknown>): string {
  return `${event === null ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;
}

/** POST /notifications: what a new stream would replay. */
export async function answerPoll(context: PiktidContext, request: UserRequest): Promise<Answer> {
  const body = await request.readBody();
  const value: unknown = body.kind === 'json' ? body.value : null;
  const fields: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {};
  const names = toTexts(fields['name_list']);
  const jobIds =
    fields['id_task'] === undefined || fields['id_task'] === null ? null : toTexts(fields['id_task']);
  if (names === null) {
    const message = fields['name_list'] === undefined ? 'Field required' : 'Input should be a valid list';
    return invalidRequest([{ field: 'name_list', message, position: 'json' }]);
  }
  const rows = replayable(context, request, { names, jobIds });
  return { kind: 'json', status: 200, body: rows.map(toNotification) };
}

/** A text, or a list of texts, as a list. */
function toTexts(value: unknown): readonly string[] | null {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string') ? value : null;
}

/** DELETE /notifications/{id}: 204, then 404; for the whole account. */
export function answerDeletion(context: PiktidContext, request: UserRequest): Answer {
  const id = parseInteger(request.params['id'] ?? '');
  const index = context.data.notifications.findIndex((row) => row.id === id && row.owner === request.user);
  if (index < 0) return emptyAnswer(404);
  context.data.notifications.splice(index, 1);
  return emptyAnswer(204);
}
