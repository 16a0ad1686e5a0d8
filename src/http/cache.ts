/**
 * Answers reads from what an upstream answered before, for some seconds, and drops what a change touched. Decides nothing
 * about how long: that are the rules of each upstream. Whatever the store does or does not do, a read is answered as if
 * there were none; never with another caller's answer.
 */

import type { UpstreamName } from '#src/errors.ts';
import type { CacheKeys } from './cache-keys.ts';
import {
  answerOf,
  type CacheRules,
  confirmedEntry,
  entryOf,
  isConfirmable,
  isVerdict,
  type KeepRule,
  usefulMs,
} from './cache-rules.ts';
import type { CacheEntry, CacheStore } from './cache-store.ts';
import type { Clock } from './clock.ts';
import type { CacheUse, Observe } from './events.ts';
import type { Send, UpstreamRequest, UpstreamResponse } from './exchange.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface CacheOptions {
  readonly upstream: UpstreamName;
  readonly store: CacheStore;
  readonly keys: CacheKeys;
  readonly rules: CacheRules;
  readonly clock: Pick<Clock, 'now'>;
  readonly observe: Observe;
  /** Aborted when the gateway ends, and every renewal with it. */
  readonly ended: AbortSignal;
}

/** A read whose answer may be kept. */
interface KeptRead {
  readonly request: UpstreamRequest;
  readonly rule: KeepRule;
  readonly key: string;
  readonly generation: string;
  readonly soughtAtMs: number;
}

interface Renewed {
  readonly response: UpstreamResponse;
  readonly use: CacheUse;
}

export function withCache(send: Send, options: CacheOptions): Send {
  const { store, keys, rules } = options;
  const read = createCachedRead(send, options);
  return async (request) => {
    const { method, route } = request;
    const changed = rules.drops[`${method} ${route}`];
    if (changed !== undefined) {
      const raise = (): Promise<void> => store.raise(keys.family(changed)).catch(() => {});
      return around(raise, () => send(request));
    }
    const rule = method === 'GET' ? rules.keeps[route] : undefined;
    return rule ? read(request, rule) : send(request);
  };
}

/** At both ends and whatever the outcome: a change whose answer is lost may have happened. */
async function around(
  raise: () => Promise<void>,
  change: () => Promise<UpstreamResponse>,
): Promise<UpstreamResponse> {
  await raise();
  try {
    return await change();
  } finally {
    await raise();
  }
}

function createCachedRead(send: Send, options: CacheOptions) {
  const { upstream, store, keys, clock, observe } = options;
  const remember = rememberIn(options);
  const renew = createRenewals(options, send, remember);

  return async (request: UpstreamRequest, rule: KeepRule): Promise<UpstreamResponse> => {
    const tell = (use: CacheUse): void =>
      observe(upstream, { kind: 'cache', route: request.route, use }, request);
    const key = keys.entry(request);
    const soughtAtMs = performance.now();
    const found = await store.read(key, keys.family(rule.family)).catch(() => null);
    if (found === null) {
      tell('failed');
      return send(request);
    }
    const { generation } = found;
    const read = { request, rule, key, generation, soughtAtMs };
    const entry = found.entry?.generation === generation ? found.entry : null;
    const nowMs = clock.now();
    if (request.origin.reuse === 'allowed' && entry) {
      if (nowMs < entry.freshUntilMs) {
        tell('hit');
        return answerOf(entry);
      }
      if (nowMs < entry.staleUntilMs) {
        tell('stale');
        renew(read, entry).catch(() => {});
        return answerOf(entry);
      }
      if (isConfirmable(entry, nowMs)) {
        const { response, use } = await unlessAborted(renew(read, entry), request.signal);
        tell(use);
        return response;
      }
    }
    tell(request.origin.reuse === 'refused' ? 'bypassed' : 'miss');
    const response = await send({ ...request, generation, soughtAtMs });
    remember(read, response.askedAtMs ?? nowMs, response);
    return response;
  };
}

type Remember = (
  read: KeptRead,
  askedAtMs: number,
  response: UpstreamResponse,
  confirmed?: CacheEntry,
) => void;

/** Keeps an answer, or drops what it proves wrong. Nobody waits for it. */
function rememberIn({ store, rules, clock }: CacheOptions): Remember {
  return ({ key, rule, generation }, atMs, response, confirmed) => {
    const asked = { atMs, generation };
    const entry = confirmed
      ? confirmedEntry(confirmed, response, rule, asked)
      : entryOf(response, rule, asked, rules.isFailure);
    const keepMs = entry ? usefulMs(entry, clock.now()) : 0;
    if (entry && keepMs > 0) store.write(key, entry, keepMs).catch(() => {});
    else if (isVerdict(response)) store.drop(key).catch(() => {});
  };
}

/** Asks again for what is kept, once for all who read it meanwhile, on behalf of none of them. */
function createRenewals(
  { clock, ended }: CacheOptions,
  send: Send,
  remember: Remember,
): (read: KeptRead, entry: CacheEntry) => Promise<Renewed> {
  const underWay = new Map<string, Promise<Renewed>>();
  const renew = async (read: KeptRead, entry: CacheEntry): Promise<Renewed> => {
    const askedAtMs = clock.now();
    const etag = isConfirmable(entry, askedAtMs) ? entry.etag : null;
    const request = renewalOf(read.request, etag, ended);
    const response = await send({ ...request, generation: read.generation, soughtAtMs: read.soughtAtMs });
    const isConfirmed = etag !== null && response.status === 304;
    remember(read, response.askedAtMs ?? askedAtMs, response, isConfirmed ? entry : undefined);
    return isConfirmed ? { response: answerOf(entry), use: 'revalidated' } : { response, use: 'miss' };
  };
  return (read, entry) => {
    const name = `${read.key} ${read.generation}`;
    const known = underWay.get(name);
    if (known !== undefined) return known;
    const renewal = renew(read, entry).finally(() => underWay.delete(name));
    underWay.set(name, renewal);
    return renewal;
  };
}

/** With its own end: the reader may be gone long before. */
function renewalOf(
  { record: _, ...request }: UpstreamRequest,
  etag: string | null,
  ended: AbortSignal,
): UpstreamRequest {
  const origin = { ...request.origin, endsAtMs: Number.POSITIVE_INFINITY };
  const signal = AbortSignal.any([ended]);
  if (etag === null) return { ...request, origin, signal };
  // A 304 means something only to who has the body, so this answer cannot be shared underneath.
  const headers = { ...request.headers, 'if-none-match': etag };
  return { ...request, headers, origin: { ...origin, reuse: 'refused' }, signal };
}
