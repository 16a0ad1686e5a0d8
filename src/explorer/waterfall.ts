/** A trace as bars on a common time axis, and what it says in words. Draws nothing. Pure. */

import type { Plan, Trace, TraceRequest } from './explain.ts';
import { parameterTexts, requestsText, sizeText, timeText, upstreams } from './words.ts';

export interface Waterfall {
  readonly bars: readonly Bar[];
  readonly ticks: readonly { readonly text: string; readonly leftPercent: number }[];
  /** What was planned and what became of it. */
  readonly sentence: string;
}

export interface Bar {
  readonly request: TraceRequest;
  readonly leftPercent: number;
  readonly widthPercent: number;
  readonly time: string;
  /** The parameters that rows decided, which tell it from others of its step. */
  readonly decided: readonly string[];
  /** What is worth knowing of it, shortly. */
  readonly marks: readonly Mark[];
  /** Everything of it in one sentence. */
  readonly label: string;
}

export interface Mark {
  readonly kind: 'plain' | 'good' | 'bad';
  readonly text: string;
}

/** Of the axis; less cannot be told apart in the words for times. */
const shortestMs = 1;

/** Requests in the order in which they began. */
export function waterfallOf(trace: Trace, plan: Plan | null): Waterfall {
  const ends = trace.requests.map(({ startMs, durationMs }) => startMs + (durationMs ?? 0));
  const endMs = Math.max(trace.durationMs, ...ends, shortestMs);
  const requests = trace.requests.toSorted((left, right) => left.startMs - right.startMs);
  return {
    bars: requests.map((request) => barOf(request, endMs, decidedBy(request, plan))),
    ticks: ticksUpTo(endMs),
    sentence: sentenceOf(trace, plan),
  };
}

function barOf(request: TraceRequest, endMs: number, decided: readonly string[]): Bar {
  const { startMs, durationMs } = request;
  return {
    request,
    leftPercent: (100 * startMs) / endMs,
    widthPercent: (100 * (durationMs ?? endMs - startMs)) / endMs,
    time: durationMs === null ? 'no end' : timeText(durationMs),
    decided,
    marks: marksOf(request),
    label: labelOf(request, decided),
  };
}

function decidedBy({ step, parameters }: TraceRequest, plan: Plan | null): readonly string[] {
  const open = plan?.steps.find((planned) => planned.step === step)?.open ?? [];
  return parameterTexts(
    Object.fromEntries(Object.entries(parameters).filter(([name]) => open.includes(name))),
  );
}

const cacheMarks: Readonly<Record<NonNullable<TraceRequest['cache']>, Mark>> = {
  hit: { kind: 'good', text: 'from the cache' },
  stale: { kind: 'good', text: 'stale from the cache' },
  revalidated: { kind: 'good', text: 'cache revalidated' },
  miss: { kind: 'plain', text: 'cache miss' },
  bypassed: { kind: 'plain', text: 'past the cache' },
  failed: { kind: 'bad', text: 'cache failed' },
};

function marksOf({ status, error, cache, retries, shared, bytes, step }: TraceRequest): readonly Mark[] {
  const failed = error !== null || (status !== null && status >= 400);
  return [
    ...(status === null ? [] : [{ kind: failed ? 'bad' : 'plain', text: `status ${status}` } as const]),
    ...(error === null ? [] : [{ kind: 'bad', text: error } as const]),
    ...(cache === null ? [] : [cacheMarks[cache]]),
    ...(retries === 0
      ? []
      : [{ kind: 'bad', text: retries === 1 ? '1 retry' : `${retries} retries` } as const]),
    ...(shared ? [{ kind: 'good', text: 'shared with others' } as const] : []),
    ...(bytes === null ? [] : [{ kind: 'plain', text: sizeText(bytes) } as const]),
    ...(step === null ? [{ kind: 'plain', text: 'in no step of the plan' } as const] : []),
  ];
}

function labelOf(request: TraceRequest, decided: readonly string[]): string {
  const { upstream, method, path, fields, startMs, durationMs, step } = request;
  return [
    `${upstreams[upstream].title}: ${method} ${path}`,
    ...decided,
    durationMs === null
      ? `from ${timeText(startMs)} on, not waited for to the end`
      : `from ${timeText(startMs)} to ${timeText(startMs + durationMs)}`,
    ...marksOf(request).map(({ text }) => text),
    ...(step === null ? [] : [`step ${step}`]),
    ...(fields.length === 0 ? [] : [`for ${fields.join(', ')}`]),
  ].join('; ');
}

function sentenceOf({ actual, durationMs }: Trace, plan: Plan | null): string {
  const made = `${requestsText({ min: actual, max: actual })} in ${timeText(durationMs)}`;
  if (plan === null) return `Made ${made}.`;
  return `Planned ${requestsText(plan.requests)}, made ${made}: ${verdictOf(actual, plan)}.`;
}

function verdictOf(actual: number, { requests: { min, max }, unforeseen }: Plan): string {
  if (actual < min) return 'fewer than planned';
  if (actual <= max) return min === max ? 'as planned' : 'within the plan';
  return actual <= max + unforeseen
    ? 'more than planned, within what may be unforeseen'
    : 'more than planned';
}

/** At most five, at round times. */
function ticksUpTo(endMs: number): Waterfall['ticks'] {
  const rough = endMs / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const stepMs = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough) ?? rough;
  const count = Math.floor(endMs / stepMs + 1e-9) + 1;
  return Array.from({ length: count }, (_, index) => ({
    text: index === 0 ? '0' : timeText(index * stepMs),
    leftPercent: (100 * index * stepMs) / endMs,
  }));
}
