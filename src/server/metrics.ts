/**
 * What Prometheus can read of the gateway. Owns a registry and the names of its metrics; labels have few values, none of
 * which comes from a client. Decides nothing.
 */

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type UpstreamName, upstreamNames } from '#src/errors.ts';
import type { BreakerState, Observe, UpstreamEvent } from '#src/http/events.ts';
import { failureCodeOf } from '#src/http/status.ts';
import type { RequestListener } from './request-listener.ts';

export interface Metrics {
  /** For metrics of other parts. */
  readonly registry: Registry;
  readonly observe: Observe;
  /** Answers with all metrics in Prometheus's text format. */
  readonly listener: RequestListener;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const observe = createUpstreamMetrics(registry);
  let hasDefaults = false;
  return {
    registry,
    observe,
    listener: (_request, response) => {
      // Those of the process and its event loop cost something from then on, and are for whoever reads them.
      if (!hasDefaults) collectDefaultMetrics({ register: registry });
      hasDefaults = true;
      registry.metrics().then(
        (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
        () => response.writeHead(500).end(),
      );
    },
  };
}

const stateValues: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 1, open: 2 };

/** In seconds; the longest is beyond the usual deadline. */
const durationBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

function createUpstreamMetrics(registry: Registry): Observe {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({
      name: `atelier_upstream_${name}`,
      help,
      labelNames: ['upstream', ...labelNames],
      registers,
    });
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Gauge({ name: `atelier_upstream_${name}`, help, labelNames: ['upstream', ...labelNames], registers });
  const requests = counter('requests_total', 'Requests that an upstream answered', [
    'method',
    'route',
    'status',
  ]);
  const durations = new Histogram({
    name: 'atelier_upstream_request_duration_seconds',
    help: 'Time on the wire of requests that an upstream answered',
    labelNames: ['upstream', 'method', 'route'],
    buckets: durationBuckets,
    registers,
  });
  const bytes = counter('answer_bytes_total', 'Bytes of answers that were read', ['route']);
  const failures = counter('failures_total', 'Requests without a good answer, by what it means', ['code']);
  const retries = counter('retries_total', 'Reads that were sent once more', ['route']);
  const refused = counter('retries_refused_total', 'Reads that were not, because too many were', ['route']);
  const shared = counter('shared_total', 'Reads that waited for what another one asked', ['route']);
  const cache = counter('cache_total', 'How kept answers took part in reads', ['route', 'use']);
  const breaker = gauge('breaker_state', 'Of the breaker: 0 closed, 1 half-open, 2 open', []);
  const running = gauge('requests_running', 'Requests that are under way', ['pool']);
  const waiting = gauge('requests_waiting', 'Requests that wait for a connection', ['pool']);
  for (const upstream of upstreamNames) breaker.set({ upstream }, 0);

  const answered = (upstream: UpstreamName, event: UpstreamEvent & { readonly kind: 'answered' }): void => {
    const { method, route, status } = event;
    requests.inc({ upstream, method, route, status });
    durations.observe({ upstream, method, route }, event.durationMs / 1000);
    bytes.inc({ upstream, route }, event.bytes);
    const code = failureCodeOf(status);
    if (code) failures.inc({ upstream, code });
  };
  return (upstream, event) => {
    switch (event.kind) {
      case 'answered':
        return answered(upstream, event);
      case 'failed':
        return failures.inc({ upstream, code: event.code });
      case 'retried':
        return retries.inc({ upstream, route: event.route });
      case 'retry-refused':
        return refused.inc({ upstream, route: event.route });
      case 'shared':
        return shared.inc({ upstream, route: event.route });
      case 'cache':
        return cache.inc({ upstream, route: event.route, use: event.use });
      case 'breaker':
        return breaker.set({ upstream }, stateValues[event.state]);
      case 'slots':
        running.set({ upstream, pool: event.pool }, event.running);
        return waiting.set({ upstream, pool: event.pool }, event.waiting);
    }
  };
}
