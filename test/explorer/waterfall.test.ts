import { describe, expect, it } from 'vitest';
import type { Trace, TraceRequest } from '#src/explorer/explain.ts';
import { waterfallOf } from '#src/explorer/waterfall.ts';
import { matches, planOf, requestOf } from './plans.ts';

function traceOf(change: Partial<Trace>): Trace {
  return { durationMs: 100, actual: 1, requests: [requestOf()], ...change };
}

function marks(change: Partial<TraceRequest>): readonly string[] {
  const [bar] = waterfallOf(traceOf({ requests: [requestOf({ status: null, ...change })] }), null).bars;
  return bar?.marks.map(({ kind, text }) => `${kind}: ${text}`) ?? [];
}

describe('the waterfall of a trace', () => {
  it('gives every request its place on the axis of the operation, in order of their starts', () => {
    const requests = [requestOf({ startMs: 40, durationMs: 50 }), requestOf({ startMs: 10, durationMs: 30 })];
    const { bars } = waterfallOf(traceOf({ requests }), null);
    expect(bars.map(({ leftPercent, widthPercent }) => [leftPercent, widthPercent])).toEqual([
      [10, 30],
      [40, 50],
    ]);
  });

  it('reaches as far as the last request, where that ended after the operation', () => {
    const requests = [requestOf({ startMs: 100, durationMs: 100 })];
    const [bar] = waterfallOf(traceOf({ requests }), null).bars;
    expect([bar?.leftPercent, bar?.widthPercent]).toEqual([50, 50]);
  });

  it('shows a request that was not waited for as one without an end', () => {
    const requests = [requestOf({ startMs: 40, durationMs: null, status: null })];
    const [bar] = waterfallOf(traceOf({ requests }), null).bars;
    expect([bar?.leftPercent, bar?.widthPercent, bar?.time]).toEqual([40, 60, 'no end']);
    expect(bar?.label).toContain('from 40 ms on, not waited for to the end');
  });

  it.each([
    [0.37, ['0', '0.5 ms', '1.0 ms']],
    [58.4, ['0', '20 ms', '40 ms']],
    [100, ['0', '50 ms', '100 ms']],
    [812, ['0', '500 ms']],
    [4_000, ['0', '1.00 s', '2.00 s', '3.00 s', '4.00 s']],
  ])('has round times on the axis of %d ms', (durationMs, texts) => {
    const { ticks } = waterfallOf(traceOf({ durationMs, requests: [] }), null);
    expect(ticks.map(({ text }) => text)).toEqual(texts);
    expect(ticks.every(({ leftPercent }) => leftPercent >= 0 && leftPercent <= 100)).toBe(true);
  });

  it('survives an operation that took no time', () => {
    const requests = [requestOf({ durationMs: 0 })];
    const { bars, ticks } = waterfallOf(traceOf({ durationMs: 0, requests }), null);
    const places = [...bars, ...ticks].map(({ leftPercent }) => leftPercent);
    expect(places.every(Number.isFinite)).toBe(true);
    expect(ticks.length).toBeLessThanOrEqual(5);
  });

  it('marks what is worth knowing', () => {
    expect(marks({ status: 200, bytes: 4_096, cache: 'miss' })).toEqual([
      'plain: status 200',
      'plain: cache miss',
      'plain: 4.1 kB',
    ]);
    expect(marks({ cache: 'hit', shared: true })).toEqual([
      'good: from the cache',
      'good: shared with others',
    ]);
    expect(marks({ status: 503, error: 'UPSTREAM_UNAVAILABLE', retries: 2 })).toEqual([
      'bad: status 503',
      'bad: UPSTREAM_UNAVAILABLE',
      'bad: 2 retries',
    ]);
    expect(marks({ step: null })).toEqual(['plain: in no step of the plan']);
  });

  it('tells requests of a step apart by what rows decided', () => {
    const parameters = { limit: 100, filename: 'a.jpg', offset: 0 };
    const request = requestOf({ step: 2, upstream: 'acusight', path: '/data/images', parameters });
    const [bar] = waterfallOf(traceOf({ requests: [request] }), matches).bars;
    expect(bar?.decided).toEqual(['filename=a.jpg', 'offset=0']);
    expect(bar?.label).toBe(
      'Acusight: GET /data/images; filename=a.jpg; offset=0; from 0 ms to 10 ms; status 200; step 2; for assets',
    );
  });

  it.each([
    [0, 'Planned 1 to 11 requests, made 0 requests in 100 ms: fewer than planned.'],
    [11, 'Planned 1 to 11 requests, made 11 requests in 100 ms: within the plan.'],
    [
      31,
      'Planned 1 to 11 requests, made 31 requests in 100 ms: more than planned, within what may be unforeseen.',
    ],
    [32, 'Planned 1 to 11 requests, made 32 requests in 100 ms: more than planned.'],
  ])('compares %d requests with the plan', (actual, sentence) => {
    expect(waterfallOf(traceOf({ actual }), matches).sentence).toBe(sentence);
  });

  it('says that an exact plan came true, and does without a plan', () => {
    expect(waterfallOf(traceOf({}), planOf()).sentence).toBe(
      'Planned 1 request, made 1 request in 100 ms: as planned.',
    );
    expect(waterfallOf(traceOf({}), null).sentence).toBe('Made 1 request in 100 ms.');
  });
});
