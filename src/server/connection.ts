/**
 * The way of a request to one upstream and back: every policy in its place. What is asked, and how often, is not
 * decided here.
 */

import { Readable } from 'node:stream';
import type { UpstreamConfig } from '#src/config/upstreams.ts';
import type { UpstreamName } from '#src/errors.ts';
import { createBreaker, usualBreaker } from '#src/http/breaker.ts';
import type { CacheKeys } from '#src/http/cache-keys.ts';
import type { CacheStore } from '#src/http/cache-store.ts';
import type { Clock } from '#src/http/clock.ts';
import { withDeadline } from '#src/http/deadline.ts';
import type { Observe, SlotsPool } from '#src/http/events.ts';
import type { OpenStream, OperationScope, Send } from '#src/http/exchange.ts';
import { withIdleDeadline } from '#src/http/idle-deadline.ts';
import { createJsonClient, type JsonClient } from '#src/http/json-client.ts';
import { note } from '#src/http/ledger.ts';
import { withRetry } from '#src/http/retry.ts';
import { withSharedFlight } from '#src/http/shared-flight.ts';
import { withSingleFlight } from '#src/http/single-flight.ts';
import { createSlots, type Slots, withSlots, withStreamSlots } from '#src/http/slots.ts';
import { createStreamClient, type StreamClient } from '#src/http/stream-client.ts';
import { tellRefusals, tellWire } from '#src/http/tell.ts';
import { withStreamSpan, withWireSpan } from '#src/http/trace.ts';
import { connections, createTransport, type Transport } from '#src/http/transport.ts';
import type { Turns } from '#src/http/turns.ts';
import { createSartiqLogin } from '#src/upstreams/sartiq/login.ts';
import { cacheKeysOf, withCacheOf } from './cache.ts';
import { type CredentialSource, callerOf, createCredentialSource } from './credentials.ts';
import type { Operation } from './operation.ts';

/** Longest time in which an upstream takes nothing of an upload, in milliseconds; an upload may take any time. */
const uploadIdleMs = 30_000;
/** Requests that wait for a connection of their kind at most. */
const maxWaiting = 1_000;

/** One upstream, connected. Disposing closes its sockets. */
export interface Connection extends AsyncDisposable {
  readonly json: JsonClient;
  readonly streams: StreamClient;
  /** Obtains a first token where there is an account that needs one; rejects with the upstream's failure. */
  logIn(): Promise<void>;
  scopeFor(operation: Operation): OperationScope;
}

/** What a connection works with. */
export interface ConnectionParts {
  readonly clock: Clock;
  readonly observe: Observe;
  /** Where answers are kept; null for nowhere. */
  readonly cache: CacheStore | null;
  /** How replicas take turns at asking; null where they share nothing. */
  readonly turns: Turns | null;
}

export function connect(upstream: UpstreamName, config: UpstreamConfig, parts: ConnectionParts): Connection {
  const { now } = parts.clock;
  const observe: Observe = (name, event, request) => {
    if (request?.record) note(request.record, event);
    request?.origin.trace?.tell(name, event);
    parts.observe(name, event, request);
  };
  const keys = cacheKeysOf(upstream, config);
  const transport = createTransport({ upstream, ...config });
  const { send, open } = chainPolicies(upstream, transport, {
    ...parts,
    observe,
    keys,
    timeoutMs: config.timeoutMs,
  });
  const credentialOf: CredentialSource = createCredentialSource(upstream, config.account, (account) =>
    createSartiqLogin({ ...account, send, now }),
  );
  const ending = new AbortController();
  const kept = withCacheOf(send, {
    ...parts,
    observe,
    upstream,
    keys,
    store: parts.cache,
    ended: ending.signal,
  });
  return {
    json: createJsonClient({ upstream, send: kept, now }),
    streams: createStreamClient({ upstream, open, now }),
    logIn: async () => {
      const credential = credentialOf(new Headers());
      if (credential.kind === 'service') await credential.token();
    },
    scopeFor: ({ headers, ...rest }) => {
      const credential = credentialOf(headers);
      return { ...rest, credential, caller: callerOf(credential) };
    },
    [Symbol.asyncDispose]: () => {
      ending.abort();
      return transport[Symbol.asyncDispose]();
    },
  };
}

interface ChainParts extends ConnectionParts {
  readonly keys: CacheKeys;
  readonly timeoutMs: number;
}

/** Each policy stands above those that it is made of, so the outermost is the last; the clients end with the operation. */
function chainPolicies(
  upstream: UpstreamName,
  transport: Transport,
  { clock, observe, turns, keys, timeoutMs }: ChainParts,
): { readonly send: Send; readonly open: OpenStream } {
  const { now } = clock;
  const told = { upstream, now, observe };
  const breaker = createBreaker({ ...usualBreaker, ...told });
  const slotsOf = (pool: SlotsPool): Slots =>
    createSlots({ upstream, pool, max: connections[pool], maxWaiting, observe });
  const guarded = (send: Send, slots: Slots): Send =>
    tellRefusals(breaker.guard(withSlots(tellWire(withWireSpan(send, upstream), told), slots)), told);

  const retried = withRetry(guarded(transport.send, slotsOf('requests')), { upstream, clock, observe });
  const sendText = withDeadline(retried, { upstream, timeoutMs, now });
  const sendFile = withIdleDeadline(guarded(transport.send, slotsOf('uploads')), {
    upstream,
    idleMs: uploadIdleMs,
  });
  const sendEither: Send = (request) => (request.body instanceof Readable ? sendFile : sendText)(request);
  const sendOnce = turns ? withSharedFlight(sendEither, { ...told, turns, keys }) : sendEither;

  const traced = withStreamSpan(transport.open, upstream);
  const opened = withStreamSlots(tellWire(traced, told), slotsOf('streams'));
  const guardedOpen: OpenStream = tellRefusals(breaker.guard(opened), told);
  return {
    send: withSingleFlight(sendOnce, { upstream, now, observe }),
    open: withDeadline(guardedOpen, { upstream, timeoutMs, now }),
  };
}
