/**
 * What of an upstream's answers is kept, and for how long. The rules are each upstream's own, beside its routes; what
 * follows from them for one answer is decided here. Pure.
 */

import type { CacheEntry } from './cache-store.ts';
import type { UpstreamResponse } from './exchange.ts';
import { parseJsonOrNull } from './json.ts';

export interface CacheRules {
  /** Reads whose answers are kept, by route: `/things/{id}`. */
  readonly keeps: Readonly<Record<string, KeepRule>>;
  /** The family that a request changes, or shows to be changing, by method and route: `PUT /things/{id}`. */
  readonly drops: Readonly<Record<string, string>>;
  /** Whether a body with status 200 is a failure all the same, which is not kept. */
  readonly isFailure?: (body: unknown) => boolean;
}

export interface KeepRule {
  /** What is dropped together. */
  readonly family: string;
  /** For so long an answer is given out as it is, in milliseconds since it was asked for. */
  readonly freshMs: number;
  /** For so long after that it is given out while it is renewed, in milliseconds. */
  readonly staleMs: number;
}

/**
 * For so long one body is confirmed rather than sent again, in milliseconds: the signed links in it live fifteen minutes
 * whatever the upstream says of the body as a whole.
 */
const longestBodyMs = 5 * 60_000;

type Times = Pick<CacheEntry, 'freshUntilMs' | 'staleUntilMs' | 'generation'>;

/** When an answer was asked for, and in which generation of its family. */
export interface Asked {
  readonly atMs: number;
  readonly generation: string;
}

/** What is kept of a complete answer; null where it must not be. */
export function entryOf(
  response: UpstreamResponse,
  rule: KeepRule,
  asked: Asked,
  isFailure: (body: unknown) => boolean = () => false,
): CacheEntry | null {
  const times = timesOf(response, rule, asked);
  const contentType = headerOf(response, 'content-type');
  if (response.status !== 200 || times === null || !/^[^;]*\bjson\b/i.test(contentType)) return null;
  const body = parseJsonOrNull(response.body);
  // What cannot be read now would stay unreadable for as long as it is kept.
  if (body === null || isFailure(body)) return null;
  const etag = headerOf(response, 'etag');
  return {
    body: response.body,
    contentType,
    etag: /^(W\/)?"[\x21\x23-\x7e]*"$/.test(etag) ? etag : null,
    bodyAtMs: asked.atMs,
    ...times,
  };
}

/** An entry that the upstream confirmed with status 304; null where the confirmation must not be kept. */
export function confirmedEntry(
  entry: CacheEntry,
  confirmation: UpstreamResponse,
  rule: KeepRule,
  asked: Asked,
): CacheEntry | null {
  const times = timesOf(confirmation, rule, asked);
  return times && { ...entry, ...times };
}

/** The answer that an entry was. */
export function answerOf({ body, contentType, etag }: CacheEntry): UpstreamResponse {
  return { status: 200, headers: { 'content-type': contentType, ...(etag === null ? {} : { etag }) }, body };
}

/** Whether the upstream may be asked for no more than a confirmation. */
export function isConfirmable({ etag, bodyAtMs }: CacheEntry, nowMs: number): boolean {
  return etag !== null && nowMs < bodyAtMs + longestBodyMs;
}

/** For how long an entry is of any use, in milliseconds; 0 and less for none. */
export function usefulMs({ etag, bodyAtMs, staleUntilMs }: CacheEntry, nowMs: number): number {
  return (etag === null ? staleUntilMs : Math.max(staleUntilMs, bodyAtMs + longestBodyMs)) - nowMs;
}

/** Whether an answer says that what is kept no longer holds; a failure of the moment says nothing about it. */
export function isVerdict({ status }: UpstreamResponse): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

/** The upstream's own word (RFC 9111) shortens the rule's times, and never makes them longer; null for `no-store`. */
function timesOf(response: UpstreamResponse, rule: KeepRule, { atMs, generation }: Asked): Times | null {
  const control = headerOf(response, 'cache-control');
  if (/\bno-store\b/i.test(control)) return null;
  const maxAge = /(?:^|[\s,])max-age\s*=\s*"?(\d+)/i.exec(control)?.[1];
  const longestMs = /\bno-cache\b/i.test(control) ? 0 : maxAge ? Number(maxAge) * 1000 : Infinity;
  const freshMs = Math.min(rule.freshMs, longestMs);
  const totalMs = Math.min(rule.freshMs + rule.staleMs, longestMs);
  return { freshUntilMs: atMs + freshMs, staleUntilMs: atMs + totalMs, generation };
}

function headerOf({ headers }: UpstreamResponse, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : (value?.join(', ') ?? '');
}
