/**
 * What Prometheus can read of how much the gateway has to do: what runs, how much may, and the event loop. Everything is
 * looked up when somebody asks. Owns the names of these metrics; decides nothing.
 */

import { Counter, Gauge, type Registry } from 'prom-client';
import type { LagMeter } from './event-loop-lag.ts';
import type { LoadLimits, LoadShedding } from './load-shedding.ts';

/** @param options.lagMs what load is shed by, in milliseconds */
export function createLoadMetrics(
  registry: Registry,
  options: {
    readonly shedding: Pick<LoadShedding, 'running'>;
    readonly limits: LoadLimits;
    readonly lagMs: () => number;
    readonly meter: Pick<LagMeter, 'longestMs' | 'busyMs'>;
  },
): void {
  const { shedding, limits, lagMs, meter } = options;
  const registers = [registry];
  const gauge = (name: string, help: string, value: () => number, aggregator: 'sum' | 'max' = 'sum') =>
    new Gauge({
      name: `atelier_${name}`,
      help,
      aggregator,
      registers,
      collect() {
        this.set(value());
      },
    });
  gauge(
    'operations_running',
    'Operations under way, without subscriptions',
    () => shedding.running().operations,
  );
  gauge('operations_limit', 'Operations that may be under way at a time', () => limits.maxOperations);
  gauge('subscriptions_running', 'Subscriptions that are open', () => shedding.running().subscriptions);
  gauge('subscriptions_limit', 'Subscriptions that may be open at a time', () => limits.maxSubscriptions);
  gauge(
    'event_loop_lag_seconds',
    'How late the event loop is, as load is shed by',
    () => lagMs() / 1000,
    'max',
  );
  gauge(
    'event_loop_lag_longest_seconds',
    'The longest delay of the event loop in the last minute',
    () => meter.longestMs() / 1000,
    'max',
  );
  let countedMs = 0;
  new Counter({
    name: 'atelier_event_loop_busy_seconds_total',
    help: 'Time in which the event loop had something to do',
    registers,
    collect() {
      const busyMs = meter.busyMs();
      this.inc(Math.max(0, busyMs - countedMs) / 1000);
      countedMs = busyMs;
    },
  });
}
