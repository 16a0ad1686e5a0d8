/**
 * Turns in Redis: a short lease with a word of its own, renewed while its holder asks. A holder that dies loses it within
 * two seconds. Rejects wherever Redis fails, and says nothing about it.
 */

import { randomUUID } from 'node:crypto';
import { setTimeout as rest } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Channels } from './redis-channels.ts';
import { redisName } from './redis-name.ts';
import type { Left, Turn, Turns } from './turns.ts';
import { unlessAborted } from './unless-aborted.ts';

/** For so long a lease is good when its holder is not heard of, in milliseconds. */
const leaseMs = 2_000;
/** After so long a lease is renewed, in milliseconds: a slow moment must not cost it. */
const renewMs = 500;
/** Longest time to wait for others, in milliseconds. It comes on top of what the upstream may take. */
const longestWaitMs = 4_000;
/** Longest text that is left, in bytes; more would hold up all others on the one connection. */
const maxBytes = 1024 ** 2;

/** Takes the lease and says what is left, or for how long another one has the lease; one without an end is asked for as usual. */
const takeScript = `
if redis.call('set', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
  return {0, redis.call('get', KEYS[2]), redis.call('pttl', KEYS[2])}
end
local takenForMs = redis.call('pttl', KEYS[1])
if takenForMs < 0 then takenForMs = tonumber(ARGV[2]) end
return {math.max(1, takenForMs), false, 0}`;

const renewScript = `
if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('pexpire', KEYS[1], ARGV[2]) end`;

/** Whoever waits goes on, also where Redis has no room for what is left. */
const endScript = `
if redis.call('get', KEYS[1]) ~= ARGV[1] then return end
redis.call('del', KEYS[1])
if ARGV[2] ~= '' then redis.pcall('set', KEYS[2], ARGV[2], 'PX', ARGV[3]) end
redis.call('publish', KEYS[1], '')`;

export function createRedisTurns(options: {
  readonly client: Pick<Redis, 'eval' | 'get' | 'pttl'>;
  readonly channels: Channels;
}): Turns {
  const { client, channels } = options;
  const attempt = async (name: string, id: string): Promise<Attempt> => {
    const reply = await client.eval(takeScript, 2, leaseName(name), leftName(name), id, leaseMs);
    const [takenForMs, text, leftForMs] = reply as [number, string | null, number];
    if (takenForMs > 0) return { kind: 'taken', takenForMs };
    return { kind: 'mine', id, left: leftOf(text, leftForMs), end: holdLease(client, name, id) };
  };
  const look = async (name: string): Promise<Left | null> => {
    const [text, leftForMs] = await Promise.all([client.get(leftName(name)), client.pttl(leftName(name))]);
    return leftOf(text, leftForMs);
  };
  const listen: Turns['listen'] = (name, onEnd) => channels.listen(leaseName(name), onEnd);
  return {
    look,
    listen,
    take: async (name, signal) => {
      const id = randomUUID();
      const first = await attempt(name, id);
      if (first.kind === 'mine') return first;
      const end = Promise.withResolvers<'ended'>();
      const unlisten = await listen(name, () => end.resolve('ended'));
      try {
        return await takeNext(() => attempt(name, id), end.promise, { signal, look: () => look(name) });
      } finally {
        unlisten();
      }
    },
  };
}

type Attempt = (Turn & { readonly kind: 'mine' }) | { readonly kind: 'taken'; readonly takenForMs: number };

/** Waits for the end of another one's turn, or for the end of its lease, which is tried for then. */
async function takeNext(
  attempt: () => Promise<Attempt>,
  ended: Promise<'ended'>,
  { signal, look }: { readonly signal: AbortSignal; readonly look: () => Promise<Left | null> },
): Promise<Turn> {
  const giveUpAtMs = performance.now() + longestWaitMs;
  for (;;) {
    // The turn may have ended before anybody listened.
    const tried = await attempt();
    if (tried.kind === 'mine') return tried;
    const waitMs = Math.min(tried.takenForMs, giveUpAtMs - performance.now());
    if (waitMs <= 0) return { kind: 'over', left: null };
    const timer = new AbortController();
    const expired = rest(waitMs, 'expired' as const, { signal: timer.signal });
    expired.catch(() => {});
    try {
      const why = await unlessAborted(Promise.race([ended, expired]), signal);
      if (why === 'ended') return { kind: 'over', left: await look() };
    } finally {
      timer.abort();
    }
  }
}

/** Renews a lease until it is given back. */
function holdLease(
  client: Pick<Redis, 'eval'>,
  name: string,
  id: string,
): (Turn & { readonly kind: 'mine' })['end'] {
  const renewal = setInterval(() => {
    client.eval(renewScript, 1, leaseName(name), id, leaseMs).catch(() => {});
  }, renewMs);
  return async (left) => {
    clearInterval(renewal);
    const text = left && Buffer.byteLength(left.text) <= maxBytes ? left.text : '';
    const keepMs = left?.keepMs ?? 0;
    await client.eval(endScript, 2, leaseName(name), leftName(name), id, text, keepMs);
  };
}

function leftOf(text: string | null, leftForMs: number): Left | null {
  return text === null || leftForMs < 0 ? null : { text, leftForMs };
}

/** Of the lease, and of the channel that tells of its end. */
function leaseName(name: string): string {
  return redisName('turn', name);
}

function leftName(name: string): string {
  return redisName('left', name);
}
