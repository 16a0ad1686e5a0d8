import { getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { explainedBy, type Plan } from '#src/explorer/explain.ts';
import { planOperation } from '#src/graph/operation-plan.ts';
import { reportOf } from '#src/graph/plan-report.ts';
import { buildSchema } from '#src/graph/schema.ts';
import { planOf } from './plans.ts';

describe('what an answer explains', () => {
  it('is the plan that the gateway makes', () => {
    const operation = getOperationAST(parse('query Two { assets { totalCount } setDesigns { totalCount } }'));
    if (!operation) throw new TypeError('no operation');
    const context = { schema: buildSchema(), fragments: {}, variableValues: {} };
    const report = reportOf(planOperation(operation, context, { assets: null, datasetImages: null }), 'Two');
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
