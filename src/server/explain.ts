/** What `extensions.explain` and `extensions.cost` say of an operation. Pure: from its plan and its ledger. */

import type { UpstreamErrorCode, UpstreamName } from '#src/errors.ts';
import type { Count } from '#src/graph/field-plan.ts';
import type { OperationPlan } from '#src/graph/operation-plan.ts';
import { createPlanMatcher } from '#src/graph/plan-match.ts';
import type { PlanReport } from '#src/graph/plan-report.ts';
import type { CacheUse } from '#src/http/events.ts';
import type { Method } from '#src/http/exchange.ts';
import { type RequestRecord, timesSent } from '#src/http/ledger.ts';

/** `extensions.explain.trace`. Times are milliseconds from the operation's start. */
export interface Trace {
  readonly durationMs: number;
  /** Upstream requests that were made. */
  readonly actual: number;
  readonly requests: readonly TraceRequest[];
}

export interface TraceRequest {
  /** Of the plan; null for a request that it does not hold. */
  readonly step: number | null;
  readonly upstream: UpstreamName;
  readonly method: Method;
  readonly route: string;
  readonly path: string;
  readonly parameters: Readonly<Record<string, string | readonly string[]>>;
  /** The fields that waited for it. */
  readonly fields: readonly string[];
  readonly startMs: number;
  /** Null where it was not waited for to the end. */
  readonly durationMs: number | null;
  /** Of the answer's body. */
  readonly bytes: number | null;
  readonly status: number | null;
  readonly error: UpstreamErrorCode | 'ABORTED' | null;
  readonly cache: CacheUse | null;
  /** How often it was sent once more. */
  readonly retries: number;
  /** Whether it waited for what another operation asked. */
  readonly shared: boolean;
}

/** @param startedAtMs when the operation began, in milliseconds since 1970 */
export function traceOf(
  plan: OperationPlan,
  records: readonly RequestRecord[],
  { startedAtMs, nowMs }: { readonly startedAtMs: number; readonly nowMs: number },
): Trace {
  const match = createPlanMatcher(plan.requests);
  return {
    durationMs: nowMs - startedAtMs,
    actual: sentIn(records),
    requests: records.map((record) => {
      const planned = match(record);
      const { upstream, method, route, path, query, bytes, status, code, cache, retries, shared } = record;
      return {
        step: planned && plan.requests.indexOf(planned) + 1,
        upstream,
        method,
        route,
        path,
        parameters: parametersOf(query),
        fields: planned?.fields ?? [],
        startMs: record.startedAtMs - startedAtMs,
        durationMs: record.endedAtMs === null ? null : record.endedAtMs - record.startedAtMs,
        bytes,
        status,
        error: code,
        cache,
        retries,
        shared,
      };
    }),
  };
}

/** `extensions.cost`, in upstream requests. */
export interface Cost {
  readonly planned: Count;
  readonly actual: number;
  readonly perUpstream: Readonly<Partial<Record<UpstreamName, UpstreamCost>>>;
}

export interface UpstreamCost {
  readonly planned: Count;
  readonly actual: number;
  /** What the caller has left at this upstream; null where nobody counts. */
  readonly throttle: Throttle | null;
}

export interface Throttle {
  readonly maximum: number;
  readonly available: number;
  /** Requests that come back in a second, on average. */
  readonly restoreRate: number;
}

/** @param throttleOf what the caller has left at an upstream */
export function costOf(
  { requests, perUpstream, steps }: PlanReport,
  records: readonly RequestRecord[],
  throttleOf: (upstream: UpstreamName) => Throttle | null,
): Cost {
  const upstreams = new Set([...steps, ...records].map(({ upstream }) => upstream));
  return {
    planned: requests,
    actual: sentIn(records),
    perUpstream: Object.fromEntries(
      [...upstreams].map((upstream) => [
        upstream,
        {
          planned: perUpstream[upstream] ?? { min: 0, max: 0 },
          actual: sentIn(records, upstream),
          throttle: throttleOf(upstream),
        },
      ]),
    ),
  };
}

/** How often requests went out, to one upstream or to all. */
export function sentIn(records: readonly RequestRecord[], upstream?: UpstreamName): number {
  return records
    .filter((record) => upstream === undefined || record.upstream === upstream)
    .reduce((sum, record) => sum + timesSent(record), 0);
}

/** A repeated name is a list. */
function parametersOf(query: RequestRecord['query']): TraceRequest['parameters'] {
  const values = Map.groupBy(query, ([name]) => name);
  return Object.fromEntries(
    [...values].map(([name, pairs]) => {
      const [first, ...others] = pairs.map(([, value]) => value);
      return [name, first !== undefined && others.length === 0 ? first : pairs.map(([, value]) => value)];
    }),
  );
}
