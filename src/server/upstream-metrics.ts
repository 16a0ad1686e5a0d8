/**
 * What Prometheus can read of the requests to upstreams. Owns the names of these metrics. Labels are routes, words of the
 * gateway's own and statuses, never a path or anything that came from a client. Decides nothing.
 */

import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { type UpstreamErrorCode, type UpstreamName, upstreamNames } from '#src/errors.ts';
import type { BreakerState, Observe, SlotsPool, UpstreamEvent } from '#src/http/events.ts';
import { failureCodeOf } from '#src/http/status.ts';
import { connections } from '#src/http/transport.ts';

type EventOf<Kind extends UpstreamEvent['kind']> = Extract<UpstreamEvent, { readonly kind: Kind }>;

const stateValues: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 1, open: 2 };
const pools = Object.keys(connections) as SlotsPool[];

/** In seconds; the longest is beyond the usual deadline. */
const durationBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Each is counted from the start: a counter that begins with its first one shows no increase by it. */
const failureCodes: Readonly<Record<UpstreamErrorCode | 'ABORTED', true>> = {
  ABORTED: true,
  FORBIDDEN: true,
  NOT_FOUND: true,
  UNAUTHENTICATED: true,
  UPSTREAM_CONTRACT: true,
  UPSTREAM_RATE_LIMITED: true,
  UPSTREAM_REJECTED: true,
  UPSTREAM_TIMEOUT: true,
  UPSTREAM_UNAVAILABLE: true,
};

export function createUpstreamMetrics(registry: Registry): Observe {
  const counters = createCounters(registry);
  const tellAnswer = createAnswerMetrics(registry, counters);
  const setState = createBreakerMetrics(registry);
  const setSlots = createSlotsMetrics(registry);
  const { failures, unanswered, held, retries, refused, shared, cache, polls } = counters;
  const tellFailure = (
    upstream: UpstreamName,
    { method, route, code, sent, heldBy }: EventOf<'failed'>,
  ): void => {
    failures.inc({ upstream, code });
    if (sent) unanswered.inc({ upstream, method, route, code });
    // Whoever left the line was not held back.
    if (heldBy && code !== 'ABORTED') held.inc({ upstream, by: heldBy });
  };
  return (upstream, event) => {
    switch (event.kind) {
      case 'answered':
        return tellAnswer(upstream, event);
      case 'failed':
        return tellFailure(upstream, event);
      case 'retried':
        return retries.inc({ upstream, route: event.route });
      case 'retry-refused':
        return refused.inc({ upstream, route: event.route });
      case 'shared':
        return shared.inc({ upstream, route: event.route, asker: event.asker });
      case 'cache':
        return cache.inc({ upstream, route: event.route, use: event.use });
      case 'polled':
        return polls.inc({ upstream, feed: event.feed });
      case 'breaker':
        return setState(upstream, event.state);
      case 'slots':
        return setSlots(upstream, event);
    }
  };
}

type Counters = ReturnType<typeof createCounters>;

function createCounters(registry: Registry) {
  const counter = <Label extends string>(name: string, help: string, ...labels: readonly Label[]) =>
    new Counter({
      name: `atelier_upstream_${name}`,
      help,
      labelNames: ['upstream', ...labels],
      registers: [registry],
    });
  const counters = {
    requests: counter('requests_total', 'Requests that an upstream answered', 'method', 'route', 'status'),
    unanswered: counter(
      'unanswered_total',
      'Requests that were sent and got no answer, by what it means',
      'method',
      'route',
      'code',
    ),
    held: counter('held_total', 'Requests that were not sent, by the policy that held them back', 'by'),
    bytes: counter('answer_bytes_total', 'Bytes of answers that were read', 'route'),
    failures: counter('failures_total', 'Requests without a good answer, by what it means', 'code'),
    retries: counter('retries_total', 'Reads that were sent once more', 'route'),
    refused: counter('retries_refused_total', 'Reads that were not, because too many were', 'route'),
    shared: counter('shared_total', 'Reads that were answered by what another one asked', 'route', 'asker'),
    cache: counter('cache_total', 'How kept answers took part in reads', 'route', 'use'),
    polls: counter('polls_total', 'Reads of what subscriptions watch', 'feed'),
  };
  for (const upstream of upstreamNames) {
    for (const by of ['breaker', 'bulkhead']) counters.held.inc({ upstream, by }, 0);
    for (const code of Object.keys(failureCodes)) counters.failures.inc({ upstream, code }, 0);
  }
  return counters;
}

function createAnswerMetrics(registry: Registry, { requests, bytes, failures }: Counters) {
  const durations = new Histogram({
    name: 'atelier_upstream_request_duration_seconds',
    help: 'Time on the wire of requests that an upstream answered',
    labelNames: ['upstream', 'method', 'route'],
    buckets: durationBuckets,
    registers: [registry],
  });
  return (upstream: UpstreamName, event: EventOf<'answered'>): void => {
    const { method, route, status } = event;
    requests.inc({ upstream, method, route, status });
    durations.observe({ upstream, method, route }, event.durationMs / 1000);
    bytes.inc({ upstream, route }, event.bytes);
    const code = failureCodeOf(status);
    if (code) failures.inc({ upstream, code });
  };
}

function createBreakerMetrics(registry: Registry) {
  const registers = [registry];
  const state = new Gauge({
    name: 'atelier_upstream_breaker_state',
    help: 'Of the breaker: 0 closed, 1 half-open, 2 open',
    labelNames: ['upstream'],
    // Of several workers the one that is worst off.
    aggregator: 'max',
    registers,
  });
  const changes = new Counter({
    name: 'atelier_upstream_breaker_changes_total',
    help: 'How often the breaker came into each state',
    labelNames: ['upstream', 'state'],
    registers,
  });
  for (const upstream of upstreamNames) {
    state.set({ upstream }, stateValues.closed);
    for (const name of Object.keys(stateValues)) changes.inc({ upstream, state: name }, 0);
  }
  return (upstream: UpstreamName, to: BreakerState): void => {
    state.set({ upstream }, stateValues[to]);
    changes.inc({ upstream, state: to });
  };
}

/** They change with every request, so they are kept as plain numbers until somebody asks. */
function createSlotsMetrics(registry: Registry) {
  const none = { running: 0, waiting: 0 };
  const slots = upstreamNames.flatMap((upstream) =>
    pools.map((pool) => ({ upstream, pool, now: { ...none } })),
  );
  const gauge = (name: string, help: string, read: (slot: (typeof slots)[number]) => number) =>
    new Gauge({
      name: `atelier_upstream_requests_${name}`,
      help,
      labelNames: ['upstream', 'pool'],
      registers: [registry],
      collect() {
        for (const slot of slots) this.set({ upstream: slot.upstream, pool: slot.pool }, read(slot));
      },
    });
  gauge('running', 'Requests that are under way', ({ now }) => now.running);
  gauge('waiting', 'Requests that wait for a connection', ({ now }) => now.waiting);
  gauge('limit', 'Requests that can be under way at a time', ({ pool }) => connections[pool]);
  return (upstream: UpstreamName, { pool, running, waiting }: EventOf<'slots'>): void => {
    const slot = slots.find((one) => one.upstream === upstream && one.pool === pool);
    if (slot) slot.now = { running, waiting };
  };
}
