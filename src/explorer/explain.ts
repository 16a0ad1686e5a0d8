/**
 * What the gateway tells of an operation under `extensions.explain`: the shapes, and how they are read from an answer.
 * Owns no wording of its own beyond answers that explain nothing. Pure.
 */

export type UpstreamName = 'piktid' | 'sartiq' | 'acusight';

/** Between so many and so many. */
export interface Count {
  readonly min: number;
  readonly max: number;
}

type Value = string | number | boolean | null;
/** Parameters as they go to the backend; a list is a repeated one. */
export type Parameters = Readonly<Record<string, Value | readonly Value[]>>;

/** Requests of one kind that an operation will make. */
export interface PlanStep {
  /** From 1. */
  readonly step: number;
  readonly upstream: UpstreamName;
  readonly method: string;
  readonly route: string;
  /** Null where rows decide it. */
  readonly path: string | null;
  readonly parameters: Parameters;
  /** Parameters whose values rows decide. */
  readonly open: readonly string[];
  readonly requests: Count;
  readonly mayGrow: boolean;
  /** By their paths without list positions. */
  readonly fields: readonly string[];
  readonly waitsFor: number | null;
}

export interface Plan {
  readonly operation: { readonly kind: string; readonly name: string | null };
  readonly requests: Count;
  /** So many more at most, where a backend has more than is usual. */
  readonly unforeseen: number;
  readonly perUpstream: Readonly<Partial<Record<UpstreamName, Count>>>;
  readonly steps: readonly PlanStep[];
  /** An operation that may need more requests is refused. */
  readonly budget: number;
}

/** One request that was made, or answered from the cache. */
export interface TraceRequest {
  /** Of the plan; null for one that is in no step. */
  readonly step: number | null;
  readonly upstream: UpstreamName;
  readonly method: string;
  readonly route: string;
  readonly path: string;
  readonly parameters: Parameters;
  readonly fields: readonly string[];
  /** From the operation's start. */
  readonly startMs: number;
  /** Null where it was not waited for to the end. */
  readonly durationMs: number | null;
  readonly bytes: number | null;
  readonly status: number | null;
  readonly error: string | null;
  readonly cache: 'hit' | 'stale' | 'revalidated' | 'miss' | 'bypassed' | 'failed' | null;
  readonly retries: number;
  readonly shared: boolean;
}

export interface Trace {
  readonly durationMs: number;
  /** Requests in the plan's sense that were made. */
  readonly actual: number;
  readonly requests: readonly TraceRequest[];
}

export interface Explained {
  readonly plan: Plan | null;
  readonly trace: Trace | null;
  /** Messages of the answer's errors. */
  readonly problems: readonly string[];
}

/** @param answer the JSON of an answer of `/graphql`, whatever it is */
export function explainedBy(answer: unknown): Explained {
  const explain = member(member(answer, 'extensions'), 'explain');
  const [plan, trace] = [member(explain, 'plan'), member(explain, 'trace')];
  const errors = member(answer, 'errors');
  return {
    plan: Array.isArray(member(plan, 'steps')) ? (plan as Plan) : null,
    trace: Array.isArray(member(trace, 'requests')) ? (trace as Trace) : null,
    problems: Array.isArray(errors) ? errors.map((error) => String(member(error, 'message') ?? error)) : [],
  };
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
