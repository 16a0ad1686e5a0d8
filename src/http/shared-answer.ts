/**
 * An answer as one replica leaves it for another, and what it is there. Pure. What comes back is read with suspicion:
 * another version of the gateway may have written it.
 */

import { z } from 'zod';
import type { UpstreamResponse } from './exchange.ts';
import type { Left } from './turns.ts';

/** An answer that another replica asked for. */
export interface SharedAnswer {
  /** Tells it from all others. */
  readonly id: string;
  /** When it was asked for, in milliseconds since 1970 by this replica's clock. */
  readonly askedAtMs: number;
  /** For how long it has been there, in milliseconds of real time. */
  readonly endedMsAgo: number;
  readonly response: UpstreamResponse;
}

/** Headers that somebody reads of a good answer. */
const headerNames = ['content-type', 'etag', 'cache-control'] as const;
/** What is no trouble of the moment, and nobody's in particular. */
const sharedStatuses = new Set([200, 304, 404]);

const answerHead = z.object({
  id: z.string().min(1),
  status: z.number().refine((status) => sharedStatuses.has(status)),
  headers: z.partialRecord(z.enum(headerNames), z.string()),
  /** From asking to the answer, and for how long it is kept from then on, in milliseconds. */
  tookMs: z.number().nonnegative(),
  keepMs: z.number().nonnegative(),
});

/** A line of JSON, then the body as it is; null for an answer that is not for others. */
export function encodeAnswer(
  { status, headers, body }: UpstreamResponse,
  times: { readonly id: string; readonly tookMs: number; readonly keepMs: number },
): string | null {
  if (!sharedStatuses.has(status) || /\bno-store\b/i.test(String(headers['cache-control'] ?? '')))
    return null;
  const named = headerNames.flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [[name, String(value)]];
  });
  return `${JSON.stringify({ ...times, status, headers: Object.fromEntries(named) })}\n${body}`;
}

/** Null for what is no answer. Ages are told by one clock, that of whoever keeps it. */
export function decodeAnswer({ text, leftForMs }: Left, nowMs: number): SharedAnswer | null {
  const end = text.indexOf('\n');
  try {
    const { id, status, headers, tookMs, keepMs } = answerHead.parse(JSON.parse(text.slice(0, end)));
    const endedMsAgo = Math.max(0, keepMs - leftForMs);
    const askedAtMs = nowMs - endedMsAgo - tookMs;
    return {
      id,
      askedAtMs,
      endedMsAgo,
      response: { status, headers, body: text.slice(end + 1), askedAtMs },
    };
  } catch {
    return null;
  }
}
