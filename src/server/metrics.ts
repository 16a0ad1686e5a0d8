/**
 * What Prometheus reads at `/metrics`. Owns the registry, its answer, and what it says of the process; what is counted
 * stands in the `…-metrics.ts` of each subject, and `docs/operations.md` says what it means. Labels have few values: none
 * comes from a client but the names of operations, which are bounded.
 */

import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { RequestListener } from './request-listener.ts';
import type { Siblings } from './siblings.ts';
import { readVersion } from './version.ts';
import { createWorkersMetrics, type MetricSnapshot } from './worker-metrics.ts';

export interface Metrics {
  /** For metrics of other parts. */
  readonly registry: Registry;
  /** Answers with all metrics in Prometheus's text format. */
  readonly listener: RequestListener;
}

/** @param siblings whose metrics are read with these; null where there are none */
export function createMetrics(siblings: Pick<Siblings, 'shareMetrics'> | null): Metrics {
  const registry = new Registry();
  new Gauge({
    name: 'atelier_build_info',
    help: 'Always 1; its labels say what runs',
    labelNames: ['version', 'node'],
    aggregator: 'first',
    registers: [registry],
  }).set({ version: readVersion(), node: process.versions.node }, 1);
  let hasDefaults = false;
  const collect = (): void => {
    // They cost something from then on, and are for whoever reads them.
    if (!hasDefaults) collectDefaultMetrics({ register: registry });
    hasDefaults = true;
  };
  const readOwn = (): Promise<string> => {
    collect();
    return registry.metrics();
  };
  const snapshotOwn = (): Promise<MetricSnapshot> => {
    collect();
    return registry.getMetricsAsJSON();
  };
  if (!siblings) createWorkersMetrics(registry, { running: () => 1, wanted: 1 });
  const read = siblings?.shareMetrics(snapshotOwn) ?? readOwn;
  return {
    registry,
    listener: (_request, response) => {
      read().then(
        (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
        () => response.writeHead(500).end(),
      );
    },
  };
}
