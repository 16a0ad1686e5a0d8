/**
 * The Yoga plugin that tells an operation's trace of its document, of the steps before it runs, and of the events of a
 * subscription. Owns no span; is there only where traces are wanted.
 */

import type { DocumentNode, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { OperationPlan } from '#src/graph/operation-plan.ts';
import { toClientError } from './client-errors.ts';
import type { NodeContext } from './node-context.ts';
import type { Planner } from './planning.ts';

/** @param hashOf the SHA-256 of a document */
export function useTracing(hashOf: (document: DocumentNode) => string): Plugin<NodeContext, NodeContext> {
  /** One that is sent again is not read again. */
  const parsed = new WeakSet<DocumentNode>();
  const validated = new WeakSet<DocumentNode>();
  return {
    onParse: ({ context: { incoming } }) => {
      const startedMs = performance.now();
      return ({ result }) => {
        const document = isDocument(result) ? result : null;
        if (!document || !parsed.has(document)) incoming.trace?.step('graphql.parse', startedMs);
        if (!document) return;
        parsed.add(document);
        incoming.trace?.describe({ 'graphql.document.hash': hashOf(document) });
      };
    },
    onValidate: ({ context: { incoming }, params: { documentAST } }) => {
      if (validated.has(documentAST)) return;
      validated.add(documentAST);
      const startedMs = performance.now();
      return () => incoming.trace?.step('graphql.validate', startedMs);
    },
    onSubscribe: ({ args: { contextValue } }) => ({
      onSubscribeResult: () => ({
        onNext: ({ result }) => {
          const errors = 'errors' in result ? ((result.errors ?? []) as readonly GraphQLError[]) : [];
          contextValue.incoming.trace?.endEvent(errors.map(codeOf));
        },
      }),
    }),
  };
}

/** The same planner; what it plans is told to the operation's trace, and where that took planning it is a step of it. */
export function tracedPlanner(planner: Planner): Planner {
  const made = new WeakSet<OperationPlan>();
  return (args, totals) => {
    const { incoming } = args.contextValue as NodeContext;
    const startedMs = performance.now();
    const planned = planner(args, totals);
    if (!planned) return null;
    const { min, max } = planned.report.requests;
    const details = { 'atelier.planned.min': min, 'atelier.planned.max': max };
    incoming.trace?.describe(details);
    if (!made.has(planned.plan)) incoming.trace?.step('graphql.plan', startedMs, details);
    made.add(planned.plan);
    return planned;
  };
}

function isDocument(result: unknown): result is DocumentNode {
  return typeof result === 'object' && result !== null && 'kind' in result;
}

/** As the client will be told; the log hears of what is masked where that is done. */
function codeOf(error: GraphQLError): string {
  return String(toClientError(error, () => {}).extensions['code']);
}
