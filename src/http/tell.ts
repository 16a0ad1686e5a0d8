/** Tells of every request to an upstream how it ended. Changes nothing about it. */

import { UpstreamFailure, type UpstreamName } from '#src/errors.ts';
import type { Holder, Observe, UpstreamEvent } from './events.ts';
import type { StreamedResponse, UpstreamRequest, UpstreamResponse } from './exchange.ts';
import { NeverSent } from './never-sent.ts';

interface TellOptions {
  readonly upstream: UpstreamName;
  readonly now: () => number;
  readonly observe: Observe;
}

type Ask<Answer> = (request: UpstreamRequest) => Promise<Answer>;

/** For what is on the wire: one event for every request that is sent. */
export function tellWire<Answer extends UpstreamResponse | StreamedResponse>(
  send: Ask<Answer>,
  { upstream, now, observe }: TellOptions,
): Ask<Answer> {
  return async (request) => {
    const startedMs = now();
    try {
      const answer = await send(request);
      const { status, body } = answer;
      const bytes = typeof body === 'string' ? bytesOf(body, answer) : 0;
      const durationMs = now() - startedMs;
      observe(upstream, { kind: 'answered', ...namesOf(request), status, durationMs, bytes }, request);
      return answer;
    } catch (error) {
      observe(upstream, failed(request, error, { sent: true, durationMs: now() - startedMs }), request);
      throw error;
    }
  };
}

function bytesOf(body: string, answer: object): number {
  return 'bytes' in answer && typeof answer.bytes === 'number' ? answer.bytes : Buffer.byteLength(body);
}

/** For what is before the wire: one event for every request that was not sent. */
export function tellRefusals<Answer>(
  send: Ask<Answer>,
  { upstream, now, observe }: TellOptions,
): Ask<Answer> {
  return async (request) => {
    const startedMs = now();
    try {
      return await send(request);
    } catch (error) {
      if (error instanceof NeverSent) {
        // Whoever left the line did so for a reason of its own.
        const why: unknown = request.signal.aborted ? request.signal.reason : error;
        const { heldBy } = error;
        const facts = { sent: false, durationMs: now() - startedMs, ...(heldBy && { heldBy }) };
        observe(upstream, failed(request, why, facts), request);
      }
      throw error;
    }
  };
}

function namesOf({ method, route, origin }: UpstreamRequest) {
  return { method, route, requestId: origin.requestId };
}

function failed(
  request: UpstreamRequest,
  error: unknown,
  facts: { readonly sent: boolean; readonly durationMs: number; readonly heldBy?: Holder },
): UpstreamEvent {
  const code = error instanceof UpstreamFailure ? error.code : 'ABORTED';
  return { kind: 'failed', ...namesOf(request), code, ...facts };
}
