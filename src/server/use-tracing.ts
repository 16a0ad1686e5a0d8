/**
 * The Yoga plugin that tells an operation's trace of its document, of the steps before it runs, and of the events of a
 * subscription. Owns no span; is there only where traces are wanted.
 */

import type { DocumentNode, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { toClientError } from './client-errors.ts';
import type { NodeContext } from './node-context.ts';
import { sha256 } from './persisted-operations.ts';
import type { Planner } from './planning.ts';

export function useTracing(): Plugin<NodeContext, NodeContext> {
  /** The SHA-256 of each document that was read; one that is sent again is not read again. */
  const hashes = new WeakMap<DocumentNode, string>();
  const validated = new WeakSet<DocumentNode>();
  return {
    onParse: ({ context: { incoming }, params: { source } }) => {
      const startedMs = performance.now();
      return ({ result }) => {
        const document = isDocument(result) ? result : null;
        const known = document && hashes.get(document);
        if (!known) incoming.trace?.step('graphql.parse', startedMs);
        if (!document) return;
        const hash = known ?? sha256(source.toString());
        hashes.set(document, hash);
        incoming.trace?.describe({ 'graphql.document.hash': hash });
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

/** The same planner, whose every plan is a step of its operation's trace. */
export function tracedPlanner(planner: Planner): Planner {
  return (args, totals) => {
    const { incoming } = args.contextValue as NodeContext;
    const startedMs = performance.now();
    const planned = planner(args, totals);
    const { min = 0, max = 0 } = planned?.report.requests ?? {};
    incoming.trace?.step('graphql.plan', startedMs, {
      'atelier.planned.min': min,
      'atelier.planned.max': max,
    });
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
