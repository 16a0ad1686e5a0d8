/**
 * Counts for Prometheus how the answers of upstreams keep their contracts. Labels are routes and columns of the contracts,
 * never a word or an id that an upstream sent. Decides nothing.
 */

import { Counter, type Registry } from 'prom-client';
import type { ContractWatch } from '#src/upstreams/contract-watch.ts';

/** The share of rows that broke the contract is the one counter divided by the other. */
export function createContractMetrics(registry: Registry): ContractWatch {
  const registers = [registry];
  const rowsRead = new Counter({
    name: 'atelier_contract_rows_total',
    help: 'Rows that were read from answers of upstreams, good and broken, without the rows within them',
    labelNames: ['upstream', 'route'],
    registers,
  });
  const faults = new Counter({
    name: 'atelier_contract_faults_total',
    help: 'Rows, and answers as a whole, in which a field was not as the contract says, by field and fault',
    labelNames: ['upstream', 'route', 'field', 'fault'],
    registers,
  });
  return {
    rows: (upstream, route, count) => rowsRead.inc({ upstream, route }, count),
    broken: ({ upstream, route, field, fault }) => faults.inc({ upstream, route, field, fault }),
  };
}
