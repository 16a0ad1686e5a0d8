/** Asks the gateway for the plan of what is written. Runs nothing, whoever answers. */

import { type Explained, explainedBy, type Plan } from './explain.ts';
import { requestOf, type Written } from './written.ts';

export interface PlanAnswer {
  readonly plan: Plan | null;
  /** Why there is no plan, or what is wrong although there is one. */
  readonly problem: string | null;
}

/**
 * The header decides whether an operation is planned or run, and a server or a proxy may not know it. So the first question is
 * for the plan of something harmless, and what is written is sent once that was planned.
 */
export function createAskPlan(
  ask: typeof fetch,
  endpoint: string,
): (written: Written, signal: AbortSignal) => Promise<PlanAnswer> {
  let isKnown = false;

  async function explain(
    body: object,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Explained> {
    const all = new Headers(headers);
    all.set('content-type', 'application/json');
    all.set('accept', 'application/json');
    all.set('x-atelier-explain', 'plan');
    const answer = await ask(endpoint, {
      method: 'POST',
      headers: all,
      body: JSON.stringify(body),
      signal,
      credentials: 'same-origin',
    });
    const text = await answer.text();
    try {
      return explainedBy(JSON.parse(text));
    } catch {
      const problem = `The gateway answered with status ${answer.status}, and no plan.`;
      return { plan: null, trace: null, problems: [problem] };
    }
  }

  return async (written, signal) => {
    try {
      const { body, headers } = requestOf(written);
      if (!isKnown) {
        const harmless = await explain({ query: '{ __typename }' }, headers, signal);
        isKnown = harmless.plan !== null;
        if (!isKnown) return { plan: null, problem: harmless.problems.join(' ') || unexplained };
      }
      const { plan, problems } = await explain(body, headers, signal);
      return { plan, problem: problems.join(' ') || (plan === null ? unexplained : null) };
    } catch (error) {
      if (signal.aborted) throw error;
      return { plan: null, problem: error instanceof SyntaxError ? error.message : unreachable };
    }
  };
}

const unexplained =
  'This gateway gives no plans: they are switched off, or something on the way removes the request for them.';
const unreachable = 'The gateway could not be asked.';
