/**
 * What Prometheus can read of operations: how many, how they ended, how long they took, what they cost. Told once for each,
 * when it is over. Owns the names of these metrics, and that clients cannot make up labels without end; decides nothing.
 */

import { Counter, Histogram, type Registry } from 'prom-client';
import type { ErrorCode } from '#src/errors.ts';
import { createBoundedNames, otherName } from './bounded-names.ts';
import type { EndedOperation } from './ended-operation.ts';
import type { Incoming, Refuser } from './incoming.ts';

type Observe = (operation: EndedOperation) => void;

/** Parentheses keep these apart from what clients call operations. */
const unnamed = '(unnamed)';
/** Of requests whose document was not read. */
const unknown = '(unknown)';

/** Names beyond those of registered operations that get labels of their own. */
const mostNames = 100;

/** In seconds; the longest is the usual `OPERATION_TIMEOUT_MS`. */
const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** In upstream requests; more than 200 are seldom allowed. */
const requestBuckets = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500];

/** Codes of the public interface, and the one more that clients of GraphQL act on. */
const codes: Readonly<Record<ErrorCode | 'PERSISTED_QUERY_NOT_FOUND', true>> = {
  BAD_USER_INPUT: true,
  FORBIDDEN: true,
  INTERNAL: true,
  NOT_FOUND: true,
  OVERLOADED: true,
  PERSISTED_QUERY_NOT_FOUND: true,
  QUERY_TOO_EXPENSIVE: true,
  RATE_LIMITED: true,
  UNAUTHENTICATED: true,
  UPSTREAM_CONTRACT: true,
  UPSTREAM_RATE_LIMITED: true,
  UPSTREAM_REJECTED: true,
  UPSTREAM_TIMEOUT: true,
  UPSTREAM_UNAVAILABLE: true,
};

/** With which codes each one refuses. */
const refusalCodes: Readonly<Record<Refuser, readonly ErrorCode[]>> = {
  site: ['FORBIDDEN', 'BAD_USER_INPUT'],
  load: ['OVERLOADED'],
  gate: ['UNAUTHENTICATED', 'OVERLOADED'],
  rate: ['RATE_LIMITED'],
  body: ['BAD_USER_INPUT'],
  cost: ['QUERY_TOO_EXPENSIVE'],
  minute: ['QUERY_TOO_EXPENSIVE'],
};

/** @param names of the registered operations */
export function createOperationMetrics(registry: Registry, names: Iterable<string>): Observe {
  const nameOf = createNames(names);
  const parts = [
    createRunMetrics(registry, nameOf),
    createCostMetrics(registry, nameOf),
    createErrorMetrics(registry),
  ];
  return (operation) => {
    for (const observe of parts) observe(operation);
  };
}

/** Only names of operations that ran take a place among the labels: anybody can send documents that never run. */
function createNames(known: Iterable<string>): (incoming: Incoming) => string {
  const bounded = createBoundedNames({ known, most: mostNames });
  return ({ operation, planned }) => {
    if (operation === null) return unknown;
    if (operation.name === null) return unnamed;
    return planned === null ? bounded.known(operation.name) : bounded.label(operation.name);
  };
}

function createRunMetrics(registry: Registry, nameOf: (incoming: Incoming) => string): Observe {
  const registers = [registry];
  const operations = new Counter({
    name: 'atelier_operations_total',
    help: 'Requests to /graphql that are over, by how they ended',
    labelNames: ['operation', 'kind', 'outcome'],
    registers,
  });
  const durations = new Histogram({
    name: 'atelier_operation_duration_seconds',
    help: 'Time from the arrival of operations that ran to the end of their answer, without subscriptions',
    labelNames: ['operation', 'kind'],
    buckets: durationBuckets,
    registers,
  });
  return ({ incoming, outcome, durationMs }) => {
    const operation = nameOf(incoming);
    const kind = incoming.operation?.kind ?? unknown;
    operations.inc({ operation, kind, outcome });
    // How long somebody watches, or stayed before leaving, says nothing of the gateway.
    if (incoming.planned === null || kind === 'subscription' || outcome === 'left') return;
    durations.observe({ operation, kind }, durationMs / 1000);
  };
}

function createCostMetrics(registry: Registry, nameOf: (incoming: Incoming) => string): Observe {
  const registers = [registry];
  const planned = new Histogram({
    name: 'atelier_operation_planned_requests',
    help: 'Upstream requests that operations may need by their plans, at least and at most, without subscriptions',
    labelNames: ['bound'],
    buckets: requestBuckets,
    registers,
  });
  const sent = new Histogram({
    name: 'atelier_operation_sent_requests',
    help: 'Upstream requests that were sent for the same operations',
    buckets: requestBuckets,
    registers,
  });
  const total = new Counter({
    name: 'atelier_operation_requests_total',
    help: 'Upstream requests that were sent for operations, without what subscriptions watch',
    labelNames: ['operation', 'kind', 'upstream'],
    registers,
  });
  return ({ incoming }) => {
    const { operation, planned: plan, tally } = incoming;
    if (operation === null || plan === null) return;
    const { kind } = operation;
    const name = nameOf(incoming);
    let all = 0;
    for (const [upstream, count] of tally.sent) {
      total.inc({ operation: name, kind, upstream }, count);
      all += count;
    }
    if (kind === 'subscription') return;
    planned.observe({ bound: 'min' }, plan.min);
    planned.observe({ bound: 'max' }, plan.max);
    sent.observe(all);
  };
}

/** Counted from the start: a counter that begins with its first one shows no increase by it. */
function createErrorMetrics(registry: Registry): Observe {
  const registers = [registry];
  const errors = new Counter({
    name: 'atelier_operation_errors_total',
    help: 'Operations whose answer had an error with this code',
    labelNames: ['code'],
    registers,
  });
  const refusals = new Counter({
    name: 'atelier_refusals_total',
    help: 'Operations that were not let in or not let run, by what refused them',
    labelNames: ['by', 'code'],
    registers,
  });
  for (const code of Object.keys(codes)) errors.inc({ code }, 0);
  for (const [by, ofIt] of Object.entries(refusalCodes)) {
    for (const code of ofIt) refusals.inc({ by, code }, 0);
  }
  return ({ incoming }) => {
    const { refusedBy } = incoming;
    for (const code of incoming.codes) {
      errors.inc({ code: Object.hasOwn(codes, code) ? code : otherName });
      if (refusedBy !== null && refusalCodes[refusedBy].includes(code)) refusals.inc({ by: refusedBy, code });
    }
  };
}
