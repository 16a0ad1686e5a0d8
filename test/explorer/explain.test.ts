import { getOperationAST, OperationTypeNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { explainedBy, type Plan, type Trace } from '#src/explorer/explain.ts';
import { nothingKnown } from '#src/graph/field-plan.ts';
import { planOperation } from '#src/graph/operation-plan.ts';
import { reportOf } from '#src/graph/plan-report.ts';
import { buildSchema } from '#src/graph/schema.ts';
import { createLedger } from '#src/http/ledger.ts';
import { traceOf } from '#src/server/explain.ts';
import { planOf } from './plans.ts';

describe('what an answer explains', () => {
  it('is the plan that the gateway makes', () => {
    const operation = getOperationAST(parse('query Two { assets { totalCount } setDesigns { totalCount } }'));
    if (!operation) throw new TypeError('no operation');
    const context = { schema: buildSchema(), fragments: {}, variableValues: {} };
    const report = reportOf(planOperation(operation, context, nothingKnown), 'Two');
    // Compiles only as long as the gateway sends what the panel reads.
    const sent: Plan = { ...report, budget: 100 };
    const { plan } = explainedBy({ data: null, extensions: { explain: { plan: sent } } });
    expect(plan?.steps.map(({ upstream, fields }) => [upstream, fields])).toEqual([
      ['piktid', ['assets']],
      ['sartiq', ['setDesigns']],
    ]);
  });

  it('is a plan and a trace, where the operation ran', () => {
    const trace = { durationMs: 1, actual: 0, requests: [] };
    expect(explainedBy({ data: {}, extensions: { explain: { plan: planOf(), trace } } })).toEqual({
      plan: planOf(),
      trace,
      problems: [],
    });
  });

  it('is the trace that the gateway makes, of requests without an end, too', () => {
    const ledger = createLedger(() => 1_000);
    ledger.begin({ upstream: 'piktid', method: 'GET', route: '/assets', path: '/assets', query: [] });
    const times = { startedAtMs: 1_000, nowMs: 1_010 };
    // Compiles only as long as the gateway sends what the panel reads.
    const sent: Trace = traceOf(
      { kind: OperationTypeNode.QUERY, requests: [], count: { min: 0, max: 0 }, steps: 0 },
      ledger.records,
      times,
    );
    const { trace } = explainedBy({ extensions: { explain: { trace: sent } } });
    expect(trace?.requests.map(({ durationMs, status }) => [durationMs, status])).toEqual([[null, null]]);
  });

  it('is what went wrong', () => {
    const answer = { errors: [{ message: 'Cannot query field "a".' }, { message: 'And "b".' }] };
    expect(explainedBy(answer).problems).toEqual(['Cannot query field "a".', 'And "b".']);
  });

  it.each([[null], ['text'], [{}], [{ extensions: { explain: { plan: 1, trace: {} } } }]])(
    'is nothing in %j',
    (answer) => {
      expect(explainedBy(answer)).toEqual({ plan: null, trace: null, problems: [] });
    },
  );
});
