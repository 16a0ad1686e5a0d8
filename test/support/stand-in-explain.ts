/**
 * Explains operations in place of the gateway, for a page that asks for it: plans by the gateway's own planner, traces that are
 * made up from the plan. A gateway that explains by itself makes this unnecessary.
 */

import { type GraphQLSchema, getOperationAST, getVariableValues, Kind, parse, validate } from 'graphql';
// biome-ignore lint/correctness/noUnresolvedImports: Biome does not follow playwright-core to its types
import type { Page, Route } from 'playwright-core';
import { planOperation } from '#src/graph/operation-plan.ts';
import { type PlanReport, reportOf } from '#src/graph/plan-report.ts';
import { buildSchema } from '#src/graph/schema.ts';

interface Operation {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

/** Answers every operation of the page that asks to be explained. */
export async function explainInstead(page: Page): Promise<void> {
  const schema = buildSchema();
  await page.route('**/graphql', async (route) => {
    const wanted = route.request().headers()['x-atelier-explain'];
    if (wanted === undefined) return await route.continue();
    const { plan, errors } = planFor(schema, route.request().postDataJSON() as Operation);
    if (!plan || wanted === 'plan') return await answer(route, { data: null, plan, errors });
    const ran = await (await route.fetch()).json();
    return await answer(route, { ...ran, plan, trace: traceFor(plan) });
  });
}

/** Answers as a gateway that explains nothing. */
export async function refuseToExplain(page: Page): Promise<void> {
  await page.route('**/graphql', async (route) => {
    if (route.request().headers()['x-atelier-explain'] === undefined) return await route.continue();
    await route.fulfill({ json: { errors: [{ message: 'Plans are switched off here.' }] } });
  });
}

async function answer(
  route: Route,
  {
    plan,
    trace,
    ...ordinary
  }: {
    readonly plan?: PlanReport | undefined;
    readonly trace?: object;
    readonly data?: unknown;
    readonly errors?: unknown;
  },
): Promise<void> {
  const explain = { plan: plan && { ...plan, budget: 100 }, trace };
  await route.fulfill({ json: { ...ordinary, ...(plan ? { extensions: { explain } } : {}) } });
}

function planFor(
  schema: GraphQLSchema,
  { query, variables = {}, operationName }: Operation,
): { readonly plan?: PlanReport; readonly errors?: readonly { readonly message: string }[] } {
  try {
    const document = parse(query);
    const errors = validate(schema, document);
    const operation = getOperationAST(document, operationName);
    if (errors.length > 0 || !operation) return { errors: errors.map(({ message }) => ({ message })) };
    const values = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
    if (values.errors) return { errors: values.errors.map(({ message }) => ({ message })) };
    const fragments = Object.fromEntries(
      document.definitions.flatMap((definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
      ),
    );
    const context = { schema, fragments, variableValues: values.coerced };
    const planned = planOperation(operation, context, { assets: null, datasetImages: null });
    return { plan: reportOf(planned, operation.name?.value ?? null) };
  } catch (error) {
    return { errors: [{ message: error instanceof Error ? error.message : String(error) }] };
  }
}

/** One request for every step, one after the other. */
function traceFor({ steps }: PlanReport): object {
  return {
    durationMs: steps.length * 12.5,
    actual: steps.length,
    requests: steps.map(({ step, upstream, method, route, path, parameters, fields }, index) => ({
      step,
      upstream,
      method,
      route,
      path: path ?? route,
      parameters,
      fields,
      startMs: index * 12.5,
      durationMs: 11.3,
      bytes: 4_096,
      status: 200,
      error: null,
      cache: index === 1 ? 'hit' : 'miss',
      retries: index === 2 ? 1 : 0,
      shared: index === 3,
    })),
  };
}
