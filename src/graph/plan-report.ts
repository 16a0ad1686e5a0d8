/** A plan as it is shown to people and tools: plain JSON, without anything that is not in the operation itself. Pure. */

import type { UpstreamName } from '#src/errors.ts';
import type { CacheRules } from '#src/http/cache-rules.ts';
import type { Method } from '#src/http/exchange.ts';
import type { Query } from '#src/http/json-client.ts';
import { acusightCacheRules } from '#src/upstreams/acusight/cache-times.ts';
import { piktidCacheRules } from '#src/upstreams/piktid/cache-times.ts';
import { sartiqCacheRules } from '#src/upstreams/sartiq/cache-times.ts';
import type { Count } from './field-plan.ts';
import type { OperationPlan, PlannedRequest } from './operation-plan.ts';

/** `extensions.explain.plan` of an answer. */
export interface PlanReport {
  readonly operation: { readonly kind: OperationPlan['kind']; readonly name: string | null };
  /** All upstream requests; for a subscription: of each event. */
  readonly requests: Count;
  /** So many more are sent at most, where a backend has more than is usual. */
  readonly unforeseen: number;
  readonly perUpstream: Readonly<Partial<Record<UpstreamName, Count>>>;
  /** In the order in which they can begin. */
  readonly steps: readonly PlanStep[];
}

export interface PlanStep {
  /** From 1. */
  readonly step: number;
  readonly upstream: UpstreamName;
  readonly method: Method;
  readonly route: string;
  /** With its values; null where rows decide them. */
  readonly path: string | null;
  readonly parameters: Query;
  /** Parameters whose values rows decide. */
  readonly open: readonly string[];
  readonly requests: Count;
  /** Whether it may need some of the unforeseen ones. */
  readonly mayGrow: boolean;
  /** Whether answers of its route are kept for some seconds, so that it may not be sent at all. */
  readonly mayBeKept: boolean;
  /** The fields that it is for, by their paths without list positions. */
  readonly fields: readonly string[];
  /** The step that must be answered before; null for those that begin at once. */
  readonly waitsFor: number | null;
}

/** Requests beyond a plan that an operation may make where its plan may grow. */
const mostUnforeseen = 20;

/** @param name of the operation, where it has one */
export function reportOf({ kind, requests, count }: OperationPlan, name: string | null): PlanReport {
  const steps = requests.map((request, index) => stepOf(request, index + 1, requests));
  return {
    operation: { kind, name },
    requests: count,
    unforeseen: requests.some(({ mayGrow }) => mayGrow) ? mostUnforeseen : 0,
    perUpstream: perUpstream(requests),
    steps,
  };
}

function stepOf(request: PlannedRequest, step: number, all: readonly PlannedRequest[]): PlanStep {
  const { upstream, method, route, path, parameters, open, mayGrow, fields, waitsFor, count } = request;
  const before = all.findLastIndex((other) => waitsFor !== null && other.fields.includes(waitsFor));
  return {
    step,
    upstream,
    method,
    route,
    path,
    parameters,
    open,
    requests: count,
    mayGrow,
    mayBeKept: method === 'GET' && keptRoutes[upstream].keeps[route] !== undefined,
    fields,
    waitsFor: before < 0 ? null : before + 1,
  };
}

const keptRoutes: Readonly<Record<UpstreamName, CacheRules>> = {
  piktid: piktidCacheRules,
  sartiq: sartiqCacheRules,
  acusight: acusightCacheRules,
};

function perUpstream(requests: readonly PlannedRequest[]): PlanReport['perUpstream'] {
  const counts: Partial<Record<UpstreamName, Count>> = {};
  for (const { upstream, count } of requests) {
    const { min, max } = counts[upstream] ?? { min: 0, max: 0 };
    counts[upstream] = { min: min + count.min, max: max + count.max };
  }
  return counts;
}
