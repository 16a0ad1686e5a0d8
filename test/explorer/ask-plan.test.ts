import { describe, expect, it } from 'vitest';
import { createAskPlan, type PlanAnswer } from '#src/explorer/ask-plan.ts';
import type { Written } from '#src/explorer/written.ts';
import { planOf } from './plans.ts';

interface Asked {
  readonly query: string;
  readonly headers: Headers;
}

const endpoint = 'http://gateway.test/graphql';
const mutation: Written = {
  query: 'mutation Delete { deleteSetDesign { setDesignId } }',
  variables: '',
  headers: '{ "x-sartiq-token": "own", "X-Atelier-Explain": "trace" }',
  operationName: null,
};

/** Asks once for each text, of a gateway that answers with these in turn. */
async function askFor(
  texts: readonly Written[],
  ...answers: readonly (unknown | Error)[]
): Promise<{ readonly asked: readonly Asked[]; readonly told: readonly PlanAnswer[] }> {
  const asked: Asked[] = [];
  const left = [...answers];
  const askPlan = createAskPlan(async (_url, init) => {
    const { query } = JSON.parse(String(init?.body)) as { readonly query: string };
    asked.push({ query, headers: new Headers(init?.headers) });
    const answer = left.shift();
    if (answer instanceof Error) throw answer;
    return typeof answer === 'string' ? new Response(answer) : Response.json(answer);
  }, endpoint);
  const told: PlanAnswer[] = [];
  for (const text of texts) told.push(await askPlan(text, new AbortController().signal));
  return { asked, told };
}

const planned = (plan = planOf()) => ({ data: null, extensions: { explain: { plan } } });

describe('asking for a plan', () => {
  it('sends what is written only after the gateway has planned something harmless', async () => {
    const { asked, told } = await askFor([mutation, mutation], planned(), planned(), planned());
    expect(asked.map(({ query }) => query)).toEqual(['{ __typename }', mutation.query, mutation.query]);
    expect(told.map(({ plan, problem }) => [plan !== null, problem])).toEqual([
      [true, null],
      [true, null],
    ]);
  });

  it('sends nothing that is written to a server that runs instead of planning', async () => {
    const ran = { data: { __typename: 'Query' } };
    const { asked, told } = await askFor([mutation, mutation], ran, ran);
    expect(asked.map(({ query }) => query)).toEqual(['{ __typename }', '{ __typename }']);
    expect(told[0]?.problem).toMatch(/^This gateway gives no plans/);
  });

  it('always asks for a plan, with the headers of the editor', async () => {
    const { asked } = await askFor([mutation], planned(), planned());
    expect(asked.map(({ headers }) => headers.get('x-atelier-explain'))).toEqual(['plan', 'plan']);
    expect(asked.map(({ headers }) => headers.get('x-sartiq-token'))).toEqual(['own', 'own']);
  });

  it("tells the gateway's own words where it refuses, with the plan if it sent one", async () => {
    const refused = { errors: [{ message: 'Plans are not given here.' }] };
    const tooMuch = { ...planned(), errors: [{ message: 'This operation is too expensive.' }] };
    const { told } = await askFor([mutation, mutation], refused, planned(), tooMuch);
    expect(told.map(({ plan, problem }) => [plan !== null, problem])).toEqual([
      [false, 'Plans are not given here.'],
      [true, 'This operation is too expensive.'],
    ]);
  });

  it('says so where no answer comes, or none that can be read', async () => {
    const { told } = await askFor([mutation, mutation], new TypeError('fetch failed'), '<html>');
    expect(told.map(({ problem }) => problem)).toEqual([
      'The gateway could not be asked.',
      'The gateway answered with status 200, and no plan.',
    ]);
  });

  it('asks nothing where the variables are no JSON', async () => {
    const { asked, told } = await askFor([{ ...mutation, variables: '{' }]);
    expect(asked).toEqual([]);
    expect(told[0]?.problem).toBe('The variables are not JSON yet.');
  });
});
