/** Plans and traces for tests of the panel, of the shapes that the gateway sends. */

import type { Plan, PlanStep, TraceRequest } from '#src/explorer/explain.ts';

/** A step as most are: one page of a list, asked for at once. */
export function stepOf(change: Partial<PlanStep> & Pick<PlanStep, 'step' | 'fields'>): PlanStep {
  return {
    upstream: 'piktid',
    method: 'GET',
    route: '/assets',
    path: '/assets',
    parameters: {},
    open: [],
    requests: { min: 1, max: 1 },
    mayGrow: false,
    waitsFor: null,
    ...change,
  };
}

export function planOf(change: Partial<Plan> = {}): Plan {
  return {
    operation: { kind: 'query', name: null },
    requests: { min: 1, max: 1 },
    unforeseen: 0,
    perUpstream: { piktid: { min: 1, max: 1 } },
    steps: [stepOf({ step: 1, fields: ['assets'] })],
    budget: 100,
    ...change,
  };
}

/** The assets, and for each up to ten dataset images of the same name. */
export const matches: Plan = planOf({
  operation: { kind: 'query', name: 'Matches' },
  requests: { min: 1, max: 11 },
  unforeseen: 20,
  perUpstream: { piktid: { min: 1, max: 1 }, acusight: { min: 0, max: 10 } },
  steps: [
    stepOf({ step: 1, fields: ['assets'], parameters: { page: 1, per_page: 10 } }),
    stepOf({
      step: 2,
      upstream: 'acusight',
      route: '/data/images',
      path: '/data/images',
      parameters: { limit: 100 },
      open: ['filename', 'offset'],
      requests: { min: 0, max: 10 },
      mayGrow: true,
      fields: ['assets.nodes.datasetImages'],
      waitsFor: 1,
    }),
  ],
});

export function requestOf(change: Partial<TraceRequest> = {}): TraceRequest {
  return {
    step: 1,
    upstream: 'piktid',
    method: 'GET',
    route: '/assets',
    path: '/assets',
    parameters: {},
    fields: ['assets'],
    startMs: 0,
    durationMs: 10,
    bytes: null,
    status: 200,
    error: null,
    cache: null,
    retries: 0,
    shared: false,
    ...change,
  };
}
